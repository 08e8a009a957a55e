// SPDX-License-Identifier: Apache-2.0
#include "registry/availability.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace portolan::registry {
namespace {

Record record(std::string_view name, PortRange ports, std::optional<Transport> transport,
              std::string_view description) {
  Record out;
  out.name = ServiceName(name);
  out.ports = ports;
  out.transport = transport;
  out.description = RichText::plain(description);
  return out;
}

// One of every kind of record that says something about a port.
const Registry& registry() {
  static const Registry kRegistry = [] {
    Registry out;
    Record removed = record("", {1030, 1030}, {}, "Reserved");
    removed.notes = RichText::plain("De-Assigned on 2019-10-30");
    Record portless = record("dns-sd-only", {0, 0}, {}, "");
    portless.ports.reset();
    out.records = {record("", {24, 24}, Transport::kTcp, "any private mail system"),
                   record("http", {80, 80}, Transport::kTcp, "World Wide Web HTTP"),
                   record("http", {80, 80}, Transport::kUdp, "World Wide Web HTTP"),
                   record("www", {80, 80}, Transport::kTcp, "World Wide Web HTTP"),
                   record("", {1024, 1024}, {}, "Reserved"),
                   removed,
                   record("", {3322, 3324}, {}, "Unassigned"),
                   record("swx", {7300, 7359}, {}, "The Swiss Exchange"),
                   record("x11", {6000, 6063}, Transport::kTcp, "X Window System"),
                   record("x11", {6000, 6063}, Transport::kUdp, "X Window System"),
                   record("redis", {6379, 6379}, Transport::kTcp, "An advanced key-value cache and store"),
                   record("", {6379, 6379}, Transport::kUdp, "Reserved"),
                   record("stun-behaviors", {5349, 5349}, Transport::kUdp, "Reserved for a future use"),
                   record("", {7775, 7775}, {}, "Unassigned"),
                   record("aux", {7775, 7775}, Transport::kTcp, "A file system"),
                   portless};
    return out;
  }();
  return kRegistry;
}

const PortUse& use() {
  static const PortUse kUse(registry());
  return kUse;
}

std::vector<std::string> words(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  for (const Finding& finding : findings) out.push_back(finding.words);
  return out;
}

using Words = std::vector<std::string>;

TEST(PortUse, HoldsWhatIsAssignedOrReserved) {
  const Transports tcp_udp = Transports::from_bits(0b0011);
  EXPECT_EQ(use().at(80), (PortUse::State{.assigned = tcp_udp, .reserved = {}, .deassigned = {}}));
  EXPECT_EQ(use().at(6379),
            (PortUse::State{.assigned = Transport::kTcp, .reserved = Transport::kUdp, .deassigned = {}}));
  EXPECT_EQ(use().at(1030), (PortUse::State{.assigned = {}, .reserved = {}, .deassigned = Transports::all()}));
  for (const int port : {6000, 6031, 6063, 7300, 7359}) EXPECT_TRUE(use().at(static_cast<std::uint16_t>(port)).held());
  for (const int port : {0, 3322, 3323, 5999, 6064, 7299, 7360, 65535})
    EXPECT_FALSE(use().at(static_cast<std::uint16_t>(port)).held()) << port;
}

TEST(PortUse, FindsTheRecordsOfAPortInRegistryOrder) {
  ASSERT_NE(use().first(80), nullptr);
  EXPECT_EQ(use().first(80)->name, "http");
  EXPECT_EQ(use().first(80)->record, 1U);
  EXPECT_EQ(use().first(3322), nullptr);
  std::vector<std::uint32_t> records;
  for (const std::uint32_t index : use().on(80)) records.push_back(use().holdings()[index].record);
  EXPECT_EQ(records, (std::vector<std::uint32_t>{1, 2, 3}));
}

TEST(PortUse, ReachesTheLastPort) {
  const PortUse all(
      {{.ports = {65534, 65535}, .transports = Transports::all(), .status = {}, .name = "end", .record = 7}});
  EXPECT_EQ(all.first(65535)->record, 7U);
  EXPECT_EQ(all.first(65533), nullptr);
}

TEST(PortUse, LeavesOutWhatHoldsNothing) {
  const PortUse none({{.ports = {9, 9}, .transports = {}, .status = {}, .name = "a", .record = 0},
                      {.ports = {9, 9},
                       .transports = Transports::all(),
                       .status = {.status = Status::kUnassigned, .since = {}, .removed = false},
                       .name = "b",
                       .record = 1}});
  EXPECT_FALSE(none.at(9).held());
  EXPECT_TRUE(none.holdings().empty());
}

TEST(Availability, SaysEveryReasonOfTheRegistry) {
  const Availability availability(use());
  const struct {
    std::uint16_t port;
    Words words;
    Reasons reasons;
  } kCases[] = {
      {8765, {}, {}},
      {3323, {}, {}},
      {24,
       {"assigned without a service name on tcp", "system port (needs IETF Review or IESG Approval)"},
       {Reason::kAssigned, Reason::kSystem}},
      {80,
       {"assigned: http on tcp,udp", "assigned: www on tcp", "system port (needs IETF Review or IESG Approval)"},
       {Reason::kAssigned, Reason::kSystem}},
      {1024, {"reserved"}, {Reason::kReserved}},
      {1030, {"reserved: de-assigned on 2019-10-30"}, {Reason::kDeassigned}},
      {7310, {"inside swx's range 7300-7359"}, {Reason::kAssigned}},
      {6010, {"inside x11's range 6000-6063 (tcp,udp)"}, {Reason::kAssigned}},
      {6000, {"inside x11's range 6000-6063 (tcp,udp)", "browsers refuse it"}, {Reason::kAssigned, Reason::kBrowser}},
      {6379,
       {"assigned: redis on tcp", "reserved on udp for the same service, assigned on tcp"},
       {Reason::kAssigned, Reason::kReservedForService}},
      {5349, {"assigned: stun-behaviors on udp"}, {Reason::kAssigned}},
      {7775, {"assigned: aux on tcp"}, {Reason::kAssigned}},
      {10080, {"browsers refuse it"}, {Reason::kBrowser}},
      {30000, {"in the Kubernetes NodePort range 30000-32767"}, {Reason::kNodePort}},
      {32768, {"in the ephemeral range 32768-60999 that is Linux's default"}, {Reason::kEphemeral}},
      {50000,
       {"dynamic port, never assigned", "in the ephemeral range 32768-60999 that is Linux's default"},
       {Reason::kDynamic, Reason::kEphemeral}},
      {65535, {"dynamic port, never assigned"}, {Reason::kDynamic}},
  };
  for (const auto& expected : kCases) {
    EXPECT_EQ(words(availability.explain(expected.port)), expected.words) << expected.port;
    EXPECT_EQ(availability.reasons(expected.port), expected.reasons) << expected.port;
  }
}

TEST(Availability, CountsTheRegistryOnEveryTransport) {
  const Availability availability(use());
  for (const Transport asked : kAllTransports)
    EXPECT_EQ(availability.reasons(5349, asked), Reasons{Reason::kAssigned}) << to_string(asked);
}

TEST(Availability, GivesProgramsWhatTheWordsSay) {
  const auto found = Availability(use()).explain(6010);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].transports, Transports::from_bits(0b0011));
  EXPECT_EQ(found[0].ports, (PortRange{6000, 6063}));
  EXPECT_EQ(found[0].record, 8U);
}

