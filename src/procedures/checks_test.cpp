// SPDX-License-Identifier: Apache-2.0
#include "procedures/checks.h"

#include <gtest/gtest.h>

#include "procedure_samples.h"

namespace portolan::procedures {
namespace {

using portolan::testing::harbour;
using portolan::testing::request_for;

std::vector<std::string> rules_of(const Policy& policy, const Request& request) {
  const registry::Registry registry = harbour();
  std::vector<std::string> rules;
  for (const Violation& one : check(policy, World(registry), request)) rules.emplace_back(one.rule);
  return rules;
}

Policy banded() {
  Policy policy = team_policy();
  policy.ranges.front().bands = {{"static", {2000, 2999}, true}, {"dynamic", {3000, 3999}, false}};
  return policy;
}

TEST(Checks, ABandIsGivenOutInOneWay) {
  EXPECT_TRUE(rules_of(banded(), request_for("lantern", PortRange{2500, 2500})).empty());
  EXPECT_EQ(rules_of(banded(), request_for("lantern", PortRange{3500, 3500})), std::vector<std::string>{"band"});
  const registry::Registry registry = harbour();
  EXPECT_EQ(port_for(banded(), World(registry), request_for("lantern", PortRange{1024, 49151})), 1024);
  EXPECT_EQ(port_for(banded(), World(registry), request_for("lantern", PortRange{2000, 3999})), 3000);
  EXPECT_EQ(port_for(banded(), World(registry), request_for("lantern", PortRange{2000, 2999})), std::nullopt);
  EXPECT_EQ(rules_of(banded(), request_for("lantern", PortRange{2000, 2999})), std::vector<std::string>{"band"});
}

TEST(Checks, APortOfARangeIsFreeOnAllTransportsThatAreKeptForIt) {
  registry::Registry registry = harbour();
  registry.records.push_back(testing::held_record("buoy", PortRange{1025, 1025}, Transport::kUdp, "Ben_Nevis"));
  const Request request = request_for("lantern", PortRange{1024, 49151});
  EXPECT_EQ(port_for(rfc6335_policy(), World(registry), request), 1026) << "1024 is an edge";
  EXPECT_EQ(port_for(team_policy(), World(registry), request), 1024);
}

TEST(Checks, WhatIsEasilyTakenForAnotherIsRefusedToOthersOnly) {
  registry::Registry registry = harbour();
  registry.records.push_back(testing::held_record("pi-lot1", std::nullopt, Transport::kTcp, "Ben_Nevis"));
  const auto rules = [&](std::string_view name, std::string_view who) {
    Request request = request_for(name);
    request.assignee = request.contact = who;
    std::vector<std::string> out;
    for (const Violation& one : check(rfc6335_policy(), World(registry), request)) out.emplace_back(one.rule);
    return out;
  };
  EXPECT_EQ(rules("pilotl", testing::kHolder), std::vector<std::string>{"name-confusable"});
  EXPECT_TRUE(rules("pilotl", "Ben_Nevis").empty());
  EXPECT_TRUE(rules("pilots", testing::kHolder).empty());
}

TEST(Checks, ANameAloneIsAdvisedWhereItWouldDo) {
  const registry::Registry registry = harbour();
  EXPECT_EQ(advice(rfc6335_policy(), World(registry), request_for("lantern", PortRange{3000, 3000})).size(), 1U);
  EXPECT_TRUE(advice(rfc6335_policy(), World(registry), request_for("lantern")).empty());
}

TEST(Checks, TextsAreTextsAndNotTooLong) {
  Request request = request_for("lantern");
  request.description = std::string(
      "a\x02"
      "b");
  request.notes.assign(10'001, 'x');
  EXPECT_EQ(rules_of(rfc6335_policy(), request), (std::vector<std::string>{"text", "text"}));
}

}  // namespace
}  // namespace portolan::procedures
