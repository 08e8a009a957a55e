// SPDX-License-Identifier: Apache-2.0
#include "manifests/manifest.h"

#include <gtest/gtest.h>

#include "manifest_text.h"

namespace portolan::manifests {
namespace {

std::string read(const std::string& text, Kind kind = Kind::kPorts, const Options& options = {}) {
  return testing::text_of(read_manifest(text, kind, options));
}

TEST(ManifestKind, IsToldByContentsThenByName) {
  EXPECT_EQ(kind_of("a.yaml", "apiVersion: v1\nkind: Service\n"), Kind::kKubernetes);
  EXPECT_EQ(kind_of("ports.yaml", "# x\napiVersion: v1\nkind: Service\n"), Kind::kKubernetes);
  EXPECT_EQ(kind_of("a.json", "{\"apiVersion\": \"v1\", \"kind\": \"List\"}"), Kind::kKubernetes);
  EXPECT_EQ(kind_of("a.yml", "version: '3'\nservices:\n"), Kind::kCompose);
  EXPECT_EQ(kind_of("dir/docker-compose.prod.yml", "x: 1"), Kind::kCompose);
  EXPECT_EQ(kind_of("compose.yaml", ""), Kind::kCompose);
  EXPECT_EQ(kind_of("dir/ports.yaml", ""), Kind::kPorts);
  EXPECT_EQ(kind_of("a.YAML", "\xEF\xBB\xBFports:\n"), Kind::kPorts);
  EXPECT_EQ(kind_of("scan.xml", "\n<?xml?><!DOCTYPE nmaprun><nmaprun>"), Kind::kNmap);
  EXPECT_EQ(kind_of("list.CSV", "a,b"), Kind::kCsv);
  EXPECT_EQ(kind_of("-", "name,Port,owner\n"), Kind::kCsv);
  EXPECT_EQ(kind_of("-", "services: {}\n"), Kind::kCompose);
}

TEST(ManifestKind, IsNotGuessed) {
  EXPECT_EQ(kind_of("a.xml", "<registry/>"), std::nullopt);
  EXPECT_EQ(kind_of("a.yaml", " services: nested\n"), std::nullopt);
  EXPECT_EQ(kind_of("a.txt", "ports:\n"), std::nullopt);
  EXPECT_EQ(kind_of("-", "one,two\n"), std::nullopt);
  EXPECT_EQ(kind_of("", ""), std::nullopt);
}

TEST(ManifestKind, HasOneName) {
  for (const KindRow& row : kinds()) {
    EXPECT_EQ(kind_named(row.name), row.kind);
    EXPECT_EQ(to_string(row.kind), row.name);
  }
  EXPECT_EQ(kind_named("yaml"), std::nullopt);
}

TEST(ManifestYaml, WhatItIsNotIsSaidWithItsPlace) {
  EXPECT_EQ(read("ports:\n  - port: 1\n - x\n"), "3:2: end of map not found\n");
  EXPECT_EQ(read("a: \"b\n"), "2:1: the file ends inside a value: a quote or a bracket is not closed\n");
  EXPECT_EQ(read("a: 'b"), "1:6: the file ends inside a value: a quote or a bracket is not closed\n");
  EXPECT_EQ(read("a: [b\n"), "2:1: the file ends inside a value: a quote or a bracket is not closed\n");
  EXPECT_EQ(read("ports: *none\n").substr(0, 6), "1:8: t");
  EXPECT_EQ(read("a: \xFF\n"), "1:4: the byte 0xff is not UTF-8: convert the file\n");
  EXPECT_EQ(read("a: \x07\n"), "1:4: control character 0x07: remove it\n");
  EXPECT_EQ(read("ports: [{name: \"\\e[31m\"}]\n"), "1:16: ports[0].name: it holds a control character: remove it\n");
}

TEST(ManifestYaml, AKeyIsATextAndThereOnce) {
  EXPECT_EQ(read("ports: []\nports: []\n"), "2:1: the key 'ports' is given twice\n");
  EXPECT_EQ(read("? [a]\n: b\n"), "1:3: a key is a text\n");
  EXPECT_EQ(read("a: &x b\nc: {<<: *x}\n"), "1:4: what is merged by << is a map, or a list of maps\n");
  EXPECT_EQ(read("ports: &x [{a: *x}]\n"), "1:16: an alias cannot stand inside what it names\n");
}

TEST(ManifestYaml, DepthIsLimited) {
  const std::string deep(1000, '[');
  EXPECT_EQ(read(deep), "1:33: values are nested deeper than 64\n");  // each bracket may begin the key of a map
  std::string keys;
  for (int i = 0; i < 100; ++i) keys += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_EQ(read(keys).substr(0, 3), "65:");
}

TEST(ManifestYaml, SignsAreLimited) {
  EXPECT_EQ(read(std::string(1'000'001, '{')), "1:1: more than 1000000 of the signs []{},:&*!?\n");
}

TEST(ManifestYaml, TagsAreLimited) {
  std::string bomb = "%TAG !e! " + std::string(1'000'000, 'a') + "\n---\n";
  for (int i = 0; i < 100'000; ++i) bomb += "- !e!" + std::to_string(i) + " x\n";
  EXPECT_NE(read(bomb).find("the tags of the file are too long"), std::string::npos);
}

TEST(ManifestYaml, AliasesOfAliasesAreLimited) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 20; ++i) {
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += (j == 0 ? "*a" : ", *a") + std::to_string(i - 1);
    bomb += "]\n";
  }
  const std::string told = read(bomb);
  EXPECT_NE(told.find("more than 500000 values, counted again behind each alias"), told.npos) << told;
}

TEST(ManifestYaml, MergingIsLimited) {
  std::string bomb = "x: &x {";
  for (int i = 0; i < 1000; ++i) bomb += "k" + std::to_string(i) + ": 1, ";
  bomb += "}\ny:\n";
  for (int i = 0; i < 1000; ++i) bomb += "- {<<: *x}\n";
  EXPECT_NE(read(bomb).find("more than 500000 values"), std::string::npos);
}

TEST(ManifestYaml, WhatIsExtendedIsLimited) {
  std::string many = "services:\n base:\n  ports: [";
  for (int i = 0; i < 1000; ++i) many += "'80:80', ";
  many += "]\n";
  for (int i = 0; i < 1000; ++i) many += " s" + std::to_string(i) + ": {extends: base}\n";
  EXPECT_NE(read(many, Kind::kCompose).find("the services that others extend have more than 500000 values"),
            std::string::npos);
}

TEST(Manifest, BytesUsesTextsAndProblemsAreLimited) {
  EXPECT_EQ(read(std::string((4U << 20U) + 1, '#')), "1:1: the file has 4194305 bytes, the limit is 4194304\n");
  EXPECT_EQ(read("services: {a: {ports: ['1-65535:1-65535', '1-65535:1-65535/udp']}}", Kind::kCompose),
            "1:43: a: ports[1]: more than 100000 ports\n");
  EXPECT_EQ(
      read("services: {" + std::string(1000, 'a') + ": {ports: ['1-65535:1-65535']}}", Kind::kCompose)
          .find("1:1023: " + std::string(60, 'a') + ": ports[0]: the texts of its ports have more than 67108864 bytes"),
      0U);
  EXPECT_EQ(read("ports: [{name: " + std::string(5000, 'a') + "}]"),
            "1:16: ports[0].name: it is longer than 4096 bytes\n");
  std::string wrong = "ports:\n";
  for (int i = 0; i < 200; ++i) wrong += "- port: x\n";
  const auto outcome = read_manifest(wrong, Kind::kPorts, {});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().size(), 101U);
  EXPECT_EQ(outcome.error().back().message, "too many problems, the rest are not listed");
}

}  // namespace
}  // namespace portolan::manifests