TEST(Availability, TakesThePortsThatTheKernelLeavesOutOfTheEphemeralRange) {
  const HostFacts facts{.ephemeral = {9000, 65000},
                        .ephemeral_known = true,
                        .reserved_from_ephemeral = {{9100, 9100}, {9200, 9299}, {7000, 7001}},
                        .listeners = {}};
  const Availability availability(use(), facts);
  EXPECT_EQ(words(availability.explain(9099)), Words{"in the ephemeral range 9000-65000 of this host"});
  for (const int port : {7000, 8999, 9100, 9200, 9250, 9299})
    EXPECT_TRUE(availability.reasons(static_cast<std::uint16_t>(port)).empty()) << port;
  for (const int port : {9000, 9101, 9199, 9300})
    EXPECT_EQ(availability.reasons(static_cast<std::uint16_t>(port)), Reasons{Reason::kEphemeral}) << port;
}

TEST(Availability, NamesTheListenersOfTheTransportsAskedFor) {
  HostFacts facts;
  facts.listeners = {{8080, Transport::kTcp, "0.0.0.0", "nginx"},
                     {8080, Transport::kTcp, "::", "nginx"},
                     {8080, Transport::kTcp, "::", "nginx"},
                     {8080, Transport::kUdp, "127.0.0.1", ""},
                     {8081, Transport::kTcp, "::1", "other"}};
  const Availability availability(use(), facts);
  EXPECT_EQ(words(availability.explain(8080)),
            (Words{"listening now on tcp by nginx (0.0.0.0, ::)", "listening now on udp (127.0.0.1)"}));
  EXPECT_EQ(words(availability.explain(8080, Transport::kUdp)), Words{"listening now on udp (127.0.0.1)"});
  EXPECT_EQ(availability.reasons(8080, Transport::kUdp), Reasons{Reason::kListening});
  EXPECT_EQ(availability.reasons(8080, Transport::kSctp), Reasons());
  EXPECT_TRUE(availability.explain(8080, Transport::kSctp).empty());
}

