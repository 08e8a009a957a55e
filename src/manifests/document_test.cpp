// SPDX-License-Identifier: Apache-2.0
//
// docs/manifests.md: what it shows is what is read.
#include <gtest/gtest.h>

#include "manifest_text.h"
#include "test_data.h"

namespace portolan::manifests {
namespace {

using testing::fixture;
using testing::read_file;

const std::string& document() {
  static const std::string text = read_file(fixture("../../docs/manifests.md"));
  return text;
}

// The fenced block with this word behind its fence that begins behind `from`; `from` goes on to its end.
std::string block(const std::string& language, std::size_t& from) {
  const std::string fence = "\n```" + language + "\n";
  const std::size_t begin = document().find(fence, from) + fence.size();
  from = document().find("\n```\n", begin - 1);
  return document().substr(begin, from + 1 - begin);
}

void expect_example(const std::string& title, const std::string& language, Kind kind) {
  std::size_t at = document().find("\n## " + title + "\n");
  ASSERT_NE(at, std::string::npos) << title;
  const std::string example = block(language, at);
  EXPECT_EQ(kind_of("a." + (language == "csv" ? language : std::string("yaml")), example), kind);
  EXPECT_EQ(testing::text_of(read_manifest(example, kind, {})), block("text", at)) << title;
  if (kind != Kind::kKubernetes) return;
  Options options;
  options.service_ports = ServicePorts::kNode;
  EXPECT_EQ(testing::text_of(read_manifest(example, kind, options)), block("text", at)) << title;
}

TEST(ManifestsDocument, ItsExamplesAreReadAsItSays) {
  expect_example("docker-compose", "yaml", Kind::kCompose);
  expect_example("Kubernetes", "yaml", Kind::kKubernetes);
  expect_example("nmap", "xml", Kind::kNmap);
  expect_example("CSV", "csv", Kind::kCsv);
  expect_example("ports.yaml", "yaml", Kind::kPorts);
}

TEST(ManifestsDocument, ItsLimitsAreThoseOfTheProgram) {
  const Limits limits;
  EXPECT_EQ(limits.yaml_bytes, 4U << 20U);
  EXPECT_EQ(limits.bytes, 64U << 20U);
  EXPECT_EQ(limits.depth, 64U);
  EXPECT_EQ(limits.values, 500'000U);
  EXPECT_EQ(limits.elements, 2'000'000U);
  EXPECT_EQ(limits.text, 64U << 10U);
  EXPECT_EQ(limits.uses, 100'000U);
  EXPECT_EQ(limits.kept_bytes, 64U << 20U);
  EXPECT_EQ(limits.problems, 100U);
}

}  // namespace
}  // namespace portolan::manifests
