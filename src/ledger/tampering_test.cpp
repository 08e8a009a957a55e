// SPDX-License-Identifier: Apache-2.0
//
// Somebody edits the ledger's tables, or puts an older copy in its place: each edit is found by verifying it against a
// tree head that was kept elsewhere, and where nothing but an event's bytes changed, the event is named.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>

#include "events/event.h"
#include "ledger/inside.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"
#include "ledger/tree.h"
#include "ledger_batches.h"
#include "scratch_folder.h"
#include "test_size.h"

namespace portolan::ledger {
namespace {

using namespace portolan::testing;
using database::Database;
using database::Row;
using database::Value;

// What an edit did, and where it must be found if that can be known.
struct Edit {
  std::string words;
  std::optional<std::uint64_t> position = {};
};

class TamperingTest : public ::testing::Test {
 protected:
  TamperingTest() {
    registry::Registry registry = random_registry(280, 5);
    keep_copy();
    EXPECT_TRUE(import_registry(ledger_, registry));
    keep_copy();
    registry.updated = {2026, 2, 1};
    for (std::size_t i = 0; i < registry.records.size(); i += 40) registry.records[i].description.add_text(", changed");
    registry.contacts[3].name = "Somebody Else";
    registry.records.erase(registry.records.begin() + 7);
    EXPECT_TRUE(import_registry(ledger_, registry));
    keep_copy();
    const auto contact = ledger_.subjects_with_contact(kRegistryName, "person_5").value().contacts.at(0);
    EXPECT_TRUE(ledger_.erase_contact(kRegistryName, contact, "tester", "asked for", 5));
    for (unsigned i = 0; i < 3; ++i) {
      keep_copy();
      EXPECT_TRUE(append_record(ledger_, RecordBuilder("new-" + std::to_string(i)).on(Transport::kTcp)));
    }
    head_ = ledger_.tree().value();
    EXPECT_EQ(what_is_wrong(ledger_, std::span(&head_, 1)), "");
    EXPECT_GT(one_number("SELECT COUNT(*) FROM tree"), 0U);
  }

  Database& database() { return ledger_.database(); }

  void keep_copy() {
    copies_.push_back(folder_ / ("copy-" + std::to_string(copies_.size())));
    copy_sizes_.push_back(ledger_.size().value());
    EXPECT_TRUE(database::backup_to(database(), copies_.back()));
  }

  // --- small questions

  std::uint64_t one_number(std::string_view sql, std::span<const Value> values = {}) {
    return first_row(database(), sql, values, [](const Row& row) { return number_at(row, 0); }).value().value();
  }
  std::string one_blob(std::string_view sql, std::uint64_t key) {
    const std::array values = {value_of(key)};
    return first_row(database(), sql, values, [](const Row& row) { return std::string(row.bytes(0)); }).value().value();
  }
  std::uint64_t execute(std::string_view sql, std::span<const Value> values = {}) {
    const auto done = database().execute(sql, values);
    EXPECT_TRUE(done) << sql << ": " << done.error().message;
    return done.value_or(0);
  }
  void set_blob(std::string_view sql, std::uint64_t key, std::string_view blob) {
    const std::array values = {value_of(key), Value::blob(blob)};
    EXPECT_EQ(execute(sql, values), 1U) << sql;
  }
  std::uint64_t any_event() { return random_.below(head_.size); }
  // The key of any row, as `sql` lists them: the first column, a number.
  std::uint64_t any_key(std::string_view sql) {
    std::vector<std::uint64_t> keys;
    EXPECT_TRUE(database().query(sql, {}, [&](const Row& row) {
      keys.push_back(number_at(row, 0));
      return true;
    }));
    return keys.at(random_.below(keys.size()));
  }
  std::string with_a_byte_changed(std::string bytes) {
    bytes[random_.below(bytes.size())] ^= static_cast<char>(1 + random_.below(255));
    return bytes;
  }

  // --- edits of events

