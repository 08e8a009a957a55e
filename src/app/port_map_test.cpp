// SPDX-License-Identifier: Apache-2.0
#include "app/port_map.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <utility>

#include "app/document.h"
#include "sample_registry.h"
#include "test_data.h"

namespace portolan::app {
namespace {

using registry::Record;
using registry::Registry;
using testing::RecordBuilder;
using enum Transport;

Registry of(std::vector<Record> records) {
  Registry registry;
  registry.records = std::move(records);
  return registry;
}

// Every port that the map says something about, each at most once.
std::map<std::pair<Transport, std::uint32_t>, const PortRun*> cells_of(const PortMap& map) {
  std::map<std::pair<Transport, std::uint32_t>, const PortRun*> cells;
  for (const PortRun& run : map.runs) {
    for (const Transport transport : kAllTransports) {
      if (!run.transports.contains(transport)) continue;
      for (std::uint32_t port = run.ports.first; port <= run.ports.last; ++port)
        EXPECT_TRUE(cells.emplace(std::pair(transport, port), &run).second) << port;
    }
  }
  return cells;
}

void expect_same_as_cells(const Registry& registry) {
  const PortMap map = port_map_of(registry);
  const auto statuses = statuses_of(registry);
  const PortCells cells(registry, statuses);
  const auto drawn = cells_of(map);
  for (const Transport transport : kAllTransports) {
    for (std::uint32_t port = 0; port < kPortCount; ++port) {
      const auto record = cells.record(transport, port);
      const auto found = drawn.find({transport, port});
      ASSERT_EQ(record.has_value(), found != drawn.end()) << to_string(transport) << port;
      if (!record) continue;
      ASSERT_EQ(found->second->status, statuses[*record]);
      ASSERT_EQ(found->second->name, registry.records[*record].name.text());
      ASSERT_EQ(found->second->registered, registry.records[*record].registered.year);
    }
  }
}

TEST(PortCells, AnAssignmentGoesBeforeAllOthersAndTheFirstOfTheRegistryBeforeTheNext) {
  const Registry registry =
      of({RecordBuilder("", "Unassigned").ports(1, 4), RecordBuilder("", "De-Assigned on 2019-10-30").port(2),
          RecordBuilder("", "Reserved").ports(2, 3), RecordBuilder("second").port(3).on(kTcp),
          RecordBuilder("third").port(3).on(kTcp),
          RecordBuilder("old").port(3).on(kTcp).notes("This entry is now historic")});
  const PortCells cells(registry, statuses_of(registry));
  EXPECT_EQ(cells.record(kTcp, 0), std::nullopt);
  EXPECT_EQ(cells.record(kTcp, 1), 0U);
  EXPECT_EQ(cells.status(kTcp, 2), Status::kReserved);
  EXPECT_EQ(cells.record(kTcp, 3), 3U);
  EXPECT_EQ(cells.status(kUdp, 3), Status::kReserved);
  EXPECT_EQ(cells.status(3), Status::kAssigned);
  EXPECT_EQ(cells.status(kSctp, 4), Status::kUnassigned);
  EXPECT_EQ(cells.status(5), std::nullopt);
}

TEST(PortMap, JoinsTransportsAndNeighboursThatAreAlike) {
  const PortMap map = port_map_of(of({RecordBuilder("a").port(10).on(kTcp), RecordBuilder("a").port(10).on(kUdp),
                                      RecordBuilder("a").port(11).on(kUdp), RecordBuilder("a").port(11).on(kTcp),
                                      RecordBuilder("b").port(12).on(kTcp), RecordBuilder("", "Reserved").port(13)}));
  ASSERT_EQ(map.runs.size(), 3U);
  EXPECT_EQ(map.runs[0].ports, (PortRange{10, 11}));
  EXPECT_EQ(to_string(map.runs[0].transports), "tcp,udp");
  EXPECT_EQ(map.runs[1].name, "b");
  EXPECT_EQ(map.runs[2].transports, Transports::all());
  EXPECT_EQ(map.runs[2].status, Status::kReserved);
}

TEST(PortMap, NamesHoldersOfMoreThanOneRunMostFirst) {
  const PortMap map =
      port_map_of(of({RecordBuilder("a").port(1).contact("One"), RecordBuilder("b").port(3).contact("Two"),
                      RecordBuilder("c").port(5).contact("Two"), RecordBuilder("d").port(7).contact("Three"),
                      RecordBuilder("e").port(8).contact("Three"), RecordBuilder("f").port(9).contact("Three")}));
  EXPECT_EQ(map.holders, (std::vector<std::string>{"Three", "Two"}));
  EXPECT_FALSE(map.runs[0].holder);
  EXPECT_EQ(map.runs[1].holder, 1U);
  EXPECT_EQ(map.runs[5].holder, 0U);
}

TEST(PortMap, SaysOfEveryPortWhatItsRecordSays) {
  expect_same_as_cells(testing::sample_registry());
  for (const std::uint64_t seed : {4U, 5U}) expect_same_as_cells(testing::random_registry(3000, seed));
}

TEST(PortMap, OfNothingHasNoRuns) {
  std::string out;
  write_port_map_json(port_map_of({}), out);
  const auto json = boost::json::parse(out);
  EXPECT_TRUE(json.at("updated").is_null());
  EXPECT_TRUE(json.at("runs").at("gap").as_array().empty());
}

TEST(PortMap, AsJsonIsColumnsOfOneLengthThatLeadBackToThePorts) {
  const PortMap map = port_map_of(testing::sample_registry());
  std::string out;
  write_port_map_json(map, out);
  const auto json = boost::json::parse(out);
  EXPECT_EQ(json.at("transports"), boost::json::parse(R"(["tcp", "udp", "sctp", "dccp"])"));
  EXPECT_EQ(json.at("statuses"),
            boost::json::parse(R"(["assigned", "historic", "unassigned", "reserved", "de-assigned"])"));
  const auto& runs = json.at("runs").as_object();
  for (const auto& column : runs) EXPECT_EQ(column.value().as_array().size(), map.runs.size());
  std::uint32_t first = 0;
  for (std::size_t i = 0; i < map.runs.size(); ++i) {
    first += runs.at("gap").at(i).to_number<std::uint32_t>();
    EXPECT_EQ(first, map.runs[i].ports.first);
    EXPECT_EQ(runs.at("length").at(i).to_number<std::uint32_t>(), map.runs[i].ports.size());
    EXPECT_EQ(runs.at("transports").at(i).to_number<unsigned>(), map.runs[i].transports.bits());
    EXPECT_EQ(runs.at("status").at(i).to_number<unsigned>(), static_cast<unsigned>(map.runs[i].status));
    EXPECT_EQ(runs.at("name").at(i).as_string(), map.runs[i].name);
  }
}

TEST(PortMap, OfTheRealRegistryIsComplete) {
  const auto path = testing::real_xml("2026-08-17");
  PORTOLAN_NEEDS_REAL_DATA(path);
  const auto registry = read_registry(path.string(), "");
  ASSERT_TRUE(registry.has_value());
  expect_same_as_cells(*registry);
}

}  // namespace
}  // namespace portolan::app
