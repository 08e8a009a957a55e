// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/inside.h"
#include "ledger_fixture.h"
#include "sample_registry.h"

namespace portolan::ledger {
namespace {

using registry::Registry;
using testing::dated;
using testing::with_text;

class LedgerTest : public testing::LedgerFixture {};

TEST_F(LedgerTest, EveryDateAndPositionCanBeAskedFor) {
  const Registry first = dated(testing::sample_registry(), 1);
  const Registry second = with_text(first, 0, ", new words", 5);
  const Registry third = with_text(second, 2, ", more", 9);
  const auto one = import(first);
  ASSERT_TRUE(one) << one.error().message;
  const auto two = import(second);
  ASSERT_TRUE(two) << two.error().message;
  ASSERT_TRUE(import(third));
  EXPECT_TRUE(at(Latest{}) == third);
  EXPECT_TRUE(at(Date{2024, 7, 1}) == first);
  EXPECT_TRUE(at(Date{2024, 7, 4}) == first);
  EXPECT_TRUE(at(Date{2024, 7, 5}) == second);
  EXPECT_TRUE(at(Date{2024, 7, 31}) == third);
  EXPECT_TRUE(at(Date{2024, 7, 0}) == third) << "a month is asked for at its end";
  EXPECT_TRUE(at(Date{2024, 6, 30}).records.empty());
  EXPECT_TRUE(at(two->first) == first);
  EXPECT_TRUE(at(two->first + two->count) == second);
  EXPECT_FALSE(ledger_.state("iana", std::uint64_t{1'000'000}));
  EXPECT_FALSE(ledger_.state("nobody", Latest{}));
  EXPECT_TRUE(findings().empty()) << findings().front().what;
}

TEST_F(LedgerTest, ALateImportIsTheStateOfItsDateAndChangesNothingBehind) {
  const Registry first = dated(testing::sample_registry(), 1);
  const Registry late = with_text(first, 1, ", late", 3);
  const Registry later = with_text(late, 1, ", later", 4);
  const Registry second = with_text(first, 0, ", new words", 5);
  ASSERT_TRUE(import(first));
  ASSERT_TRUE(import(second));
  const auto before = ledger_.size().value();
  EXPECT_EQ(import(late).error().code, ErrorCode::kInvalidArgument) << "older than the latest";
  ASSERT_TRUE(import(late, true));
  ASSERT_TRUE(import(later, true));
  EXPECT_TRUE(at(Date{2024, 7, 2}) == first);
  EXPECT_TRUE(at(Date{2024, 7, 3}) == late);
  EXPECT_TRUE(at(Date{2024, 7, 4}) == later);
  EXPECT_TRUE(at(Date{2024, 7, 5}) == second);
  EXPECT_TRUE(at(Latest{}) == second);
  EXPECT_TRUE(at(before) == second) << "a position asks by the order of recording";
  EXPECT_TRUE(at(ledger_.size().value()) == second);
  EXPECT_TRUE(findings().empty()) << findings().front().what;
}

TEST_F(LedgerTest, AVersionThatChangedMeanwhileIsAConflict) {
  ASSERT_TRUE(import(dated(testing::sample_registry(), 1)));
  Batch batch{.registry = "iana",
              .actor = {},
              .reason = {},
              .recorded = 9,
              .effective = {2024, 7, 2},
              .events = {{events::HeadChanged{}, std::nullopt}},
              .expected_version = 0,
              .taken = {},
              .released = {}};
  EXPECT_EQ(ledger_.append(batch).error().code, ErrorCode::kConflict);
  batch.expected_version = 1;
  EXPECT_TRUE(ledger_.append(batch));
}

TEST_F(LedgerTest, WhatIsHeldCannotBeTakenAndNothingIsWritten) {
  ASSERT_TRUE(import(dated(testing::sample_registry(), 1)));
  const auto before = ledger_.size().value();
  Batch batch{.registry = "iana",
              .actor = {},
              .reason = {},
              .recorded = 9,
              .effective = {2024, 7, 2},
              .events = {{events::HeadChanged{}, std::nullopt}},
              .expected_version = {},
              .taken = {"n:http"},
              .released = {}};
  const auto taken = ledger_.append(batch);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::kConflict);
  EXPECT_EQ(taken.error().message, "n:http is taken");
  EXPECT_EQ(ledger_.size().value(), before);
  EXPECT_TRUE(findings().empty());
}

TEST_F(LedgerTest, HistoryIsFoundByNamePortAndContact) {
  const Registry first = dated(testing::sample_registry(), 1);
  ASSERT_TRUE(import(first));
  Registry second = with_text(first, 0, ", new words", 5);
  second.contacts[0].name = "Ann B. Example";
  ASSERT_TRUE(import(second));
  const auto events_of = [&](const Subjects& subjects) {
    std::vector<std::string> out;
    EXPECT_TRUE(ledger_.history("iana", subjects, [&](std::uint64_t, const events::Event& event) {
      out.emplace_back(events::type_name(event.what));
      return true;
    }));
    return out;
  };
  const registry::Record& record = first.records[0];
  const auto by_name = ledger_.subjects_with_name("iana", record.name.text()).value();
  const auto by_port = ledger_.subjects_with_port("iana", *record.ports).value();
  EXPECT_FALSE(by_name.records.empty());
  EXPECT_FALSE(by_port.records.empty());
  const auto told = events_of(by_name);
  EXPECT_EQ(std::ranges::count(told, "record-changed"), 1);
  const auto contact = events_of(ledger_.subjects_with_contact("iana", "ANN_EXAMPLE").value());
  EXPECT_EQ(contact, (std::vector<std::string>{"contact-added", "contact-changed"}));
}

TEST_F(LedgerTest, ErasingAPersonLeavesTheLedgerProvable) {
  ASSERT_TRUE(import(dated(testing::sample_registry(), 1)));
  const auto contact = ledger_.subjects_with_contact("iana", "ann_example").value().contacts.at(0);
  const auto root = ledger_.tree().value();
  ASSERT_TRUE(ledger_.erase_contact("iana", contact, "tester", "asked for", 5));
  EXPECT_TRUE(findings().empty()) << findings().front().what;
  EXPECT_TRUE(ledger_.prove_consistency(root.size, root.size + 1));
  const Registry now = at(Latest{});
  EXPECT_TRUE(std::ranges::none_of(now.contacts, [](const auto& c) { return c.id == "Ann_Example"; }));
  EXPECT_TRUE(std::ranges::none_of(at(Date{2024, 7, 1}).contacts, [](const auto& c) { return c.id == "Ann_Example"; }));
  EXPECT_TRUE(ledger_.subjects_with_contact("iana", "ann_example").value().contacts.empty());
}

TEST_F(LedgerTest, CheckpointsGiveTheSameStates) {
  Registry registry = dated(testing::random_registry(9000, 5), 1);
  ASSERT_TRUE(import(registry));
  const Registry first = registry;
  registry.records.erase(registry.records.begin() + 17);
  ASSERT_TRUE(import(dated(registry, 2)));
  std::int64_t checkpoints = 0;
  ASSERT_TRUE(ledger_.database().query("SELECT COUNT(*) FROM checkpoints", {}, [&](const database::Row& row) {
    checkpoints = row.integer(0);
    return true;
  }));
  EXPECT_GT(checkpoints, 0);
  EXPECT_TRUE(at(Date{2024, 7, 1}) == first);
  EXPECT_TRUE(at(Latest{}) == dated(registry, 2));
  EXPECT_TRUE(findings().empty()) << findings().front().what;
}

TEST_F(LedgerTest, ProofsHold) {
  ASSERT_TRUE(import(dated(testing::random_registry(700, 5), 1)));
  const auto tree = ledger_.tree().value();
  EXPECT_EQ(ledger_.recompute_tree(tree.size).value(), tree);
  for (std::uint64_t position = 0; position < tree.size; position += 97) {
    const auto proof = ledger_.prove_inclusion(position, tree.size);
    ASSERT_TRUE(proof) << proof.error().message;
    EXPECT_TRUE(
        proof::verify_inclusion(proof::leaf_hash(ledger_.event_bytes(position).value()), position, tree, *proof));
  }
}

TEST_F(LedgerTest, AnotherOpeningSeesTheSame) {
  ASSERT_TRUE(import(dated(testing::sample_registry(), 1)));
  auto other = open(Mode::kRead);
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_EQ(other->origin(), ledger_.origin());
  EXPECT_EQ(other->size().value(), ledger_.size().value());
}

// A ledger remembers what it appended; two that append by turns, and one that is rebuilt, still give every position
// once.
TEST_F(LedgerTest, WhatIsRememberedOfTheLastAppendIsOnlyAGuess) {
  Ledger other = open(Mode::kWrite).value();
  const auto append = [](Ledger& ledger, const std::string& name, unsigned day) {
    const registry::Record record = testing::RecordBuilder(name, "somebody");
    Batch batch{.registry = "own",
                .actor = "tester",
                .reason = name,
                .recorded = day,
                .effective = {2024, 7, static_cast<std::uint8_t>(day)},
                .events = {{events::RecordAdded{day, 0, registry::ChangeKind::kAssigned, record}, std::nullopt}},
                .expected_version = {},
                .taken = {"n:" + name},
                .released = {}};
    return ledger.append(batch);
  };
  EXPECT_EQ(append(ledger_, "a", 1).value().first, 0U);
  EXPECT_EQ(append(ledger_, "b", 2).value().first, 1U);
  EXPECT_EQ(append(other, "c", 3).value().first, 2U);
  EXPECT_EQ(append(ledger_, "d", 4).value().first, 3U) << "the position that it remembers is taken";
  EXPECT_EQ(append(other, "e", 5).value().first, 4U);
  EXPECT_EQ(append(other, "f", 6).value().first, 5U);
  EXPECT_EQ(append(other, "f", 7).error().message, "n:f is taken");
  EXPECT_EQ(append(other, "g", 5).error().code, ErrorCode::kInvalidArgument) << "an earlier day";
  {
    auto transaction = database::Transaction::begin(ledger_.database(), database::Access::kWrite).value();
    ASSERT_TRUE(ledger_.database().execute("UPDATE registries SET version = version + 10"));
    ASSERT_TRUE(transaction.commit());
  }
  EXPECT_EQ(append(other, "h", 8).value().first, 6U);
  EXPECT_EQ(other.registry("own").value()->version, 17U) << "what it remembers of the version is old";
  const auto done = verify(ledger_, {});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(done->findings.empty()) << done->findings.front().what;
}

TEST_F(LedgerTest, TamperingIsFoundAndLocated) {
  ASSERT_TRUE(import(dated(testing::random_registry(600, 5), 1)));
  const auto tree = ledger_.tree().value();
  const auto tampered = [&](std::string_view sql) {
    auto transaction = database::Transaction::begin(ledger_.database(), database::Access::kWrite).value();
    EXPECT_TRUE(ledger_.database().execute(sql)) << sql;
    // Seen from inside of the transaction, which is then rolled back.
    const auto done = verify_inside(ledger_.database(), std::span(&tree, 1), {});
    EXPECT_TRUE(done) << done.error().message;
    EXPECT_FALSE(done->findings.empty()) << sql;
    return done->findings.empty() ? std::uint64_t{999999} : done->findings.front().position;
  };
  EXPECT_EQ(tampered("UPDATE events SET bytes = (SELECT bytes FROM events WHERE position = 7) WHERE position = 300"),
            300U);
  EXPECT_EQ(tampered("DELETE FROM events WHERE position = 123"), 123U);
  EXPECT_EQ(tampered("DELETE FROM events WHERE position >= 400"), 400U);
  EXPECT_EQ(tampered("UPDATE events SET effective = effective + 1 WHERE position = 55"), 55U);
  tampered("DELETE FROM holdings WHERE holding = (SELECT MIN(holding) FROM holdings)");
  tampered("UPDATE tree SET hash = (SELECT hash FROM events WHERE position = 1) WHERE number = 1");
  tampered("DELETE FROM personal WHERE position = (SELECT MAX(position) FROM personal)");
  EXPECT_TRUE(findings().empty());
}

}  // namespace
}  // namespace portolan::ledger
