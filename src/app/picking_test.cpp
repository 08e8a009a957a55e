// SPDX-License-Identifier: Apache-2.0
#include "app/picking.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <span>

#include "lookup/compiler.h"
#include "registry/availability.h"

namespace portolan::app {
namespace {

registry::Record record(std::string_view name, PortRange ports, std::optional<Transport> transport,
                        std::string_view description) {
  registry::Record out;
  out.name = registry::ServiceName(name);
  out.ports = ports;
  out.transport = transport;
  out.description = registry::RichText::plain(description);
  return out;
}

registry::Registry sample() {
  registry::Registry registry;
  registry.records = {record("x11", {6000, 6063}, Transport::kTcp, "X Window System"),
                      record("", {6064, 6064}, std::nullopt, "Unassigned"),
                      record("", {6065, 6065}, std::nullopt, "Reserved"),
                      record("", {6066, 6066}, Transport::kUdp, "De-assigned")};
  registry.records[3].notes = registry::RichText::plain("De-assigned 2019-10-30");
  registry.records.push_back(record("alone", {0, 0}, Transport::kTcp, "A name"));
  registry.records.back().ports.reset();
  return registry;
}

registry::PickRequest request_of(std::string user) {
  registry::PickRequest request;
  request.user = std::move(user);
  request.name = "b";
  return request;
}

class Picking : public ::testing::Test {
 protected:
  const registry::Registry registry_ = sample();
};

TEST_F(Picking, TheCompiledRegistryHoldsWhatTheRegistryHolds) {
  const auto bytes = lookup::compile(registry_);
  ASSERT_TRUE(bytes);
  const auto lookup = Lookup::from_bytes(std::as_bytes(std::span(*bytes)));
  ASSERT_TRUE(lookup);
  const auto holdings = holdings_of(*lookup);
  ASSERT_TRUE(holdings);
  EXPECT_EQ(*holdings, registry::holdings_of(registry_));
  EXPECT_EQ(holdings->size(), 3U);
}

TEST_F(Picking, ObjectionsLeaveOutWhatIsTolerated) {
  const registry::PortUse use(registry_);
  const registry::Availability availability(use);
  registry::PickRequest request = request_of("a");
  const auto all = objections(availability, request, 6000);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].reason, registry::Reason::kAssigned);
  EXPECT_EQ(all[1].reason, registry::Reason::kBrowser);
  request.tolerated = {registry::Reason::kAssigned};
  EXPECT_EQ(objections(availability, request, 6000).size(), 1U);
}

TEST_F(Picking, JsonOfAPickIsComplete) {
  const registry::PortUse use(registry_);
  const registry::Availability availability(use);
  registry::PickRequest request = request_of("a\"");
  request.range = {6063, 6065};
  request.transports = Transport::kTcp;
  const auto picked = registry::pick(availability, request);
  ASSERT_TRUE(picked);
  std::string out;
  write_pick_json(availability, {}, request, *picked, out);
  EXPECT_TRUE(
      out.starts_with("{\"user\":\"a\\\"\",\"name\":\"b\",\"range\":\"6063-6065\",\"transports\":[\"tcp\"],"
                      "\"allowed\":[],\"port\":6064,\"ports\":[6064],\"free\":1,\"totals\":{\"assigned\":1,"
                      "\"reserved\":1,\"reserved_for_service\":0,"))
      << out;
  EXPECT_TRUE(out.ends_with(",\"ephemeral\":{\"ports\":\"32768-60999\",\"from\":null}}")) << out;
}

TEST_F(Picking, JsonOfAVerdict) {
  const registry::PortUse use(registry_);
  const registry::Availability availability(use);
  registry::PickRequest request = request_of("a");
  request.tolerated = {registry::Reason::kReserved};
  std::string out;
  write_verdict_json(request, 6065, *registry::explain(availability, request, 6065), out);
  EXPECT_EQ(out,
            "{\"port\":6065,\"usable\":true,\"in_range\":true,\"reasons\":[{\"reason\":\"reserved\",\"words\":"
            "\"reserved\",\"allowed\":true}]}");
}

TEST(LoginName, IsThatOfTheEnvironmentFirst) {
  ::setenv("LOGNAME", "alice", 1);
  ::setenv("USER", "bob", 1);
  EXPECT_EQ(login_name(), "alice");
  ::setenv("LOGNAME", "", 1);
  EXPECT_EQ(login_name(), "bob");
  ::unsetenv("USER");
  EXPECT_FALSE(login_name().empty());
}

}  // namespace
}  // namespace portolan::app
