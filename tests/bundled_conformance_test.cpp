// SPDX-License-Identifier: Apache-2.0
//
// How well the bundled registry agrees with the real one, and that it does not contradict itself.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "bundled/bundled.h"
#include "bundled/merge.h"
#include "bundled/package_reader.h"
#include "bundled/packages.h"
#include "formats/xml.h"
#include "lookup/compiler.h"
#include "test_data.h"

namespace portolan {
namespace {

using registry::Column;
using registry::column_text;
using registry::Record;
using registry::Registry;

std::string columns_json() {
  const std::string name(bundled::kColumns.name);
  return testing::read_file(std::filesystem::path(PORTOLAN_PACKAGES) / name / (name + ".json"));
}

Registry bundled_from_packages() {
  const auto names = std::filesystem::path(PORTOLAN_PACKAGES) / bundled::kNames.name / "index.json";
  const auto merged = bundled::merge(columns_json(), testing::read_file(names));
  EXPECT_TRUE(merged) << to_string(merged.error());
  return merged.value_or(Registry());
}

const Registry& bundled_registry() {
  static const Registry registry = bundled_from_packages();
  return registry;
}

// Name, port, transport: as registered, empty where the record has none.
using Triple = std::tuple<std::string, std::string, std::string>;

std::map<Triple, const Record*> named_triples(const std::vector<Record>& records) {
  std::map<Triple, const Record*> found;
  for (const Record& record : records) {
    if (record.name.empty()) continue;
    found.try_emplace(
        {record.name.text(), column_text(record, Column::kPortNumber), column_text(record, Column::kTransportProtocol)},
        &record);
  }
  return found;
}

struct Agreement {
  std::size_t real = 0;     // named triples of the real registry
  std::size_t right = 0;    // of the bundled one, also in the real one
  std::size_t wrong = 0;    // not in the real one
  std::size_t missing = 0;  // of the real one, not in the bundled one
  std::size_t missing_without_port = 0;
  std::size_t described = 0;  // of the right ones, those whose description is right
  std::size_t known = 0;      // of the right ones, those that the package with all columns has
  std::size_t held = 0;       // of those, the ones whose assignee and contact are both right
};

std::ostream& operator<<(std::ostream& out, const Agreement& a) {
  return out << a.right << " of " << a.real << " named triples right, " << a.wrong << " wrong, " << a.missing
             << " missing (" << a.missing_without_port << " of them without a port); description right in "
             << a.described << "; assignee and contact right in " << a.held << " of the " << a.known
             << " that have these columns";
}

bool same_column(const Record& a, const Record& b, Column column) {
  return column_text(a, column) == column_text(b, column);
}

bool same_holders(const Record& a, const Record& b) {
  return same_column(a, b, Column::kAssignee) && same_column(a, b, Column::kContact);
}

Agreement compare(const Registry& bundled, const std::vector<Record>& with_columns, const Registry& real) {
  const auto ours = named_triples(bundled.records);
  const auto theirs = named_triples(real.records);
  const auto known = named_triples(with_columns);
  Agreement agreement{.real = theirs.size()};
  for (const auto& [triple, record] : ours) {
    const auto found = theirs.find(triple);
    agreement.wrong += found == theirs.end();
    if (found == theirs.end()) continue;
    ++agreement.right;
    agreement.described += same_column(*record, *found->second, Column::kDescription);
    if (!known.contains(triple)) continue;
    ++agreement.known;
    agreement.held += same_holders(*record, *found->second);
  }
  for (const auto& [triple, record] : theirs) {
    if (ours.contains(triple)) continue;
    ++agreement.missing;
    agreement.missing_without_port += !record->ports;
  }
  return agreement;
}

TEST(BundledConformance, AgreesWithTheRealRegistry) {
  const auto path = testing::real_xml("2026-08-17");
  PORTOLAN_NEEDS_REAL_DATA(path);
  const auto real =
      formats::read_xml(testing::read_file(path), {.file = path.string(), .limits = {}, .record_lines = false});
  ASSERT_TRUE(real.ok()) << to_string(real.problems.front());
  const auto with_columns = bundled::read_columns(columns_json());
  ASSERT_TRUE(with_columns) << to_string(with_columns.error());
  const Agreement agreement = compare(bundled_registry(), *with_columns, *real.registry);
  std::cout << agreement << '\n';
  EXPECT_GE(agreement.right, 12'547U);
  EXPECT_LE(agreement.wrong, 1U);
  EXPECT_LE(agreement.missing, 261U);
  EXPECT_LE(agreement.missing - agreement.missing_without_port, 3U);
  EXPECT_GE(agreement.described, 12'539U);
  EXPECT_GE(agreement.held, 11'946U);
  EXPECT_GE(static_cast<double>(agreement.held), 0.979 * static_cast<double>(agreement.known));
}

// Names may share a port and transport; anything else that two records both say is a contradiction.
TEST(BundledConformance, SaysOneThingOfEachPort) {
  enum class Said : std::uint8_t { kNothing, kHeld, kFree };
  std::vector<Said> said(std::size_t{65536} * 4);
  std::size_t contradictions = 0;
  for (const Record& record : bundled_registry().records) {
    if (!record.ports) continue;
    const Said says = record.name.empty() ? Said::kFree : Said::kHeld;
    for (std::uint32_t port = record.ports->first; port <= record.ports->last; ++port) {
      for (const Transport transport : kAllTransports) {
        if (!record.covers().contains(transport)) continue;
        Said& before = said[port * 4 + static_cast<std::size_t>(transport)];
        const bool fits = before == Said::kNothing || (before == Said::kHeld && says == Said::kHeld);
        if (!fits && ++contradictions < 10) ADD_FAILURE() << label(record) << " contradicts another record";
        before = says;
      }
    }
  }
  EXPECT_EQ(contradictions, 0U);
}

TEST(BundledConformance, TheProgramHoldsWhatThePackagesGive) {
  const auto bytes = bundled::bundled_registry();
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(bytes.data()) % 64, 0U);
  const auto lookup = Lookup::from_bytes(bytes, Lookup::Verify::kAll);
  ASSERT_TRUE(lookup) << to_string(lookup.error());
  EXPECT_EQ(lookup->updated(), bundled::kNames.date);
  const auto held = lookup::decompile(*lookup);
  ASSERT_TRUE(held) << to_string(held.error());
  EXPECT_TRUE(*held == bundled_registry());
}

}  // namespace
}  // namespace portolan
