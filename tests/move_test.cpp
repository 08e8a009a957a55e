// SPDX-License-Identifier: Apache-2.0
//
// A ledger moves from SQLite to PostgreSQL and back: a backup here, restored there.
#include <gtest/gtest.h>

#include "backup_samples.h"
#include "ledger/rebuild.h"
#include "ledger_fixture.h"
#include "postgres/postgres.h"
#include "postgres_server.h"

namespace portolan::ledger {
namespace {

using testing::restore;
using testing::take_backup;

class Move : public testing::LedgerFixture {
 protected:
  void SetUp() override {
    if (server() == nullptr) GTEST_SKIP() << PostgresServer::kMissing;
    static int last = 0;
    schema_ = "move" + std::to_string(++last);
    const auto database = database::open_postgres(server()->address("postgres"));
    ASSERT_TRUE(database) << database.error().message;
    ASSERT_TRUE((*database)->execute("CREATE SCHEMA " + schema_));
  }
  static PostgresServer* server() { return PostgresServer::instance({.fsync = false}); }
  std::unique_ptr<database::Database> postgres() const {
    return database::open_postgres(server()->address("postgres") + " options=-csearch_path=" + schema_).value();
  }

  std::string schema_;
};

TEST_F(Move, FromSqliteToPostgresAndBackNothingChanges) {
  fill();
  ASSERT_TRUE(import(testing::dated(testing::random_registry(1500, 3), 25)));
  const auto taken = take_backup(ledger_);
  ASSERT_TRUE(taken) << taken.error().message;

  auto database = postgres();
  const auto there = restore(taken->file, *database);
  ASSERT_TRUE(there) << there.error().message;
  EXPECT_TRUE(testing::rows_of(*database) == testing::rows_of(ledger_.database()));
  auto moved = Ledger::open(std::move(database), Mode::kWrite).value();
  const auto here = ledger_.materialize("iana", ledger_.state("iana", Latest{}).value());
  const auto same = moved.materialize("iana", moved.state("iana", Latest{}).value());
  ASSERT_TRUE(here) << here.error().message;
  ASSERT_TRUE(same) << same.error().message;
  EXPECT_TRUE(*same == *here);
  const auto again = take_backup(moved);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->file, taken->file) << "the same file from both";

  auto back = database::open_sqlite((folder_ / "back.sqlite").string()).value();
  ASSERT_TRUE(restore(again->file, *back));
  EXPECT_TRUE(testing::rows_of(*back) == testing::rows_of(ledger_.database()));
}

// What can be asked of a ledger, as text.
std::vector<std::string> answers(Ledger& ledger) {
  std::vector<std::string> out;
  const EachEvent each = [&](std::uint64_t position, const events::Event& event) {
    out.push_back(std::to_string(position) + " " + std::string(events::type_name(event.what)));
    return true;
  };
  const auto fine = [&](const auto& result) {
    EXPECT_TRUE(result) << result.error().message;
    return result.has_value();
  };
  fine(ledger.each_event({}, each));
  fine(ledger.each_event({.registry = "iana", .from = 3, .to = 50, .limit = 9, .newest_first = true}, each));
  for (const auto& subjects :
       {ledger.subjects_with_name("iana", "HTTP"), ledger.subjects_with_port("iana", {500, 7362}),
        ledger.subjects_with_contact("iana", "Grey_Mueller")})
    if (fine(subjects)) fine(ledger.history("iana", *subjects, each));
  if (const auto proof = ledger.prove_inclusion(17, ledger.size().value()); fine(proof))
    for (const proof::Hash& hash : *proof) out.emplace_back(proof::bytes_of(hash));
  if (const auto proof = ledger.prove_consistency(300, ledger.size().value()); fine(proof))
    for (const proof::Hash& hash : *proof) out.emplace_back(proof::bytes_of(hash));
  const events::Digest digest = proof::sha256({"2024-07-01", "1000001"});
  if (const auto import = ledger.import_of("iana", digest); fine(import))
    out.push_back(*import ? std::to_string(**import) : "never imported");
  return out;
}

TEST_F(Move, BothAnswerTheSame) {
  fill();
  ASSERT_TRUE(import(testing::dated(testing::random_registry(400, 3), 25)));
  auto database = postgres();
  ASSERT_TRUE(restore(take_backup(ledger_).value().file, *database));
  auto moved = Ledger::open(std::move(database), Mode::kWrite).value();
  EXPECT_EQ(answers(moved), answers(ledger_));
}

TEST_F(Move, WhatIsRefusedLeavesPostgresEmpty) {
  fill();
  std::string file = take_backup(ledger_).value().file;
  file.back() ^= 1;
  auto database = postgres();
  EXPECT_EQ(restore(file, *database).error().code, ErrorCode::kDamaged);
  EXPECT_EQ(Ledger::open(postgres(), Mode::kRead).error().code, ErrorCode::kNotFound);
  file.back() ^= 1;
  ASSERT_TRUE(restore(file, *database));
  EXPECT_EQ(restore(file, *database).error().code, ErrorCode::kConflict);
}

TEST_F(Move, ABackupOfPostgresIsTheMomentAtWhichItBegan) {
  ASSERT_TRUE(import(testing::dated(testing::random_registry(1500, 3), 1)));
  auto database = postgres();
  ASSERT_TRUE(restore(take_backup(ledger_).value().file, *database));
  auto ledger = Ledger::open(std::move(database), Mode::kWrite).value();
  auto other = Ledger::open(postgres(), Mode::kWrite).value();
  const auto before = ledger.tree().value();
  // Between its pages somebody appends, and somebody is erased.
  std::size_t calls = 0;
  const auto taken = take_backup(ledger, [&](std::uint64_t) {
    ++calls;
    testing::add_contact(other);
    const auto contact = other.subjects_with_contact("iana", "person_" + std::to_string(400 + calls)).value();
    EXPECT_TRUE(other.erase_contact("iana", contact.contacts.at(0), "tester", "asked for", calls));
    return true;
  });
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_GE(calls, 2U);
  EXPECT_EQ(taken->info.tree, before);
  EXPECT_GT(ledger.size().value(), before.size);
  auto target = database::open_sqlite((folder_ / "target.sqlite").string()).value();
  const auto restored = restore(taken->file, *target);
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->tree, before);
}

