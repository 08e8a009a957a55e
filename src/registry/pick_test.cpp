// SPDX-License-Identifier: Apache-2.0
#include "registry/pick.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace portolan::registry {
namespace {

using Ports = std::vector<std::uint16_t>;

Holding held(std::uint16_t first, std::uint16_t last, std::string_view name) {
  return {.ports = {first, last}, .transports = Transport::kTcp, .status = {}, .name = std::string(name), .record = 0};
}

// The first candidates of a walk.
Ports walk(std::string_view user, std::string_view name, PortRange range, std::uint32_t count) {
  const Walk steps(user, name, range);
  Ports out;
  for (std::uint32_t i = 0; i < std::min(count, steps.size()); ++i) out.push_back(steps.at(i));
  return out;
}

// Made by a second implementation of the header's words. If one of these fails, the walk has changed, and people would
// get other ports than yesterday: mend the code, never the numbers.
TEST(Walk, NeverChanges) {
  const struct {
    std::string_view user;
    std::string_view name;
    PortRange range;
    Ports first;
  } kCases[] = {
      {"", "", kUserPorts, {22662, 16479, 10296, 4113, 46058, 39875, 33692, 27509}},
      {"alice", "web", kUserPorts, {39380, 4323, 17394, 30465, 43536, 8479, 21550, 34621}},
      {"bob", "web", kUserPorts, {2329, 12600, 22871, 33142, 43413, 5556, 15827, 26098}},
      {"alice", "api", kUserPorts, {15313, 46980, 30519, 14058, 45725, 29264, 12803, 44470}},
      {"j\xC3\xB6rg", "redis", kUserPorts, {14876, 41195, 19386, 45705, 23896, 2087, 28406, 6597}},
      {"alice", "web", {0, 65535}, {63956, 36067, 8178, 45825, 17936, 55583, 27694, 65341}},
      {"alice", "web", {8000, 8009}, {8008, 8005, 8002, 8009, 8006, 8003, 8000, 8007, 8004, 8001}},
      {"alice", "web", {5000, 5001}, {5000, 5001}},
      {"alice", "web", {5000, 5000}, {5000}},
  };
  for (const auto& expected : kCases)
    EXPECT_EQ(walk(expected.user, expected.name, expected.range, static_cast<std::uint32_t>(expected.first.size())),
              expected.first)
        << expected.user << ' ' << expected.name << ' ' << to_string(expected.range);
}

TEST(Walk, ComparesNamesWithoutCaseAndUsersWithIt) {
  EXPECT_EQ(walk("alice", "WEB", kUserPorts, 9), walk("alice", "web", kUserPorts, 9));
  EXPECT_NE(walk("Alice", "web", kUserPorts, 9), walk("alice", "web", kUserPorts, 9));
  EXPECT_NE(walk("alicew", "eb", kUserPorts, 9), walk("alice", "web", kUserPorts, 9));
}

TEST(Walk, VisitsEachPortOnce) {
  for (const PortRange range :
       {PortRange{0, 65535}, kUserPorts, kDynamicPorts, {1, 1}, {7, 12}, {65535, 65535}, {2, 31}})
    for (const std::string_view name : {"a", "b"}) {
      Ports visited = walk("user", name, range, range.size());
      std::ranges::sort(visited);
      Ports all(range.size());
      std::iota(all.begin(), all.end(), range.first);
      EXPECT_EQ(visited, all) << to_string(range) << name;
    }
}

// In the walk of alice's "web" through 8000-8009 (8008, 8005, 8002, 8009, 8006, ...) some ports are taken.
class Pick : public ::testing::Test {
 protected:
  static HostFacts facts() {
    HostFacts out;
    out.listeners = {{8005, Transport::kTcp, "::", "nginx"}};
    return out;
  }

