// SPDX-License-Identifier: Apache-2.0
#include "ledger/rebuild.h"

#include <gtest/gtest.h>

#include "ledger_fixture.h"

namespace portolan::ledger {
namespace {

class Rebuild : public testing::LedgerFixture {
 protected:
  void run(std::string_view sql) {
    const auto done = ledger_.database().execute(sql);
    ASSERT_TRUE(done) << sql << ": " << done.error().message;
  }
  std::vector<std::string> rows() { return testing::rows_of(ledger_.database()); }
  std::uint64_t version(std::string_view registry) { return ledger_.registry(registry).value().value().version; }
};

// What derived rows can suffer, and healing has to undo.
constexpr std::string_view kDamage[] = {
    "DELETE FROM registries",
    "DELETE FROM registries WHERE name = 'iana'",
    "UPDATE registries SET id = id + 5, last = 1, effective = 1, next_record = 1, next_contact = 1",
    "DELETE FROM holdings",
    "UPDATE holdings SET holding = holding || '?', position = 99",
    "DELETE FROM subjects",
    "UPDATE subjects SET record = record + 1000",
    "DELETE FROM tree",
    "UPDATE tree SET hash = x'00'",
    "INSERT INTO tree (level, number, hash) VALUES (9, 77, x'01')",
    "DELETE FROM documents",
    "UPDATE documents SET position = 3",
    "INSERT INTO checkpoints (registry, position, state) VALUES (1, 5, x'0102')",
    "DELETE FROM properties WHERE name = 'frontier'",
    "UPDATE properties SET value = x'00' WHERE name = 'frontier'",
    "UPDATE properties SET value = x'0000000000000000' WHERE name = 'frontier'",
    "UPDATE events SET registry = 7",
    "UPDATE events SET late = 5, effective = 1, record = 3, contact = 4",
    "UPDATE events SET hash = x'00'",
    "UPDATE personal SET registry = 7, contact = 8, id = 'x'",
};

TEST_F(Rebuild, AnIntactLedgerKeepsItsRows) {
  fill();
  const auto before = rows();
  const auto versions = std::pair(version("iana"), version("own"));
  const auto done = rebuild(ledger_);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(rows() == before);
  EXPECT_GE(version("iana"), versions.first);
  EXPECT_GE(version("own"), versions.second);
  const auto again = std::pair(version("iana"), version("own"));
  ASSERT_TRUE(rebuild(ledger_));
  EXPECT_TRUE(rows() == before);
  EXPECT_EQ(std::pair(version("iana"), version("own")), again);
  EXPECT_TRUE(findings().empty());
}

TEST_F(Rebuild, ALedgerWithoutEventsStaysOne) {
  ASSERT_TRUE(rebuild(ledger_));
  EXPECT_EQ(ledger_.size().value(), 0U);
  EXPECT_TRUE(findings().empty());
}

TEST_F(Rebuild, HealsEveryTableThatFollowsFromTheEvents) {
  fill();
  ASSERT_TRUE(import(testing::dated(testing::random_registry(300, 3), 20)));  // enough for nodes of the tree
  const auto intact = rows();
  const std::uint64_t version_before = version("iana");
  for (const std::string_view sql : kDamage) {
    run(sql);
    EXPECT_TRUE(rows() != intact) << sql;
    const auto done = rebuild(ledger_);
    ASSERT_TRUE(done) << sql << ": " << done.error().message;
    EXPECT_TRUE(rows() == intact) << sql;
    EXPECT_GE(version("iana"), version_before) << sql;
    const auto found = findings();
    EXPECT_TRUE(found.empty()) << sql << ": " << found.front().what;
  }
}

TEST_F(Rebuild, HealsEverythingAtOnce) {
  fill();
  const auto intact = rows();
  for (const std::string_view sql : kDamage)
    if (sql.starts_with("DELETE") || sql.starts_with("UPDATE events")) run(sql);
  const auto done = rebuild(ledger_);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(rows() == intact);
}

TEST_F(Rebuild, MakesTheCheckpointsThatAppendingMade) {
  registry::Registry registry = testing::dated(testing::random_registry(7000, 5), 1);
  ASSERT_TRUE(import(registry));
  registry.records.erase(registry.records.begin() + 17);
  ASSERT_TRUE(import(testing::dated(registry, 2)));
  const auto intact = rows();
  EXPECT_TRUE(std::ranges::any_of(intact, [](const std::string& row) { return row.starts_with("checkpoints"); }));
  run("DELETE FROM checkpoints");
  run("DELETE FROM tree");
  ASSERT_TRUE(rebuild(ledger_));
  EXPECT_TRUE(rows() == intact);
  EXPECT_TRUE(findings().empty());
}

TEST_F(Rebuild, AVersionThatWasReadBeforeIsAConflictOrStillRight) {
  fill();
  const std::uint64_t before = version("own");
  run("DELETE FROM registries");
  ASSERT_TRUE(rebuild(ledger_));
  EXPECT_GE(version("own"), before);
  Batch batch{.registry = "own",
              .actor = {},
              .reason = {},
              .recorded = 9,
              .effective = {2024, 8, 1},
              .events = {{events::HeadChanged{}, std::nullopt}},
              .expected_version = before - 1,
              .taken = {},
              .released = {}};
  EXPECT_EQ(ledger_.append(batch).error().code, ErrorCode::kConflict);
  batch.expected_version = version("own");
  EXPECT_TRUE(ledger_.append(batch));
  EXPECT_TRUE(findings().empty());
}

TEST_F(Rebuild, WhatWasAlteredIsNotMadeToLookRight) {
  fill();
  constexpr std::string_view kAlterations[] = {
      "UPDATE events SET bytes = (SELECT bytes FROM events WHERE position = 7) WHERE position = 9",
      "UPDATE events SET bytes = x'0199' WHERE position = 9",
      "UPDATE events SET bytes = x'' WHERE position = 9",
      "DELETE FROM events WHERE position = 9",
      "DELETE FROM events WHERE position >= 30",
      "DELETE FROM events",
  };
  const auto intact = rows();
  const std::uint64_t size = ledger_.size().value();
  for (const std::string_view sql : kAlterations) {
    // A copy to come back to, since rebuild has a transaction of its own.
    run("CREATE TABLE kept AS SELECT * FROM events");
    run(sql);
    const auto altered = rows();
    const auto done = rebuild(ledger_);
    ASSERT_FALSE(done) << sql;
    EXPECT_TRUE(done.error().code == ErrorCode::kDamaged || done.error().code == ErrorCode::kUnsupported) << sql;
    EXPECT_TRUE(rows() == altered) << sql << ": nothing is changed";
    run("DELETE FROM events");
    run("INSERT INTO events SELECT * FROM kept");
    run("DROP TABLE kept");
    ASSERT_EQ(ledger_.size().value(), size);
  }
  EXPECT_TRUE(rows() == intact);
}

TEST_F(Rebuild, WhatWasSignedMustStillBeThere) {
  fill();
  ASSERT_TRUE(ledger_.note_signed(ledger_.tree().value()));
  ASSERT_TRUE(import(testing::dated(testing::random_registry(20, 3), 20)));
  // So thoroughly that the ledger agrees with itself.
  run("UPDATE events SET bytes = (SELECT bytes FROM events WHERE position = 7) WHERE position = 9");
  run("UPDATE events SET hash = (SELECT hash FROM events WHERE position = 7) WHERE position = 9");
  run("DELETE FROM properties WHERE name = 'frontier'");
  const auto done = rebuild(ledger_);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kDamaged);
  run("DELETE FROM events WHERE position > 3");
  EXPECT_EQ(rebuild(ledger_).error().code, ErrorCode::kDamaged);
}

TEST_F(Rebuild, CanBeStoppedAndThenChangesNothing) {
  fill();
  run("DELETE FROM holdings");
  const auto before = rows();
  const auto done = rebuild(ledger_, [](std::uint64_t) { return false; });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(rows() == before);
}

}  // namespace
}  // namespace portolan::ledger