  Edit change_a_byte() {
    const std::uint64_t at = any_event();
    const std::string bytes = with_a_byte_changed(one_blob("SELECT bytes FROM events WHERE position = $1", at));
    set_blob("UPDATE events SET bytes = $2 WHERE position = $1", at, bytes);
    return {fmt::format("a byte of event {}", at), at};
  }
  Edit change_a_byte_and_its_hash() {
    const std::uint64_t at = any_event();
    const std::string bytes = with_a_byte_changed(one_blob("SELECT bytes FROM events WHERE position = $1", at));
    set_blob("UPDATE events SET bytes = $2 WHERE position = $1", at, bytes);
    set_blob("UPDATE events SET hash = $2 WHERE position = $1", at, proof::bytes_of(proof::leaf_hash(bytes)));
    return {fmt::format("a byte of event {} and its hash", at)};
  }
  Edit change_a_hash() {
    const std::uint64_t at = any_event();
    const std::string hash = with_a_byte_changed(one_blob("SELECT hash FROM events WHERE position = $1", at));
    set_blob("UPDATE events SET hash = $2 WHERE position = $1", at, hash);
    return {fmt::format("the hash of event {}", at), at};
  }
  Edit change_a_column() {
    constexpr std::array<std::string_view, 5> kColumns = {"registry", "late", "effective", "record", "contact"};
    const std::string_view column = kColumns[random_.below(kColumns.size())];
    const std::array at = {value_of(any_event())};
    execute(fmt::format("UPDATE events SET {0} = {0} + 1 WHERE position = $1", column), at);
    return {fmt::format("{} of event {}", column, at[0].integer()), static_cast<std::uint64_t>(at[0].integer())};
  }
  Edit delete_an_event() {
    const std::array at = {value_of(any_event())};
    execute("DELETE FROM events WHERE position = $1", at);
    return {fmt::format("event {} deleted", at[0].integer()), static_cast<std::uint64_t>(at[0].integer())};
  }
  Edit truncate() {
    const std::array at = {value_of(any_event())};
    execute("DELETE FROM events WHERE position >= $1", at);
    return {fmt::format("events from {} on deleted", at[0].integer()), static_cast<std::uint64_t>(at[0].integer())};
  }
  Edit truncate_and_tidy_up() {
    const std::uint64_t at = any_event();
    const std::array values = {value_of(at)};
    execute("DELETE FROM events WHERE position >= $1", values);
    execute("DELETE FROM personal WHERE position >= $1", values);
    remake_the_tree();
    return {fmt::format("events from {} on deleted, and the tree to fit", at), at};
  }
  Edit insert_an_event() {
    const std::uint64_t at = any_event();
    const std::array values = {value_of(at), value_of(any_event())};
    execute("UPDATE events SET position = -1 - position WHERE position >= $1", std::span(values).first(1));
    execute("UPDATE events SET position = -position WHERE position < 0");
    const auto source = values[1].integer() + (values[1].integer() >= values[0].integer() ? 1 : 0);
    const std::array copied = {values[0], Value(source)};
    execute(
        "INSERT INTO events (position, registry, late, effective, record, contact, application, step, bytes, hash) "
        "SELECT CAST($1 AS BIGINT), registry, late, effective, record, contact, application, step, bytes, hash FROM "
        "events WHERE "
        "position = $2",
        copied);
    return {fmt::format("event {} inserted again at {}", values[1].integer(), at)};
  }
  Edit append_an_event() {
    const std::array values = {value_of(head_.size), value_of(any_event())};
    execute(
        "INSERT INTO events (position, registry, late, effective, record, contact, application, step, bytes, hash) "
        "SELECT CAST($1 AS BIGINT), registry, late, effective, record, contact, application, step, bytes, hash FROM "
        "events WHERE "
        "position = $2",
        values);
    return {fmt::format("event {} again at the end", values[1].integer())};
  }
  Edit swap_events() {
    const std::uint64_t a = any_event();
    const std::uint64_t b = (a + 1 + random_.below(head_.size - 1)) % head_.size;
    const std::array values = {value_of(a), value_of(b)};
    execute("UPDATE events SET position = -1 WHERE position = $1", std::span(values).first(1));
    execute("UPDATE events SET position = $1 WHERE position = $2", values);
    execute("UPDATE events SET position = $1 WHERE position = -1", std::span(values).last(1));
    return {fmt::format("events {} and {} swapped", a, b)};
  }
  Edit swap_bytes() {
    const std::uint64_t a = any_event();
    const std::uint64_t b = (a + 1 + random_.below(head_.size - 1)) % head_.size;
    const std::string bytes = one_blob("SELECT bytes FROM events WHERE position = $1", a);
    set_blob("UPDATE events SET bytes = $2 WHERE position = $1", a,
             one_blob("SELECT bytes FROM events WHERE position = $1", b));
    set_blob("UPDATE events SET bytes = $2 WHERE position = $1", b, bytes);
    return {fmt::format("the bytes of events {} and {} swapped", a, b), std::min(a, b)};
  }
  // The most that can be done: only a head kept elsewhere tells.
  Edit rewrite() {
    const std::uint64_t at = any_event();
    rewrite(at, [](events::Event& event) { event.actor = "nobody"; });
    return {fmt::format("event {} rewritten, and the tree to fit", at)};
  }
  // No append takes an event that holds from an earlier day than the one before it.
  Edit rewrite_the_date() {
    const std::uint64_t at = any_key("SELECT position FROM events WHERE late = 0 AND position > 0");
    rewrite(at, [](events::Event& event) { event.effective = {1999, 1, 1}; });
    execute(fmt::format("UPDATE events SET effective = 19990101 WHERE position = {}", at));
    return {fmt::format("event {} with an earlier date, and the tree to fit", at), at};
  }
  void rewrite(std::uint64_t at, const std::function<void(events::Event&)>& change) {
    events::Event event = events::decode(one_blob("SELECT bytes FROM events WHERE position = $1", at)).value();
    change(event);
    const std::string bytes = events::encode(event);
    set_blob("UPDATE events SET bytes = $2 WHERE position = $1", at, bytes);
    set_blob("UPDATE events SET hash = $2 WHERE position = $1", at, proof::bytes_of(proof::leaf_hash(bytes)));
    remake_the_tree();
  }