TEST_F(Move, RebuildingHealsPostgresToo) {
  fill();
  auto database = postgres();
  ASSERT_TRUE(restore(take_backup(ledger_).value().file, *database));
  const auto intact = testing::rows_of(*database);
  auto ledger = Ledger::open(std::move(database), Mode::kWrite).value();
  for (const std::string_view sql :
       {"DELETE FROM registries", "DELETE FROM holdings", "DELETE FROM subjects", "DELETE FROM documents",
        "UPDATE events SET registry = 7, late = 5, effective = 1, record = 3, contact = 4, hash = ''",
        "UPDATE personal SET registry = 7, contact = 8, id = 'x'"})
    ASSERT_TRUE(ledger.database().execute(sql)) << sql;
  const auto done = rebuild(ledger);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(testing::rows_of(ledger.database()) == intact);
  EXPECT_TRUE(verify(ledger, {}).value().findings.empty());
  testing::expect_same_states(ledger_, ledger);
}

// A standby that lagged took the server's place, and others have appended there: as many events, but other ones.
TEST_F(Move, NothingIsRememberedOfAServerThatWasReplaced) {
  const auto append = [](Ledger& ledger, const std::string& name, unsigned number) {
    const registry::Record record = testing::RecordBuilder(name, "somebody");
    const Batch batch{
        .registry = "own",
        .actor = "tester",
        .reason = name,
        .recorded = number,
        .effective = {2024, 7, 1},
        .events = {{events::RecordAdded{number, 0, registry::ChangeKind::kAssigned, record}, std::nullopt}},
        .expected_version = {},
        .taken = {"n:" + name},
        .released = {}};
    return ledger.append(batch);
  };
  Ledger ledger = Ledger::open(postgres(), Mode::kCreate).value();
  ASSERT_TRUE(append(ledger, "a", 1) && append(ledger, "lost", 2));
  std::int64_t server_process = 0;
  ASSERT_TRUE(ledger.database().query("SELECT CAST(pg_backend_pid() AS BIGINT)", {}, [&](const database::Row& row) {
    server_process = row.integer(0);
    return true;
  }));
  const auto administrator = postgres();
  ASSERT_TRUE(administrator->run_script("DROP SCHEMA " + schema_ + " CASCADE; CREATE SCHEMA " + schema_));
  Ledger other = Ledger::open(postgres(), Mode::kCreate).value();
  ASSERT_TRUE(append(other, "a", 1) && append(other, "another", 2));
  ASSERT_TRUE(administrator->execute("SELECT pg_terminate_backend($1)", std::array{database::Value(server_process)}));

  const auto done = append(ledger, "b", 3);
  ASSERT_TRUE(done) << to_string(done.error());
  EXPECT_EQ(done->first, 2U);
  const auto verified = verify(other, {});
  ASSERT_TRUE(verified) << to_string(verified.error());
  EXPECT_TRUE(verified->findings.empty()) << verified->findings.front().what;
}

}  // namespace
}  // namespace portolan::ledger
