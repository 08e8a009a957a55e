// SPDX-License-Identifier: Apache-2.0
//
// Against real registry files: nothing lost, IANA's CSV to the byte, and the numbers and answers that a correct
// product must give. Skipped, saying so, where those files are missing.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "formats/csv.h"
#include "formats/json.h"
#include "formats/xml.h"
#include "lookup/compiler.h"
#include "portolan/lookup.h"
#include "registry/availability.h"
#include "registry/port_use.h"
#include "registry/service_name.h"
#include "test_data.h"

namespace portolan {
namespace {

using registry::Record;
using registry::Registry;

Registry read_xml_file(const std::filesystem::path& path) {
  auto reading = formats::read_xml(testing::read_file(path), {.file = path.string(), .limits = {}});
  for (const Error& problem : reading.problems) ADD_FAILURE() << to_string(problem);
  return std::move(reading.registry).value_or(Registry());
}

std::string written(const Registry& registry, void (*write)(const Registry&, std::string&)) {
  std::string out;
  write(registry, out);
  return out;
}

TEST(Conformance, EveryRealXmlSurvivesItsRoundTrip) {
  const auto files = testing::all_real_xml();
  PORTOLAN_NEEDS_REAL_DATA(files);
  for (const auto& file : files) {
    SCOPED_TRACE(file.string());
    const Registry registry = read_xml_file(file);
    EXPECT_GT(registry.records.size(), 13000U);
    const std::string once = written(registry, formats::write_xml);
    const auto again = formats::read_xml(once, {});
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(*again.registry, registry);
    EXPECT_EQ(written(*again.registry, formats::write_xml), once);
    // An independent reader says that nothing but the order of a record's children changed.
    const auto copy = std::filesystem::temp_directory_path() / ("portolan-" + file.filename().string());
    std::ofstream(copy, std::ios::binary) << once;
    const std::string command = "python3 '" +
                                (std::filesystem::path(PORTOLAN_FIXTURES) / "../conformance/same_xml.py").string() +
                                "' '" + file.string() + "' '" + copy.string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::filesystem::remove(copy);
  }
}

TEST(Conformance, XmlBecomesIanasOwnCsvByteForByte) {
  const auto xml = testing::real_xml("2026-02-13");
  PORTOLAN_NEEDS_REAL_DATA(xml);
  const std::string ianas = testing::read_file(testing::real_data() / "iana/2026-02-13.csv");
  EXPECT_EQ(ianas.size(), 1151951U);
  EXPECT_TRUE(written(read_xml_file(xml), formats::write_csv) == ianas);
}

TEST(Conformance, CsvAndJsonReadBackWhatTheyCanHold) {
  const auto xml = testing::real_xml("2026-08-17");
  PORTOLAN_NEEDS_REAL_DATA(xml);
  const Registry registry = read_xml_file(xml);
  const auto json = formats::read_json(written(registry, formats::write_json), {});
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(*json.registry, registry) << "JSON holds all of it";
  const std::string csv = written(registry, formats::write_csv);
  const auto from_csv = formats::read_csv(csv, {});
  ASSERT_TRUE(from_csv.ok());
  EXPECT_TRUE(written(*from_csv.registry, formats::write_csv) == csv);
  ASSERT_EQ(from_csv.registry->records.size(), registry.records.size());
  for (std::size_t i = 0; i < registry.records.size(); ++i)
    for (const registry::ColumnName& column : registry::columns())
      ASSERT_EQ(column_text(from_csv.registry->records[i], column.column),
                column_text(registry.records[i], column.column));
}

TEST(Conformance, LookupFileHoldsTheRealRegistryWhole) {
  const auto xml = testing::real_xml("2026-08-17");
  PORTOLAN_NEEDS_REAL_DATA(xml);
  const Registry registry = read_xml_file(xml);
  const std::string bytes = lookup::compile(registry).value();
  const auto again = lookup::decompile(Lookup::from_bytes(std::as_bytes(std::span(bytes))).value());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(*again, registry);
}

// The traps of the registry of 2026-08-17, counted by the model and met by the answers.
TEST(Conformance, TheTrapsOfTheRegistry) {
  const auto xml = testing::real_xml("2026-08-17");
  PORTOLAN_NEEDS_REAL_DATA(xml);
  const Registry registry = read_xml_file(xml);
  EXPECT_EQ(registry.records.size(), 14533U);
  EXPECT_EQ(registry.contacts.size(), 5615U);
  std::map<std::pair<std::string, Transport>, std::set<std::string>> names;
  std::size_t portless = 0;
  std::size_t ranges = 0;
  std::size_t named_ranges_without_transport = 0;
  std::size_t malformed = 0;
  for (const Record& record : registry.records) {
    const bool range = record.ports && ports_text(record).contains('-');
    if (!record.name.empty() && record.ports && record.transport)
      names[{ports_text(record), *record.transport}].insert(record.name.folded());
    portless += !record.name.empty() && !record.ports;
    ranges += range;
    named_ranges_without_transport += range && !record.name.empty() && !record.transport;
    malformed += !record.name.empty() && !record.name.well_formed();
  }
  EXPECT_EQ(std::ranges::count_if(names, [](const auto& entry) { return entry.second.size() > 1; }), 226);
  EXPECT_EQ(portless, 1070U);
  EXPECT_EQ(ranges, 766U);
  EXPECT_EQ(named_ranges_without_transport, 5U);
  EXPECT_EQ(malformed, 185U);

  // And none of them is lost on the way to an answer.
  const std::string bytes = lookup::compile(registry).value();
  const Lookup lookup = Lookup::from_bytes(std::as_bytes(std::span(bytes))).value();
  for (const auto& [key, all] : names) {
    if (key.first.contains('-')) continue;
    std::set<std::string> found;
    for (const RecordView view : lookup.on_port(static_cast<std::uint16_t>(std::stoi(key.first)), key.second))
      if (!view.name().empty() && view.ports()->size() == 1) found.insert(registry::fold_ascii(view.name()));
    EXPECT_TRUE(std::ranges::includes(found, all)) << key.first;
  }
  for (const Record& record : registry.records) {
    if (record.name.empty()) continue;
    const auto named = lookup.named(record.name.text());
    EXPECT_TRUE(std::ranges::any_of(named, [&](RecordView view) { return view.ports() == record.ports; }))
        << record.name.text();
  }
}

TEST(Conformance, AnswersOfTheRegistry) {
  const auto xml = testing::real_xml("2026-08-17");
  PORTOLAN_NEEDS_REAL_DATA(xml);
  const std::string bytes = lookup::compile(read_xml_file(xml)).value();
  const Lookup lookup = Lookup::from_bytes(std::as_bytes(std::span(bytes))).value();
  std::vector<std::string> names;
  for (const RecordView view : lookup.on_port(80, Transport::kTcp)) names.emplace_back(view.name());
  EXPECT_EQ(names, (std::vector<std::string>{"http", "www", "www-http"}));
  EXPECT_EQ(lookup.on_port(6010, Transport::kTcp).first().name(), "x11");
  EXPECT_EQ(lookup.on_port(6010, Transport::kTcp).first().ports(), (PortRange{6000, 6063}));
  EXPECT_EQ(lookup.on_port(1113, Transport::kDccp).first().service_code(), 7107696U);
  EXPECT_EQ(registry::service_code_characters(7107696), "ltp");
  EXPECT_EQ(lookup.on_port(1301).first().deassigned(), (Date{2019, 10, 30}));
  EXPECT_EQ(lookup.named("encrypted_admin").first().alias_of(), "encrypted-admin");
  EXPECT_EQ(lookup.named("encrypted-admin").first().replaces(), "encrypted_admin");
  EXPECT_TRUE(lookup.on_port(1276).first().removed());
  EXPECT_TRUE(lookup.on_port(49152).empty());
}

// How many ports are left to a chooser, with Linux' default ephemeral range.
TEST(Conformance, FreeUserPorts) {
  const auto xml = testing::real_xml("2026-08-17");
  PORTOLAN_NEEDS_REAL_DATA(xml);
  using registry::Reason;
  const Registry registry = read_xml_file(xml);
  const registry::PortUse use(registry);
  const registry::Availability availability(use);
  EXPECT_EQ(count_without(availability, kUserPorts, {Reason::kAssigned}), 42464U);
  EXPECT_EQ(count_without(availability, kUserPorts, {Reason::kAssigned, Reason::kEphemeral}), 26236U);
  EXPECT_EQ(count_without(availability, kUserPorts, {Reason::kAssigned, Reason::kEphemeral, Reason::kNodePort}),
            23498U);
}

}  // namespace
}  // namespace portolan