  void remake_the_tree() {
    proof::Frontier frontier;
    std::vector<proof::Node> nodes;
    EXPECT_TRUE(database().query("SELECT hash FROM events ORDER BY position", {}, [&](const Row& row) {
      frontier.append(hash_of(row.bytes(0)).value(), [&](const proof::Node& node) {
        if (node.level >= kKeptLevel) nodes.push_back(node);
      });
      return true;
    }));
    execute("DELETE FROM tree");
    for (const proof::Node& node : nodes) {
      const std::array values = {Value(std::int64_t{node.level}), value_of(node.index),
                                 Value::blob(proof::bytes_of(node.hash))};
      execute("INSERT INTO tree (level, number, hash) VALUES ($1, $2, $3)", values);
    }
    EXPECT_TRUE(keep_frontier(database(), frontier));
  }

  // --- edits of what is kept beside them

  Edit change_the_tree() {
    const std::uint64_t at = any_key("SELECT number FROM tree WHERE level = 8");
    set_blob("UPDATE tree SET hash = $2 WHERE level = 8 AND number = $1", at,
             with_a_byte_changed(one_blob("SELECT hash FROM tree WHERE level = 8 AND number = $1", at)));
    return {fmt::format("node {} of the tree", at)};
  }
  Edit change_the_frontier() {
    proof::Frontier other;
    for (std::uint64_t i = 0; i < head_.size; ++i) other.append(proof::leaf_hash(std::to_string(i + random_.next())));
    EXPECT_TRUE(keep_frontier(database(), other));
    return {"the edge of the tree"};
  }
  Edit change_personal() {
    const std::uint64_t at = any_key("SELECT position FROM personal ORDER BY position");
    const std::string_view column = random_.below(2) == 0 ? "salt" : "data";
    set_blob(fmt::format("UPDATE personal SET {} = $2 WHERE position = $1", column), at,
             with_a_byte_changed(one_blob(fmt::format("SELECT {} FROM personal WHERE position = $1", column), at)));
    return {fmt::format("{} beside event {}", column, at), at};
  }
  Edit delete_personal() {
    const std::uint64_t at = any_key("SELECT position FROM personal ORDER BY position");
    const std::array values = {value_of(at)};
    execute("DELETE FROM personal WHERE position = $1", values);
    return {fmt::format("what is beside event {} deleted", at), at};
  }
  Edit change_holdings() {
    const std::array values = {
        Value(static_cast<std::int64_t>(random_.below(one_number("SELECT COUNT(*) FROM holdings"))))};
    const std::string_view edit =
        random_.below(2) == 0 ? "DELETE FROM holdings" : "UPDATE holdings SET holding = 'n:x-y'";
    execute(fmt::format("{} WHERE holding = (SELECT holding FROM holdings ORDER BY holding LIMIT 1 OFFSET $1)", edit),
            values);
    return {fmt::format("{} ({})", edit, values[0].integer())};
  }
  Edit change_the_end() {
    execute("UPDATE registries SET last = last - 1");
    return {"where the registry ends"};
  }