TEST(Availability, FollowsThePolicy) {
  const Policy strict{
      .node_ports = PortRange{20000, 20009}, .browsers = false, .excluded = {{8000, 8099}, {8050, 8050}}};
  const Availability availability(use(), {}, strict);
  EXPECT_EQ(words(availability.explain(8050)),
            (Words{"excluded by the site (8000-8099)", "excluded by the site (8050)"}));
  EXPECT_EQ(words(availability.explain(20009)), Words{"in the Kubernetes NodePort range 20000-20009"});
  for (const int port : {10080, 30000, 8100})
    EXPECT_TRUE(availability.reasons(static_cast<std::uint16_t>(port)).empty()) << port;
  EXPECT_TRUE(Availability(use(), {}, {.node_ports = {}, .browsers = true, .excluded = {}}).reasons(30000).empty());
}

TEST(Availability, SaysTheSameInBothForms) {
  HostFacts facts;
  facts.listeners = {{80, Transport::kTcp, "::", ""}, {40000, Transport::kSctp, "::", ""}};
  const Availability availability(use(), facts, {.node_ports = kNodePorts, .browsers = true, .excluded = {{70, 90}}});
  for (std::uint32_t port = 0; port <= 65535; ++port) {
    Reasons explained;
    for (const Finding& finding : availability.explain(static_cast<std::uint16_t>(port))) explained.add(finding.reason);
    ASSERT_EQ(explained, availability.reasons(static_cast<std::uint16_t>(port))) << port;
  }
}

TEST(Availability, CountsPortsWithoutAReason) {
  const Availability availability(use());
  EXPECT_EQ(count_without(availability, kUserPorts, {Reason::kAssigned}), 48128U - 64U - 60U - 3U);
  EXPECT_EQ(count_without(availability, kUserPorts, {Reason::kAssigned, Reason::kReserved, Reason::kDeassigned}),
            48128U - 64U - 60U - 3U - 2U);
  EXPECT_EQ(count_without(availability, {0, 65535}, {Reason::kEphemeral}), 65536U - 28232U);
  EXPECT_EQ(count_without(availability, {0, 65535}, {Reason::kBrowser}), 65536U - 83U);
  EXPECT_EQ(count_without(availability, {0, 65535}, {}), 65536U);
}

TEST(Availability, KnowsThePortsThatBrowsersRefuse) {
  for (const int port : {0, 1, 22, 69, 995, 2049, 4190, 5060, 5061, 6000, 6566, 6665, 6669, 6679, 6697, 10080})
    EXPECT_TRUE(browsers_refuse(static_cast<std::uint16_t>(port))) << port;
  for (const int port : {2, 80, 443, 3000, 6001, 6664, 6670, 8080, 10081, 65535})
    EXPECT_FALSE(browsers_refuse(static_cast<std::uint16_t>(port))) << port;
}

TEST(Reason, HasAWordForPrograms) {
  for (const Reason reason : kAllReasons) EXPECT_EQ(parse_reason(to_string(reason)), reason);
  EXPECT_EQ(to_string(Reason::kReservedForService), "reserved-for-service");
  EXPECT_EQ(to_string(Reason::kNodePort), "node-port");
  EXPECT_FALSE(parse_reason("Assigned"));
  EXPECT_FALSE(parse_reason(""));
}

TEST(Reasons, AreASet) {
  constexpr Reasons kBoth{Reason::kAssigned, Reason::kExcluded};
  EXPECT_TRUE(kBoth.contains(Reason::kExcluded));
  EXPECT_FALSE(kBoth.contains(Reason::kDynamic));
  EXPECT_EQ(kBoth.without({Reason::kAssigned}), Reasons{Reason::kExcluded});
  EXPECT_EQ(kBoth.common({Reason::kAssigned, Reason::kDynamic}), Reasons{Reason::kAssigned});
  for (const Reason reason : kAllReasons) EXPECT_TRUE(Reasons::all().contains(reason));
}

}  // namespace
}  // namespace portolan::registry
