// SPDX-License-Identifier: Apache-2.0
#include "ledger/backup.h"

#include <gtest/gtest.h>

#include <atomic>
#include <sstream>
#include <thread>

#include "backup_samples.h"
#include "ledger/schema.h"
#include "ledger_fixture.h"
#include "test_data.h"

namespace portolan::ledger {
namespace {

using testing::BackupFile;
using testing::restore;
using testing::take_backup;

class Backup : public testing::LedgerFixture {
 protected:
  std::unique_ptr<database::Database> empty(std::string_view name = "target") {
    return database::open_sqlite((folder_ / (std::string(name) + ".sqlite")).string()).value();
  }
  std::string backup() {
    auto taken = take_backup(ledger_);
    EXPECT_TRUE(taken) << taken.error().message;
    return taken ? std::move(taken->file) : std::string();
  }
  // Refused, and the database holds nothing.
  static ErrorCode refusal(std::string_view file, database::Database& target) {
    const auto restored = restore(file, target);
    EXPECT_FALSE(restored);
    std::int64_t tables = -1;
    EXPECT_TRUE(target.query("SELECT COUNT(*) FROM sqlite_master", {}, [&](const database::Row& row) {
      tables = row.integer(0);
      return true;
    }));
    EXPECT_EQ(tables, 0);
    return restored ? ErrorCode::kInvalidArgument : restored.error().code;
  }
};

TEST_F(Backup, RestoredItIsTheSameLedger) {
  fill();
  const auto taken = take_backup(ledger_);
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(taken->info.origin, ledger_.origin());
  EXPECT_EQ(taken->info.tree, ledger_.tree().value());
  EXPECT_EQ(taken->info.bytes, taken->file.size());
  auto target = empty();
  const auto info = restore(taken->file, *target);
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->origin, taken->info.origin);
  EXPECT_EQ(info->tree, taken->info.tree);
  EXPECT_EQ(info->personal, taken->info.personal);
  EXPECT_EQ(info->bytes, taken->info.bytes);
  EXPECT_TRUE(testing::rows_of(*target) == testing::rows_of(ledger_.database()));

  auto restored = Ledger::open(std::move(target), Mode::kRead).value();
  EXPECT_EQ(restored.origin(), ledger_.origin());
  EXPECT_TRUE(verify(restored, std::span(&info->tree, 1)).value().findings.empty());
  testing::expect_same_states(ledger_, restored);
}

TEST_F(Backup, ARestoredLedgerGoesOn) {
  fill();
  auto target = empty();
  ASSERT_TRUE(restore(backup(), *target));
  const auto before = ledger_.registry("iana").value().value();
  ledger_ = Ledger::open(std::move(target), Mode::kWrite).value();
  EXPECT_GE(ledger_.registry("iana").value().value().version, before.version);
  const auto next = testing::with_text(at(Latest{}), 1, ", later", 20);
  const auto done = import(next);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(at(Latest{}) == next);
  EXPECT_TRUE(findings().empty());
}

TEST_F(Backup, OfALedgerWithoutEvents) {
  auto target = empty();
  const auto info = restore(backup(), *target);
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->tree, proof::TreeHead());
  EXPECT_EQ(Ledger::open(std::move(target), Mode::kRead).value().origin(), ledger_.origin());
}

TEST_F(Backup, OfManyPages) {
  ASSERT_TRUE(import(testing::dated(testing::random_registry(5000, 8), 1)));
  const std::string file = backup();
  auto target = empty();
  const auto info = restore(file, *target);
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_TRUE(testing::rows_of(*target) == testing::rows_of(ledger_.database()));
  EXPECT_EQ(take_backup(ledger_).value().file, file) << "the same ledger gives the same file";
}

TEST_F(Backup, IsNotRestoredOverALedger) {
  fill();
  const std::string file = backup();
  const auto before = testing::rows_of(ledger_.database());
  const auto restored = restore(file, ledger_.database());
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().code, ErrorCode::kConflict);
  EXPECT_NE(restored.error().message.find("restore into a new file or an empty database"), std::string::npos);
  EXPECT_TRUE(testing::rows_of(ledger_.database()) == before);
}

TEST_F(Backup, CutAnywhereItIsRefused) {
  own({events::HeadChanged{}}, {}, {});
  testing::add_contact(ledger_);
  const std::string file = backup();
  auto target = empty();
  for (std::size_t size = 0; size < file.size(); ++size) {
    const ErrorCode code = refusal(std::string_view(file).substr(0, size), *target);
    EXPECT_EQ(code, size == 0 ? ErrorCode::kSyntax : ErrorCode::kDamaged) << "cut to " << size;
  }
  EXPECT_EQ(refusal(file + '\0', *target), ErrorCode::kDamaged) << "something behind its end";
  EXPECT_EQ(refusal(file + file, *target), ErrorCode::kDamaged);
  EXPECT_TRUE(restore(file, *target)) << "and the database is still good for it";
}

