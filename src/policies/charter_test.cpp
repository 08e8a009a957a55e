// SPDX-License-Identifier: Apache-2.0
#include "policies/charter.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace portolan::policies {
namespace {

using procedures::Procedure;
using procedures::Role;

Charter charter(std::string_view text) {
  auto read = read_charter(text, "ports.toml");
  EXPECT_TRUE(read) << (read ? "" : to_string(read.error().front()));
  return read ? *read : Charter();
}

std::string errors(std::string_view text) {
  const auto read = read_charter(text, "ports.toml");
  std::string out;
  if (!read)
    for (const Error& error : read.error()) out += to_string(error) + "\n";
  return out;
}

TEST(Charter, WhatIsNotSaidIsAsInTheProfile) {
  EXPECT_EQ(charter("name = 'a'\ntitle = 'A'").policy, procedures::rfc6335_policy());
  EXPECT_EQ(charter("name = 'a'\ntitle = 'A'\nprofile = 'team'").policy, procedures::team_policy());
  const Charter slow = charter("name = 'a'\ntitle = 'A'\nvotes = 3\nkeeps_edges = false\n[days]\nreview = 30");
  EXPECT_EQ(slow.policy.votes, 3U);
  EXPECT_FALSE(slow.policy.keeps_edges);
  EXPECT_EQ(slow.policy.review, procedures::Days(30));
  EXPECT_EQ(slow.policy.reminder, procedures::rfc6335_policy().reminder);
  EXPECT_EQ(slow.policy.ranges, procedures::rfc6335_policy().ranges);
}

TEST(Charter, IsReadWhole) {
  const Charter read = charter(R"(name = "harbour"
title = "Ports of the harbour"
profile = "team"
notes = ["Ask first.", "Then dock."]
names = ["First Come First Served"]
over = "iana"
collisions = "refuse"

[[range]]
name = "Services"
ports = "8000-8999"
procedures = ["Expert Review"]
  [[range.band]]
  name = "static"
  ports = "8000-8499"
  chosen = true
  [[range.band]]
  name = "dynamic"
  ports = "8500-8999"

[[range]]
name = "Closed"
ports = "9000"

[[expert]]
account = "eve"
transports = ["tcp", "udp"]

[roles]
operator = ["olga", "otto"]
iesg = ["ivy"]
)");
  EXPECT_EQ(read.notes, (std::vector<std::string>{"Ask first.", "Then dock."}));
  EXPECT_EQ(read.over, "iana");
  EXPECT_EQ(read.policy.collisions, procedures::Collisions::kRefuse);
  ASSERT_EQ(read.policy.ranges.size(), 2U);
  EXPECT_TRUE(read.policy.ranges[0].procedures.contains(Procedure::kExpertReview));
  EXPECT_TRUE(read.policy.ranges[1].procedures.empty());
  EXPECT_TRUE(read.policy.names.contains(Procedure::kFirstComeFirstServed));
  ASSERT_NE(read.policy.band_of(8100), nullptr);
  EXPECT_TRUE(read.policy.band_of(8100)->chosen);
  EXPECT_FALSE(read.policy.band_of(8500)->chosen);
  EXPECT_EQ(read.policy.band_of(9000), nullptr);
  Transports both = Transport::kTcp;
  both |= Transport::kUdp;
  EXPECT_EQ(read.offices, (std::vector<Office>{{"eve", Role::kExpert, both},
                                               {"olga", Role::kOperator, {}},
                                               {"otto", Role::kOperator, {}},
                                               {"ivy", Role::kIesg, {}}}));
}

TEST(Charter, EverythingThatIsWrongIsSaidWithItsLine) {
  const std::string told = errors(R"(name = "The Harbour"
profile = "teem"
notes = "one"
names = ["Claims"]
votes = 0
collisions = "maybe"
colisions = "warn"

[[range]]
ports = "8000-7000"

[[range]]
ports = "8000-8999"
  [[range.band]]
  ports = "8900-9100"
  chosen = "yes"

[[range]]
ports = "8500"

[[expert]]
transports = ["icmp"]

[days]
review = 3
)");
  for (const std::string_view line :
       {"ports.toml:1:8: name: ", "title: a registry has a title", "ports.toml:2:11: profile: there are",
        "ports.toml:3:9: notes: it is a list", "ports.toml:4:10: names: there is no 'Claims'", "ports.toml:5:9: votes",
        "ports.toml:6:14: collisions: it is", "ports.toml:7:13: colisions: nothing is called so",
        "ports.toml:10:9: ports: it is a port", "ports.toml:15:11: ports: not all of it is in 8000-8999",
        "ports.toml:16:12: chosen", "ports.toml:19:9: ports: 8000-8999 has some", "account: an expert is somebody",
        "ports.toml:22:15: transports: there is no transport 'icmp'", "reminder: nobody is reminded"})
    EXPECT_NE(told.find(line), std::string::npos) << line << "\n\n" << told;
}

TEST(Charter, WhatIsNoTomlIsToldSo) {
  EXPECT_NE(errors("name = \"a\"\ntitle = \"A").find("ports.toml:2:"), std::string::npos);
  EXPECT_FALSE(errors("name = 'a'\nname = 'b'").empty());
  EXPECT_FALSE(errors("\xff\xfe").empty());
  EXPECT_FALSE(errors("range = 1\nname='a'\ntitle='a'").empty());
  EXPECT_FALSE(errors("range = [1]\nname='a'\ntitle='a'").empty());
}

}  // namespace
}  // namespace portolan::policies
