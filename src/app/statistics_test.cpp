// SPDX-License-Identifier: Apache-2.0
#include "app/statistics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <numeric>

#include "app/document.h"
#include "app/statistics_json.h"
#include "sample_registry.h"
#include "test_data.h"

namespace portolan::app {
namespace {

using registry::Record;
using registry::Registry;
using testing::RecordBuilder;
using enum Transport;

Registry read(const std::filesystem::path& path) {
  auto registry = read_registry(path.string(), "");
  EXPECT_TRUE(registry.has_value());
  return registry ? std::move(*registry) : Registry();
}

Record dated(Record record, Date registered, Date modified = {}) {
  record.registered = registered;
  record.modified = modified;
  return record;
}

Date year(std::uint16_t number) { return {.year = number, .month = 6, .day = 0}; }

Registry of(std::vector<Record> records) {
  Registry registry;
  registry.updated = {.year = 2020, .month = 7, .day = 1};
  registry.records = std::move(records);
  return registry;
}

std::uint32_t sum(const PortCounts& counts) {
  return counts.assigned + counts.reserved + counts.deassigned + counts.unassigned + counts.uncovered;
}

TEST(Statistics, OfNothingAreZeroAndWithoutForecast) {
  const Statistics none = statistics_of({});
  EXPECT_EQ(none.records, 0U);
  EXPECT_TRUE(none.years.empty());
  EXPECT_EQ(none.ranges[0].any.uncovered, 1024U);
  for (const RangeFigures& range : none.ranges) EXPECT_FALSE(range.forecast);
  EXPECT_EQ(none.ranges[1].fill(), 0);
}

TEST(Statistics, APortCountsByItsBestStatusOnAnyTransport) {
  const Statistics of_ports =
      statistics_of(of({RecordBuilder("", "Reserved").port(1), RecordBuilder("one", "").port(1).on(kTcp),
                        RecordBuilder("", "Unassigned").ports(2, 4), RecordBuilder("", "Reserved").port(3).on(kUdp),
                        RecordBuilder("", "De-Assigned on 2019-10-30").port(4).on(kUdp)}));
  const RangeFigures& system = of_ports.ranges[0];
  EXPECT_EQ(system.any,
            (PortCounts{.assigned = 1, .reserved = 1, .deassigned = 1, .unassigned = 1, .uncovered = 1020}));
  EXPECT_EQ(system.by_transport[0], (PortCounts{.assigned = 1, .unassigned = 3, .uncovered = 1020}));
  EXPECT_EQ(system.by_transport[2], (PortCounts{.reserved = 1, .unassigned = 3, .uncovered = 1020}));
  EXPECT_DOUBLE_EQ(system.fill(), 1.0 / 1024);
}

TEST(Statistics, AForecastFollowsTheLineUntilTheFreePortsAreUsed) {
  const Forecast steady = forecast(2010, {10, 10, 10, 10, 10, 10, 10, 10, 10, 10}, 100);
  EXPECT_DOUBLE_EQ(steady.mean, 10);
  EXPECT_NEAR(steady.slope, 0, 1e-9);
  EXPECT_EQ(steady.last_year(), 2019);
  EXPECT_EQ(steady.runs_out, 2029);
  EXPECT_EQ(steady.runs_out_at_mean, 2029);
  const Forecast growing = forecast(2010, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 23);
  EXPECT_DOUBLE_EQ(growing.slope, 1);
  EXPECT_EQ(growing.runs_out, 2021);          // 11 and 12 are those of 2020 and 2021
  EXPECT_EQ(growing.runs_out_at_mean, 2024);  // five times 5.5
}

TEST(Statistics, ARangeThatEmptiesMoreSlowlyEachYearDoesNotRunOut) {
  const Forecast falling = forecast(2010, {10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 1000);
  EXPECT_DOUBLE_EQ(falling.slope, -1);
  EXPECT_FALSE(falling.runs_out);
  EXPECT_EQ(falling.runs_out_at_mean, 2020 + 181);
  const Forecast never = forecast(2010, {}, 1000);
  EXPECT_FALSE(never.runs_out);
  EXPECT_FALSE(never.runs_out_at_mean);
}

TEST(Statistics, APortIsAssignedOnceAndOnesWithoutADateAreOlder) {
  const Statistics figures = statistics_of(
      of({dated(RecordBuilder("a").port(1500).on(kTcp), year(2015)),
          dated(RecordBuilder("a").port(1500).on(kUdp), year(2017)),
          dated(RecordBuilder("b").port(1501).on(kTcp), year(2016)), RecordBuilder("c").port(1501).on(kUdp),
          dated(RecordBuilder("d").on(kTcp), year(2017), year(2018))}));
  ASSERT_EQ(figures.years.size(), 4U);
  const auto& [y2015, y2016, y2017, y2018] =
      std::tie(figures.years[0], figures.years[1], figures.years[2], figures.years[3]);
  EXPECT_EQ(y2015.ports, 1U);
  EXPECT_EQ(y2016.ports, 0U);
  EXPECT_EQ(y2017.ports, 0U);
  EXPECT_EQ(y2017.assignments, 2U);
  EXPECT_EQ(y2017.without_port, 1U);
  EXPECT_EQ(y2017.names, 1U);
  EXPECT_EQ(y2017.by_transport, (std::array<std::uint32_t, 5>{1, 1, 0, 0, 0}));
  EXPECT_EQ(y2018.modifications, 1U);
  EXPECT_EQ(figures.undated, 1U);
  ASSERT_TRUE(figures.ranges[1].forecast);
  EXPECT_EQ(figures.ranges[1].forecast->first_year, 2010);
  EXPECT_EQ(figures.ranges[1].forecast->assigned[5], 1U);
  EXPECT_FALSE(figures.ranges[2].forecast);
}

TEST(Statistics, DatesThatStopAreNoRate) {
  const Statistics figures = statistics_of(of({dated(RecordBuilder("a").port(1500).on(kTcp), year(2007))}));
  ASSERT_TRUE(figures.ranges[1].forecast);
  EXPECT_EQ(figures.ranges[1].forecast->last_year(), 2006);
}

TEST(Statistics, YearsHaveNoGaps) {
  const Statistics figures =
      statistics_of(of({dated(RecordBuilder("a"), year(1999)), dated(RecordBuilder("b"), year(2011))}));
  ASSERT_EQ(figures.years.size(), 13U);
  for (std::size_t i = 0; i < figures.years.size(); ++i) EXPECT_EQ(figures.years[i].year, 1999 + static_cast<int>(i));
  const auto decades = decades_of(figures);
  ASSERT_EQ(decades.size(), 3U);
  EXPECT_EQ(decades[0].assignments, 1U);
  EXPECT_EQ(decades[1].assignments, 0U);
  EXPECT_EQ(decades[2].decade, 2010);
}

TEST(Statistics, PortsInsideARangeHaveItsNameToo) {
  const Statistics figures = statistics_of(
      of({RecordBuilder("x11").ports(6000, 6063).on(kTcp), RecordBuilder("other").ports(6010, 6011).on(kTcp),
          RecordBuilder("OTHER").port(6010).on(kTcp), RecordBuilder("all").port(6011)}));
  EXPECT_EQ(figures.several_names.count, 2U);
  ASSERT_EQ(figures.several_names.listed.size(), 2U);
  EXPECT_EQ(figures.several_names.listed[0].names, (std::vector<std::string>{"x11", "other"}));
  EXPECT_EQ(figures.several_names.listed[1].names, (std::vector<std::string>{"x11", "other", "all"}));
  EXPECT_EQ(figures.several_ports.count, 1U);
  EXPECT_EQ(figures.several_ports.listed[0].ports, (std::vector<PortRange>{{6010, 6010}, {6010, 6011}}));
}

TEST(Statistics, HoldersAreRankedByTheirPortsEachCountedOnce) {
  Record both = RecordBuilder("range").ports(10, 19).on(kTcp).contact("Contact");
  both.assignee.add_person("Big");
  const Statistics figures = statistics_of(of(
      {RecordBuilder("a").port(5).on(kTcp).contact("Small"), RecordBuilder("a").port(5).on(kUdp).contact("Small"),
       RecordBuilder("b").on(kUdp).contact("Small"), both, RecordBuilder("", "Unassigned").port(9).contact("Nobody")}));
  ASSERT_EQ(figures.holders.count, 2U);
  EXPECT_EQ(figures.holders.most[0].id, "Big");
  EXPECT_EQ(figures.holders.most[0].ports, 10U);
  EXPECT_EQ(figures.holders.most[1].ports, 1U);
  EXPECT_EQ(figures.holders.most[1].assignments, 3U);
}

TEST(Statistics, ContactsAreStaleWhenNeitherTheyNorTheirRecordsWereTouchedForTenYears) {
  Registry registry = of({dated(RecordBuilder("a").contact("Old"), year(2005)),
                          dated(RecordBuilder("b").contact("Renewed"), year(2005)),
                          dated(RecordBuilder("c").contact("Busy"), year(2005), year(2019)),
                          RecordBuilder("d").contact("Undated"), RecordBuilder("e").contact("Gone")});
  registry.contacts = {{"Old", "Old", {}, {}, year(2008)},
                       {"Renewed", "R", {}, {}, year(2012)},
                       {"Busy", {}, "Busy Inc.", {}, {}},
                       {"Undated", "U", {}, {}, {}},
                       {"Unused", "Unused", {}, {}, year(2020)}};
  const ContactFigures contacts = statistics_of(registry).contacts;
  EXPECT_EQ(contacts.total, 5U);
  EXPECT_EQ(contacts.stale, 2U);
  ASSERT_EQ(contacts.most.size(), 2U);
  EXPECT_EQ(contacts.most[0].id, "Old");
  EXPECT_EQ(contacts.most[0].last_sign, year(2008));
  EXPECT_EQ(contacts.orphans.listed, std::vector<std::string>{"Unused"});
  EXPECT_EQ(contacts.missing.listed, std::vector<std::string>{"Gone"});
  EXPECT_EQ(contacts.citing_missing, 1U);
  ASSERT_EQ(contacts.ages.size(), 6U);
  EXPECT_EQ(contacts.ages[0].by_either, 1U);   // Busy
  EXPECT_EQ(contacts.ages[2].by_updated, 1U);  // Renewed, eight years ago
  EXPECT_EQ(contacts.ages[3].by_updated, 1U);  // Old
  EXPECT_EQ(contacts.ages[3].by_newest, 2U);   // Old and Renewed
  EXPECT_EQ(contacts.ages[5].by_either, 1U);   // Undated
}

TEST(Statistics, OfTheSampleKnowAliasesCodesAndReports) {
  const Statistics figures = statistics_of(testing::sample_registry());
  ASSERT_EQ(figures.aliases.count, 1U);
  EXPECT_EQ(figures.aliases.listed[0].name, "encrypted_admin");
  EXPECT_EQ(figures.aliases.listed[0].alias_of, "encrypted-admin");
  EXPECT_EQ(figures.historic_names, 1U);
  ASSERT_EQ(figures.service_codes.size(), 1U);
  EXPECT_EQ(figures.service_codes[0].record.name, "ltp-deepspace");
  EXPECT_EQ(figures.unauthorized_use.count, 1U);
  EXPECT_EQ(figures.references.rfc, 1U);
  EXPECT_EQ(figures.references.draft, 1U);
  EXPECT_EQ(figures.references.most[0].rfc, "rfc7122");
}

void expect_consistent(const Statistics& figures) {
  EXPECT_EQ(std::accumulate(figures.by_status.begin(), figures.by_status.end(), 0U), figures.records);
  EXPECT_EQ(figures.with_port + figures.without_port, figures.records);
  for (const RangeFigures& range : figures.ranges) {
    EXPECT_EQ(sum(range.any), range.range.size());
    for (const PortCounts& counts : range.by_transport) EXPECT_EQ(sum(counts), range.range.size());
  }
  const std::uint32_t assignments = figures.by_status[0] + figures.by_status[1];
  std::uint32_t dated = 0;
  for (const YearFigures& year : figures.years) {
    dated += year.assignments;
    EXPECT_EQ(std::accumulate(year.by_transport.begin(), year.by_transport.end(), 0U), year.assignments);
  }
  EXPECT_EQ(dated + figures.undated, assignments);
  std::uint32_t by_transport = 0;
  for (const TransportFigures& transport : figures.transports) by_transport += transport.assignments;
  EXPECT_EQ(by_transport, assignments);
}

TEST(Statistics, AddUp) {
  expect_consistent(statistics_of(testing::sample_registry()));
  for (const std::uint64_t seed : {1U, 2U, 3U}) expect_consistent(statistics_of(testing::random_registry(2000, seed)));
  expect_consistent(statistics_of(read(testing::fixture("excerpt-2024-07-01.xml"))));
}

TEST(Statistics, ManyWholeRangesCostNoMoreThanTheirNumber) {
  Registry registry = of({});
  for (int i = 0; i < 20'000; ++i) registry.records.push_back(RecordBuilder("", "Reserved").ports(0, 65535));
  EXPECT_EQ(statistics_of(registry).ranges[1].any.reserved, 48128U);
}

TEST(Statistics, OfTheRealRegistryAreThoseThatWereMeasured) {
  const auto path = testing::real_xml("2026-08-17");
  PORTOLAN_NEEDS_REAL_DATA(path);
  const Statistics figures = statistics_of(read(path));
  expect_consistent(figures);
  EXPECT_EQ(figures.records, 14533U);
  EXPECT_EQ(figures.without_port, 1070U);
  EXPECT_EQ(figures.names_without_port, 1002U);
  EXPECT_EQ(figures.without_port_and_transport, 581U);
  EXPECT_EQ(figures.range_records, 766U);
  EXPECT_EQ(figures.several_names.count, 226U);
  EXPECT_EQ(figures.contacts.total, 5615U);
  EXPECT_EQ(figures.unauthorized_use.count, 112U);
  EXPECT_EQ(figures.service_codes.size(), 4U);
  EXPECT_EQ(figures.ranges[1].range.size() - figures.ranges[1].any.assigned, 42464U);
  const auto http = std::ranges::find_if(
      figures.several_names.listed, [](const PortNames& names) { return names.port == 80 && names.transport == kTcp; });
  ASSERT_NE(http, figures.several_names.listed.end());
  EXPECT_EQ(http->names, (std::vector<std::string>{"http", "www", "www-http"}));
  EXPECT_EQ(figures.ranges[2].any.assigned, 0U);
}

TEST(StatisticsJson, HasTheKeysThatItsSchemaHas) {
  std::string out;
  write_statistics_json(statistics_of(testing::sample_registry()), out);
  EXPECT_EQ(std::ranges::count(out, '\n'), 0);
  const auto json = boost::json::parse(out).as_object();
  std::vector<std::string> keys;
  for (const auto& member : json) keys.emplace_back(member.key());
  EXPECT_EQ(keys, (std::vector<std::string>{"updated", "records", "names", "ranges", "years", "undated", "transports",
                                            "references", "several_names", "several_ports", "aliases", "holders",
                                            "contacts", "unauthorized_use", "service_codes", "decades"}));
  EXPECT_EQ(json.at("updated").as_string(), "2024-07-01");
  EXPECT_EQ(json.at("ranges").at(0).at("any_transport").at("assigned").to_number<int>(), 4);
  EXPECT_EQ(json.at("ranges").at(1).at("forecast").at("assigned").as_array().size(), 10U);
  EXPECT_TRUE(json.at("ranges").at(2).at("forecast").is_null());
  EXPECT_EQ(json.at("several_names").at("listed").at(0), boost::json::parse(R"({"port": 80, "transport": "tcp",
            "names": ["http", "www", "www-http"]})"));
  EXPECT_EQ(json.at("service_codes").at(0), boost::json::parse(R"({"name": "ltp-deepspace", "ports": "1113",
            "transport": "dccp", "code": 7107696, "characters": "ltp"})"));
  EXPECT_TRUE(json.at("transports").at(4).at("transport").is_null());
}

TEST(StatisticsJson, OfNothingHasNullsForWhatIsUnknown) {
  std::string out;
  write_statistics_json(statistics_of({}), out);
  const auto json = boost::json::parse(out);
  EXPECT_TRUE(json.at("updated").is_null());
  EXPECT_TRUE(json.at("ranges").at(1).at("forecast").is_null());
  EXPECT_TRUE(json.at("years").as_array().empty());
}

}  // namespace
}  // namespace portolan::app