  PortUse use_{std::vector<Holding>{held(8008, 8008, "http-alt"), held(8000, 8001, "pair")}};
  Availability availability_{use_, facts(), {.node_ports = kNodePorts, .browsers = true, .excluded = {{8009, 8009}}}};
  PickRequest request_{.user = "alice",
                       .name = "web",
                       .count = 1,
                       .range = {8000, 8009},
                       .transports = Transports::all(),
                       .exclusions = {},
                       .tolerated = {}};
};

TEST_F(Pick, TakesTheFirstFreeCandidateAndSaysWhyOthersFell) {
  const auto picked = pick(availability_, request_);
  ASSERT_TRUE(picked);
  EXPECT_EQ(picked->ports, Ports{8002});
  EXPECT_EQ(picked->rejected, (std::vector<Rejected>{{8008, {Reason::kAssigned}}, {8005, {Reason::kListening}}}));
  EXPECT_EQ(picked->free, 5U);
  EXPECT_EQ(picked->total(Reason::kAssigned), 3U);
  EXPECT_EQ(picked->total(Reason::kListening), 1U);
  EXPECT_EQ(picked->total(Reason::kExcluded), 1U);
  EXPECT_EQ(picked->total(Reason::kBrowser), 0U);
}

TEST_F(Pick, TakesSeveralInTheOrderOfTheWalk) {
  request_.count = 3;
  const auto picked = pick(availability_, request_);
  ASSERT_TRUE(picked);
  EXPECT_EQ(picked->ports, (Ports{8002, 8006, 8003}));
  EXPECT_EQ(picked->rejected.size(), 3U);
}

TEST_F(Pick, GivesWhatThereIs) {
  request_.count = 10;
  const auto picked = pick(availability_, request_);
  ASSERT_TRUE(picked);
  EXPECT_EQ(picked->ports, (Ports{8002, 8006, 8003, 8007, 8004}));
  EXPECT_EQ(picked->ports.size(), picked->free);
  EXPECT_EQ(picked->rejected.size(), 5U);
}

TEST_F(Pick, KeepsItsOrderWhenAPortBecomesTaken) {
  request_.exclusions = {{8002, 8002}};
  const auto picked = pick(availability_, request_);
  ASSERT_TRUE(picked);
  EXPECT_EQ(picked->ports, Ports{8006});
  EXPECT_EQ(picked->total(Reason::kExcluded), 2U);
}

TEST_F(Pick, LooksAtListenersOnItsOwnTransportsOnly) {
  request_.transports = Transport::kUdp;
  const auto picked = pick(availability_, request_);
  ASSERT_TRUE(picked);
  EXPECT_EQ(picked->ports, Ports{8005});
}

TEST_F(Pick, ToleratesReasonsButCountsThem) {
  request_.tolerated = {Reason::kAssigned};
  const auto picked = pick(availability_, request_);
  ASSERT_TRUE(picked);
  EXPECT_EQ(picked->ports, Ports{8008});
  EXPECT_EQ(picked->free, 8U);
  EXPECT_EQ(picked->total(Reason::kAssigned), 3U);
}

TEST_F(Pick, PicksNoDynamicPortUnlessToldTo) {
  request_.range = {65000, 65001};
  EXPECT_TRUE(pick(availability_, request_)->ports.empty());
  request_.tolerated = {Reason::kDynamic};
  EXPECT_EQ(pick(availability_, request_)->ports.size(), 1U);
}

TEST_F(Pick, RefusesRequestsThatMakeNoSense) {
  const auto code = [&](auto change) {
    PickRequest request = request_;
    change(request);
    const auto picked = pick(availability_, request);
    const auto verdict = explain(availability_, request, 8000);
    EXPECT_FALSE(verdict);
    return picked ? std::string() : picked.error().message;
  };
  EXPECT_EQ(code([](PickRequest& r) { r.count = 0; }), "ask for at least one port");
  EXPECT_EQ(code([](PickRequest& r) { r.count = 11; }),
            "11 ports are more than the range 8000-8009 has: ask for 10 or fewer, or for a larger range");
  EXPECT_EQ(code([](PickRequest& r) { r.range = {9, 8}; }), "a range begins with its lower port");
  EXPECT_EQ(code([](PickRequest& r) { r.exclusions = {{1, 2}, {9, 8}}; }), "a range begins with its lower port");
  EXPECT_EQ(code([](PickRequest& r) { r.transports = {}; }), "name at least one transport");
}

TEST_F(Pick, ExplainsOnePort) {
  request_.exclusions = {{8000, 8003}};
  const auto taken = explain(availability_, request_, 8000);
  ASSERT_TRUE(taken);
  EXPECT_TRUE(taken->in_range);
  EXPECT_FALSE(taken->free);
  ASSERT_EQ(taken->findings.size(), 2U);
  EXPECT_EQ(taken->findings[0].words, "inside pair's range 8000-8001 (tcp)");
  EXPECT_EQ(taken->findings[1].words, "excluded by the request (8000-8003)");
  EXPECT_TRUE(explain(availability_, request_, 8004)->free);
  const auto outside = explain(availability_, request_, 8010);
  EXPECT_TRUE(outside->free);
  EXPECT_FALSE(outside->in_range);
  request_.tolerated = {Reason::kExcluded};
  EXPECT_TRUE(explain(availability_, request_, 8003)->free);
  EXPECT_EQ(explain(availability_, request_, 8003)->findings.size(), 1U);
}

TEST_F(Pick, AgreesWithItsExplanations) {
  request_.count = 10;
  const auto picked = pick(availability_, request_);
  for (const std::uint16_t port : picked->ports) EXPECT_TRUE(explain(availability_, request_, port)->free) << port;
  for (const Rejected& rejected : picked->rejected)
    EXPECT_FALSE(explain(availability_, request_, rejected.port)->free) << rejected.port;
}

}  // namespace
}  // namespace portolan::registry
