// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "manifest_text.h"
#include "manifests/manifest.h"

namespace portolan::manifests {
namespace {

std::string read(const std::string& text) { return testing::text_of(read_manifest(text, Kind::kPorts, {})); }

TEST(PortsFile, IsReadWhole) {
  const auto read = read_manifest(
      "registry: harbour\nports:\n- {name: web, port: 8443, transport: TCP, owner: o, contact: c, purpose: p, expires: "
      "2027-01-31}\n",
      Kind::kPorts, {.file = "ports.yaml", .service_ports = {}, .limits = {}});
  ASSERT_TRUE(read) << to_string(read.error()[0]);
  EXPECT_EQ(read->registry, "harbour");
  EXPECT_EQ(read->uses, (std::vector<Use>{{.name = "web",
                                           .port = 8443,
                                           .transport = Transport::kTcp,
                                           .address = {},
                                           .purpose = "p",
                                           .owner = "o",
                                           .contact = "c",
                                           .expires = {2027, 1, 31},
                                           .note = {},
                                           .place = {"ports.yaml", 3, 3, "ports[0]"}}}));
}

TEST(PortsFile, WhatIsNotSaidIsTcp) {
  EXPECT_EQ(read("ports:\n- port: 1\n- {port: 2-3, transport: [udp, dccp]}\n- name: a\n- {name: b, transport: udp}\n"),
            "- 1/tcp - -\n- 2/udp - -\n- 3/udp - -\n- 2/dccp - -\n- 3/dccp - -\na - - -\nb -/udp - -\n");
  EXPECT_EQ(read("ports: []\n"), "");
}

TEST(PortsFile, EverythingThatIsWrongIsSaid) {
  EXPECT_EQ(read("regsitry: x\nregistry: [y]\nports:\n- prot: 1\n- port: 70000\n- port:\n- port: []\n- 80\n"
                 "- {port: 1, transport: icmp}\n- {port: 1, transport: [tcp, icmp, [x]]}\n- {port: 1, transport: []}\n"
                 "- {port: 1, expires: soon}\n- {port: 1, transport: }\n"),
            "1:1: nothing is called 'regsitry' here; there are registry, ports\n"
            "2:11: registry: it is a text, not a list or a map\n"
            "4:3: ports[0]: nothing is called 'prot' here; there are name, port, transport, owner, contact, purpose, "
            "expires\n"
            "4:3: ports[0]: it needs a name, a port, or both\n"
            "5:9: ports[1].port: port 70000 is above 65535\n"
            "6:3: ports[2].port: the number is missing\n"
            "7:9: ports[3].port: it is a text, not a list or a map\n"
            "8:3: ports[4]: it is a map with `name` and `port`\n"
            "9:24: ports[5].transport: unknown transport 'icmp': it is tcp, udp, sctp or dccp\n"
            "10:30: ports[6].transport[1]: unknown transport 'icmp': it is tcp, udp, sctp or dccp\n"
            "10:36: ports[6].transport[2]: it is a text, not a list or a map\n"
            "11:24: ports[7].transport: it is a transport, or a list of them: [tcp, udp]\n"
            "12:22: ports[8].expires: 'soon' is no date: write YYYY-MM-DD or YYYY-MM\n"
            "13:13: ports[9].transport: it is a transport, or a list of them: [tcp, udp]\n");
}

TEST(PortsFile, WhatIsNoFileOfPortsIsSaid) {
  for (const char* text : {"", "- a\n", "text\n"})
    EXPECT_EQ(read(text), "1:1: the file has `ports:`, a list of ports\n") << text;
  EXPECT_EQ(read("registry: a\n"), "1:1: ports: it is a list, and is needed: `ports: []` for none\n");
  EXPECT_EQ(read("ports: []\n---\nports: []\n"), "3:1: the file is one document: remove what follows ---\n");
}

TEST(PortsFile, NothingStandsInItTwice) {
  EXPECT_EQ(
      read("ports:\n- {name: a, port: 1}\n- {name: b, port: 1}\n- {port: 1, transport: udp}\n- name: a\n- name: a\n"
           "- {port: 5-9}\n- {port: 1-6, transport: [udp, tcp]}\n- {port: 2, transport: [udp, udp]}\n"),
      "3:19: ports[1].port: 1/tcp is in line 2 already\n6:3: ports[4]: the name 'a' is in line 5 already\n"
      "8:10: ports[6].port: 1/tcp is in line 2 already\n8:10: ports[6].port: 1/udp is in line 4 already\n");
}

}  // namespace
}  // namespace portolan::manifests