  Edit change_subjects() {
    const std::array values = {value_of(any_key("SELECT record FROM subjects ORDER BY record"))};
    constexpr std::array<std::string_view, 3> kHow = {"DELETE FROM subjects", "UPDATE subjects SET name = 'other'",
                                                      "UPDATE subjects SET first_port = 7"};
    const std::string_view how = kHow[random_.below(kHow.size())];
    execute(fmt::format("{} WHERE record = $1", how), values);
    return {fmt::format("{} of record {}", how, values[0].integer())};
  }
  Edit add_a_subject() {
    execute("INSERT INTO subjects (registry, name, first_port, last_port, record) VALUES (1, 'never', 9, 9, 1)");
    return {"a subject added"};
  }
  Edit change_documents() {
    const std::array values = {value_of(any_key("SELECT position FROM documents ORDER BY position"))};
    const std::string_view how = random_.below(2) == 0 ? "DELETE FROM documents" : "UPDATE documents SET position = 1";
    execute(fmt::format("{} WHERE position = $1", how), values);
    return {fmt::format("{} ({})", how, values[0].integer())};
  }
  Edit change_the_registry() {
    constexpr std::array<std::string_view, 3> kColumns = {"effective", "next_record", "next_contact"};
    const std::string_view column = kColumns[random_.below(kColumns.size())];
    execute(fmt::format("UPDATE registries SET {0} = {0} - 1", column));
    return {fmt::format("{} of the registry", column)};
  }
  Edit change_an_id() {
    const std::array values = {value_of(any_key("SELECT position FROM personal ORDER BY position"))};
    execute("UPDATE personal SET id = 'other' WHERE position = $1", values);
    return {fmt::format("the id beside event {}", values[0].integer()),
            static_cast<std::uint64_t>(values[0].integer())};
  }

  using Make = Edit (TamperingTest::*)();
  static constexpr Make kRewrite = static_cast<Make>(&TamperingTest::rewrite);
  static constexpr Make kRewriteTheDate = &TamperingTest::rewrite_the_date;
  static constexpr std::array<Make, 24> kEdits = {&TamperingTest::change_a_byte,
                                                  &TamperingTest::change_a_byte,
                                                  &TamperingTest::change_a_byte_and_its_hash,
                                                  &TamperingTest::change_a_hash,
                                                  &TamperingTest::change_a_column,
                                                  &TamperingTest::delete_an_event,
                                                  &TamperingTest::truncate,
                                                  &TamperingTest::truncate_and_tidy_up,
                                                  &TamperingTest::insert_an_event,
                                                  &TamperingTest::append_an_event,
                                                  &TamperingTest::swap_events,
                                                  &TamperingTest::swap_bytes,
                                                  kRewrite,
                                                  &TamperingTest::change_the_tree,
                                                  &TamperingTest::change_the_frontier,
                                                  &TamperingTest::change_personal,
                                                  &TamperingTest::delete_personal,
                                                  &TamperingTest::change_holdings,
                                                  &TamperingTest::change_the_end,
                                                  &TamperingTest::change_subjects,
                                                  &TamperingTest::add_a_subject,
                                                  &TamperingTest::change_documents,
                                                  &TamperingTest::change_the_registry,
                                                  &TamperingTest::change_an_id};