TEST_F(Backup, ChangedAnywhereItIsRefused) {
  own({events::HeadChanged{}}, {}, {});
  testing::add_contact(ledger_);
  const std::string file = backup();
  auto target = empty();
  for (std::size_t at = 0; at < file.size(); ++at)
    for (const int change : {1, 0x80, 0xFF}) {
      std::string changed = file;
      changed[at] = static_cast<char>(changed[at] ^ change);
      refusal(changed, *target);
      ASSERT_FALSE(HasFailure()) << "byte " << at << " of " << file.size();
    }
}

TEST_F(Backup, FilesOfOtherKindsAreNamed) {
  auto target = empty();
  EXPECT_EQ(refusal("Service Name,Port Number", *target), ErrorCode::kSyntax);
  EXPECT_EQ(refusal(std::string("portolan\1\0\0\0\0\0\0\0\0\0\0\0", 20), *target), ErrorCode::kSyntax);
  EXPECT_EQ(refusal("portolan backup\n\2", *target), ErrorCode::kUnsupported);
  EXPECT_EQ(refusal("portolan backup\n\1no frame", *target), ErrorCode::kDamaged);
}

// The sums of these files are right: what they hold is not.
TEST_F(Backup, WhatDoesNotVerifyIsRefusedHoweverWellItIsSealed) {
  fill();
  const BackupFile whole = BackupFile::unpack(backup());
  auto target = empty();
  EXPECT_TRUE(restore(whole.pack(), *empty("other"))) << "packed by the test it is a backup too";

  const auto first_of = [&](std::uint64_t kind) {
    return std::ranges::find(whole.parts, kind, testing::kind_of_part) - whole.parts.begin();
  };
  const auto refused = [&](std::string_view why, auto change) {
    BackupFile file = whole;
    change(file.parts);
    EXPECT_EQ(refusal(file.pack(), *target), ErrorCode::kDamaged) << why;
  };
  using Parts = std::vector<std::string>;
  refused("personal data left out", [&](Parts& parts) { parts.erase(parts.begin() + first_of(3)); });
  refused("personal data twice", [&](Parts& parts) {
    const std::string twice = parts[static_cast<std::size_t>(first_of(3))];
    parts.insert(parts.begin() + first_of(3), twice);
  });
  refused("other personal data", [&](Parts& parts) { ++parts[static_cast<std::size_t>(first_of(3))].back(); });
  refused("personal data behind another event", [&](Parts& parts) {
    std::swap(parts[static_cast<std::size_t>(first_of(3))], parts[static_cast<std::size_t>(first_of(3)) + 1]);
  });
  refused("an event left out", [&](Parts& parts) { parts.erase(parts.begin() + first_of(2)); });
  refused("events in another order", [&](Parts& parts) {
    std::swap(parts[static_cast<std::size_t>(first_of(2))], parts[static_cast<std::size_t>(first_of(2)) + 1]);
  });
  refused("no head", [](Parts& parts) { parts.erase(parts.begin()); });
  refused("two heads", [](Parts& parts) { parts.insert(parts.begin(), parts.front()); });
  refused("no end", [](Parts& parts) { parts.pop_back(); });
  refused("something behind the end", [](Parts& parts) { parts.push_back(parts.front()); });
  refused("another root", [](Parts& parts) { ++parts.back().back(); });
  refused("a part of another kind", [](Parts& parts) { parts.insert(parts.begin() + 1, "\1\1\5"); });
}

TEST_F(Backup, ALedgerThatWouldNotVerifyIsNotBackedUp) {
  fill();
  for (const std::string_view sql :
       {"DELETE FROM personal WHERE position = (SELECT MAX(position) FROM personal)",
        "UPDATE personal SET data = salt WHERE position = (SELECT MIN(position) FROM personal)",
        "INSERT INTO personal SELECT 9999, registry, contact, id, salt, data, application FROM personal LIMIT 1",
        "DELETE FROM events WHERE position = 5", "DELETE FROM events WHERE position >= 30",
        "UPDATE events SET bytes = (SELECT bytes FROM events WHERE position = 7) WHERE position = 9",
        "DELETE FROM properties WHERE name = 'frontier'"}) {
    for (const char* table : {"events", "personal", "properties"})
      ASSERT_TRUE(ledger_.database().execute("CREATE TABLE kept_" + std::string(table) + " AS SELECT * FROM " + table));
    ASSERT_TRUE(ledger_.database().execute(sql)) << sql;
    const auto taken = take_backup(ledger_);
    ASSERT_FALSE(taken) << sql;
    EXPECT_EQ(taken.error().code, ErrorCode::kDamaged) << sql << ": " << taken.error().message;
    for (const std::string table : {"events", "personal", "properties"})
      for (const std::string& undo : {"DELETE FROM " + table, "INSERT INTO " + table + " SELECT * FROM kept_" + table,
                                      "DROP TABLE kept_" + table})
        ASSERT_TRUE(ledger_.database().execute(undo)) << undo;
  }
  EXPECT_TRUE(take_backup(ledger_));
}

