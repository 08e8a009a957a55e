// SPDX-License-Identifier: Apache-2.0
//
// Seeded defects: readers and writers with one mistake each, and the property that must catch it.
#include "properties.h"

#include <gtest/gtest.h>

#include "backup_properties.h"
#include "backup_samples.h"
#include "database/sqlite.h"
#include "formats/csv.h"
#include "formats/json.h"
#include "formats/xml.h"
#include "sample_registry.h"

namespace portolan::fuzz {
namespace {

using formats::Reading;
using formats::ReadOptions;

Reading one_problem(Error problem) {
  Reading reading;
  reading.problems.push_back(std::move(problem));
  return reading;
}

Error problem_at(std::uint64_t line, std::uint64_t column) {
  return {ErrorCode::kSyntax, "wrong", {"-", line, column, {}}};
}

void check(const Reading& reading) { check_reading("one\nlines", reading, small_limits()); }

void write_without_notes(const registry::Registry& registry, std::string& out) {
  registry::Registry less = registry;
  less.notes.clear();
  formats::write_xml(less, out);
}

void write_unreadable(const registry::Registry& registry, std::string& out) {
  formats::write_json(registry, out);
  out.push_back('}');
}

Reading read_and_number(std::string_view bytes, const ReadOptions& options) {
  Reading reading = formats::read_csv(bytes, options);
  for (auto& record : reading.registry->records) record.name = registry::ServiceName(record.name.text() + "-1");
  return reading;
}

TEST(Properties, HoldForTheReadersAndWritersThemselves) {
  const registry::Registry sample = testing::sample_registry();
  check_lossless(sample, {formats::read_xml, formats::write_xml});
  check_lossless(sample, {formats::read_json, formats::write_json});
  check_stable(sample, {formats::read_csv, formats::write_csv});
  check(one_problem(problem_at(1, 4)));
  check(one_problem(problem_at(2, 6)));
}

TEST(PropertiesDeathTest, AReadingWithNothingInIt) { EXPECT_DEATH(check({}), "either a registry or a problem"); }

TEST(PropertiesDeathTest, ProblemsOutsideOfTheInput) {
  EXPECT_DEATH(check(one_problem(problem_at(3, 1))), "line is in the input");
  EXPECT_DEATH(check(one_problem(problem_at(0, 1))), "line is in the input");
  EXPECT_DEATH(check(one_problem(problem_at(1, 5))), "column is in its line");
  EXPECT_DEATH(check(one_problem(problem_at(1, 0))), "column is in its line");
}

TEST(PropertiesDeathTest, ProblemsWithoutWords) {
  Error problem = problem_at(1, 1);
  problem.message.clear();
  EXPECT_DEATH(check(one_problem(problem)), "has words");
  problem.message = "half a character: \xC3";
  EXPECT_DEATH(check(one_problem(problem)), "whole UTF-8 characters");
}

TEST(PropertiesDeathTest, MoreProblemsThanTheLimit) {
  Reading reading;
  reading.problems.assign(22, problem_at(1, 1));
  EXPECT_DEATH(check(reading), "no more problems");
}

TEST(PropertiesDeathTest, RecordsWithoutLines) {
  Reading reading;
  reading.registry = testing::sample_registry();
  EXPECT_DEATH(check(reading), "every record has its line");
}

TEST(PropertiesDeathTest, AWriterThatLosesAPart) {
  const registry::Registry sample = testing::sample_registry();
  EXPECT_DEATH(check_lossless(sample, {formats::read_xml, write_without_notes}), "as the same registry");
}

TEST(PropertiesDeathTest, AWriterWhoseDocumentsCannotBeRead) {
  const registry::Registry sample = testing::sample_registry();
  EXPECT_DEATH(check_readable(sample, {formats::read_json, write_unreadable}), "can be read");
}

TEST(PropertiesDeathTest, ADecoderOfMoreThanOneEncoding) {
  const auto encode = [](const std::string& value) { return value; };
  const auto lenient = [](std::string_view bytes) { return Result<std::string>(bytes.substr(0, 2)); };
  check_one_encoding("ab", lenient("ab"), encode);
  EXPECT_DEATH(check_one_encoding("ab ", lenient("ab "), encode), "encoded as the same bytes");
  const Result<std::string> silent = fail(ErrorCode::kDamaged, "");
  EXPECT_DEATH(check_one_encoding("ab", silent, encode), "has words");
}

TEST(PropertiesDeathTest, AReaderThatChangesAValueEachTime) {
  const registry::Registry sample = testing::sample_registry();
  EXPECT_DEATH(check_stable(sample, {read_and_number, formats::write_csv}), "the same bytes");
}

// The example of docs/ledger-format.md restored, with `mistake` made by it.
void restore_and_check(std::string_view mistake) {
  const std::string file = testing::literal_backup();
  auto database = database::open_sqlite(":memory:").value();
  const auto restored = testing::restore(file, *database);
  static_cast<void>(database->execute(mistake).value());
  check_restored(file, restored, std::move(database));
}

TEST(Properties, HoldForARestoredBackup) { restore_and_check("DELETE FROM holdings WHERE registry = 99"); }

TEST(PropertiesDeathTest, ARestoredLedgerThatDoesNotVerify) {
  EXPECT_DEATH(restore_and_check("UPDATE registries SET next_contact = 77"), "restored verifies");
  EXPECT_DEATH(restore_and_check("DELETE FROM personal"), "restored verifies");
}

TEST(PropertiesDeathTest, ARefusedBackupThatLeavesATrace) {
  const auto refuse = [](std::string_view mistake) {
    auto database = database::open_sqlite(":memory:").value();
    if (!mistake.empty()) static_cast<void>(database->execute(mistake).value());
    check_restored("", fail(ErrorCode::kDamaged, "cut"), std::move(database));
  };
  refuse("");
  EXPECT_DEATH(refuse("CREATE TABLE events (position BIGINT)"), "leaves nothing");
}

TEST(PropertiesDeathTest, ABackupThatHoldsSomethingElse) {
  std::string file = testing::literal_backup();
  auto database = database::open_sqlite(":memory:").value();
  const auto restored = testing::restore(file, *database);
  // The compressed bytes lie open in this file: another origin, of the same length.
  ++file[file.find("portolan/") + 9];
  EXPECT_DEATH(check_restored(file, restored, std::move(database)), "holds the same");
}

}  // namespace
}  // namespace portolan::fuzz