  // The findings after an edit, which is undone.
  std::vector<Finding> findings_of(Make make, Edit& edit, std::span<const proof::TreeHead> known) {
    auto transaction = database::Transaction::begin(database(), database::Access::kWrite).value();
    edit = (this->*make)();
    auto done = verify_inside(database(), known, {});
    EXPECT_TRUE(done) << edit.words << ": " << done.error().message;
    return done ? std::move(done->findings) : std::vector<Finding>();
  }

  ScratchFolder folder_{"tampering"};
  Random random_{9};
  Ledger ledger_ = open_ledger(folder_ / "ledger.sqlite").value();
  proof::TreeHead head_;
  std::vector<std::string> copies_;
  std::vector<std::uint64_t> copy_sizes_;
};

TEST_F(TamperingTest, IsFoundAndNamed) {
  const Watch watch;
  const std::uint64_t count = size_of_test({60, 500, 10'000});
  std::uint64_t found = 0;
  std::uint64_t located = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    Edit edit;
    const auto findings = findings_of(kEdits[i % kEdits.size()], edit, std::span(&head_, 1));
    EXPECT_FALSE(findings.empty()) << edit.words;
    if (findings.empty()) continue;
    ++found;
    if (!edit.position) continue;
    ++located;
    EXPECT_EQ(findings.front().position, *edit.position) << edit.words << ": " << findings.front().what;
  }
  fmt::print("tampering: seed 9, {} edits, {} found, {} with a place to be named, {:.1f} s\n", count, found, located,
             watch.seconds());
  EXPECT_EQ(found, count);
  EXPECT_EQ(what_is_wrong(ledger_, std::span(&head_, 1)), "") << "all of it was undone";
}

TEST_F(TamperingTest, AnOlderCopyIsFoundAndItsEndNamed) {
  for (std::size_t i = 0; i < copies_.size(); ++i) {
    Ledger old = open_ledger(copies_[i], {}, Mode::kWrite).value();
    const auto alone = verify(old, {});
    ASSERT_TRUE(alone);
    EXPECT_TRUE(alone->findings.empty()) << "in itself it is sound";
    const auto done = verify(old, std::span(&head_, 1));
    ASSERT_TRUE(done);
    ASSERT_FALSE(done->findings.empty());
    EXPECT_EQ(done->findings.front().position, copy_sizes_[i]) << done->findings.front().what;
  }
}

// The test can fail: without a head kept elsewhere a rewritten ledger is as good as the true one.
TEST_F(TamperingTest, NeedsAHeadThatIsKeptElsewhere) {
  Edit edit;
  const auto without = findings_of(kRewrite, edit, {});
  EXPECT_TRUE(without.empty()) << edit.words << ": " << without.front().what;
  EXPECT_FALSE(findings_of(kRewrite, edit, std::span(&head_, 1)).empty());
}

TEST_F(TamperingTest, DatesThatFallAreFoundWithoutAHead) {
  for (int round = 0; round < 5; ++round) {
    Edit edit;
    const auto findings = findings_of(kRewriteTheDate, edit, {});
    ASSERT_FALSE(findings.empty()) << edit.words;
    EXPECT_EQ(findings.front().position, *edit.position) << edit.words << ": " << findings.front().what;
  }
}

// A checkpoint of a ledger without events is kept like any other.
TEST_F(TamperingTest, TheHeadOfNoEventsIsKnownToo) {
  Ledger empty = open_ledger(copies_.front(), {}, Mode::kWrite).value();
  const std::array<proof::TreeHead, 2> heads = {proof::TreeHead(), head_};
  const auto nothing = verify(empty, std::span(heads).first(1));
  EXPECT_TRUE(nothing && nothing->findings.empty());
  const auto all = verify(ledger_, heads);
  EXPECT_TRUE(all && all->findings.empty());
  proof::TreeHead wrong;
  wrong.root = head_.root;
  const auto bad = verify(ledger_, std::span(&wrong, 1));
  EXPECT_TRUE(bad && !bad->findings.empty());
}

}  // namespace
}  // namespace portolan::ledger