TEST_F(Backup, WhatFollowsFromEventsNeedNotBeThere) {
  fill();
  const auto intact = testing::rows_of(ledger_.database());
  for (const char* table : {"registries", "holdings", "subjects", "tree", "documents", "checkpoints"})
    ASSERT_TRUE(ledger_.database().execute("DELETE FROM " + std::string(table)));
  auto target = empty();
  ASSERT_TRUE(restore(backup(), *target));
  EXPECT_TRUE(testing::rows_of(*target) == intact);
}

TEST_F(Backup, FailuresOfBothEndsAreHandedOn) {
  fill();
  int calls = 0;
  const auto taken = write_backup(ledger_, [&](std::string_view) -> Result<void> {
    return ++calls < 3 ? Result<void>() : fail(ErrorCode::kIo, "the disk is full");
  });
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().message, "the disk is full");
  auto target = empty();
  const std::string file = backup();
  calls = 0;
  const auto restored = restore_backup(
      [&](std::span<char> buffer) -> Result<std::size_t> {
        if (++calls > 1) return fail(ErrorCode::kIo, "the cable is out");
        return file.copy(buffer.data(), 100);
      },
      *target);
  ASSERT_FALSE(restored);
  EXPECT_EQ(restored.error().message, "the cable is out");
  EXPECT_EQ(schema_of(*target).value(), 0U);
}

TEST_F(Backup, CanBeStopped) {
  fill();
  const auto stop = [](std::uint64_t) { return false; };
  EXPECT_EQ(write_backup(
                ledger_, [](std::string_view) { return Result<void>(); }, stop)
                .error()
                .code,
            ErrorCode::kUnavailable);
  const std::string file = backup();
  auto target = empty();
  // At each of its calls.
  for (int calls = 0;; ++calls) {
    int left = calls;
    const auto restored = restore(file, *target, [&](std::uint64_t) { return left-- > 0; });
    if (restored) break;
    EXPECT_EQ(restored.error().code, ErrorCode::kUnavailable);
    EXPECT_EQ(schema_of(*target).value(), 0U);
    ASSERT_LT(calls, 20);
  }
}

TEST_F(Backup, IsOneMomentOfALedgerThatOthersAppendTo) {
  constexpr std::uint64_t kBatch = 3;  // events in each append
  std::atomic<std::uint64_t> appended{0};
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    auto other = open(Mode::kWrite).value();
    while (!stop) {
      testing::add_contact(other);
      ++appended;
    }
  });
  std::vector<testing::TakenBackup> backups;
  for (std::uint64_t round = 1; round <= 3; ++round) {
    const std::uint64_t before = appended;
    while (appended == before) std::this_thread::yield();
    const std::uint64_t least = appended * kBatch;
    auto taken = take_backup(ledger_);
    EXPECT_TRUE(taken) << taken.error().message;
    if (!taken) break;
    EXPECT_GE(taken->info.tree.size, least);
    backups.push_back(std::move(*taken));
  }
  stop = true;
  writer.join();
  EXPECT_EQ(backups.size(), 3U);
  for (const testing::TakenBackup& taken : backups) {
    const proof::TreeHead& tree = taken.info.tree;
    EXPECT_EQ(tree.size % kBatch, 0U) << "no part of an append";
    EXPECT_EQ(tree, ledger_.recompute_tree(tree.size).value());
    auto target = empty(std::to_string(tree.size));
    const auto restored = restore(taken.file, *target);
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(restored->personal, tree.size / kBatch);
  }
}

// The bytes in the first column of the example's table, one behind the other.
std::string bytes_in_the_document() {
  std::istringstream lines(testing::read_file(testing::fixture("../../docs/ledger-format.md")));
  std::string hex;
  bool in_example = false;
  bool in_section = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "## Backup file") in_section = true;
    if (in_section && line == "### A worked example") in_example = true;
    if (!in_example || !line.starts_with("| `")) continue;
    for (const char c : line.substr(0, line.find('|', 1)))
      if (c != '|' && c != '`' && c != ' ') hex.push_back(c);
  }
  return testing::from_hex(hex);
}

TEST_F(Backup, LiteralBytesAreThoseOfTheDocument) {
  const std::string content = testing::from_hex(testing::kBackupContent);
  auto target = empty();
  const std::string file = testing::literal_backup();
  EXPECT_EQ(file, bytes_in_the_document());
  const auto info = restore(file, *target);
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->origin, "portolan/0123456789abcdef");
  EXPECT_EQ(info->tree.size, 2U);
  auto restored = Ledger::open(std::move(target), Mode::kRead).value();
  const auto state = restored.state("r", Latest{}).value();
  EXPECT_EQ(restored.materialize("r", state).value().contacts.at(0).name, "Ann");
  EXPECT_EQ(BackupFile::unpack(take_backup(restored).value().file).content(), content);
}

}  // namespace
}  // namespace portolan::ledger
