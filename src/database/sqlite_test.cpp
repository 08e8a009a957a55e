// SPDX-License-Identifier: Apache-2.0
#include "database/sqlite.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "database_behaviour.h"
#include "failing_vfs.h"

namespace portolan::database {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = testing::TempDir() + "portolan-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(std::string_view name) const { return path_ / name; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

class SqlitePlayground final : public Playground {
 public:
  Result<std::unique_ptr<Database>> open() override {
    SqliteOptions options;
    options.busy_timeout = 50ms;
    return open_sqlite(folder_ / "test.sqlite", options);
  }

 private:
  Folder folder_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, DatabaseBehaviour,
                         testing::Values(DatabaseKind{
                             "SQLite", {}, [] { return std::make_unique<SqlitePlayground>(); }}));

class Sqlite : public testing::Test {
 protected:
  std::unique_ptr<Database> open(const SqliteOptions& options = {}) { return open(path_, options); }
  std::unique_ptr<Database> open(const std::string& path, const SqliteOptions& options = {}) {
    auto opened = open_sqlite(path, options);
    EXPECT_TRUE(opened.has_value()) << why(opened);
    return opened ? std::move(*opened) : nullptr;
  }
  std::unique_ptr<Database> with_table() {
    auto database = open();
    EXPECT_OK(database->run_script("CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT)"));
    return database;
  }
  static std::string text(Database& database, std::string_view sql) {
    std::string out;
    const auto asked = database.query(sql, {}, [&](const Row& row) {
      out += std::string(row.bytes(0)) + (row.integer(0) == 0 ? "" : std::to_string(row.integer(0)));
      return true;
    });
    return asked ? out : why(asked);
  }

  Folder folder_;
  const std::string path_ = folder_ / "test.sqlite";
};

TEST_F(Sqlite, ANewFileIsItsOwnersOnly) {
  const auto database = with_table();
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(Sqlite, IsSetToLoseNothing) {
  const auto database = open();
  EXPECT_EQ(text(*database, "PRAGMA journal_mode"), "delete");
  EXPECT_EQ(text(*database, "PRAGMA synchronous"), "3");
  EXPECT_EQ(text(*database, "PRAGMA mmap_size"), "");
  EXPECT_EQ(text(*database, "PRAGMA foreign_keys"), "1");
  EXPECT_EQ(text(*database, "PRAGMA trusted_schema"), "");
  EXPECT_EQ(text(*database, "PRAGMA busy_timeout"), "10000");
}

TEST_F(Sqlite, AWriteAheadLogIsRefusedWhereItCanLoseCommits) {
  EXPECT_FALSE(wal_is_sound(3'040'001));
  EXPECT_FALSE(wal_is_sound(3'051'002));
  EXPECT_TRUE(wal_is_sound(3'051'003));
  const auto opened = open_sqlite(path_, {.wal = true});
  if (wal_is_sound(sqlite3_libversion_number())) GTEST_SKIP() << "this SQLite is new enough";
  EXPECT_EQ(code(opened), ErrorCode::kUnsupported);
  EXPECT_NE(why(opened).find("3.51.3"), std::string::npos) << why(opened);
  EXPECT_FALSE(fs::exists(path_));
}

void make_wal_file(const std::string& path) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(connection, "PRAGMA journal_mode = WAL; CREATE TABLE t (a)", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(connection);
}

TEST_F(Sqlite, AFileWithAWriteAheadLogLosesIt) {
  make_wal_file(path_);
  const auto refused = open_sqlite(path_, {.read_only = true});
  if (!wal_is_sound(sqlite3_libversion_number())) {
    EXPECT_EQ(code(refused), ErrorCode::kUnsupported) << why(refused);
  }
  EXPECT_EQ(text(*open(), "PRAGMA journal_mode"), "delete");
  EXPECT_TRUE(open_sqlite(path_, {.read_only = true}).has_value());
}

TEST_F(Sqlite, WhatIsNoDatabaseIsDamaged) {
  std::ofstream(path_) << std::string(5000, 'x');
  const auto opened = open_sqlite(path_);
  EXPECT_EQ(code(opened), ErrorCode::kDamaged) << why(opened);
  EXPECT_EQ(opened.error().place.file, path_);
  EXPECT_EQ(fs::file_size(path_), 5000U);
  EXPECT_EQ(code(open_sqlite(folder_.path())), ErrorCode::kIo);
}

TEST_F(Sqlite, AFileThatIsNotThereIsNotFound) {
  EXPECT_EQ(code(open_sqlite(path_, {.read_only = true})), ErrorCode::kNotFound);
  EXPECT_EQ(code(open_sqlite(path_, {.create = false})), ErrorCode::kNotFound);
  EXPECT_EQ(code(open_sqlite(folder_ / "no/test.sqlite")), ErrorCode::kNotFound);
  EXPECT_EQ(code(open_sqlite("")), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(Sqlite, ReadOnlyReadsOnly) {
  EXPECT_OK(with_table()->execute("INSERT INTO things VALUES (1, 'a')"));
  const auto reader = open({.read_only = true});
  EXPECT_EQ(text(*reader, "SELECT name FROM things"), "a");
  EXPECT_EQ(code(reader->execute("DELETE FROM things")), ErrorCode::kIo);
  EXPECT_EQ(code(reader->begin(Access::kWrite)), ErrorCode::kIo);
  EXPECT_EQ(text(*open(), "SELECT name FROM things"), "a");
}

// Runs in another process: holds the lock from when it says so until it is let go.
class Locker {
 public:
  explicit Locker(const std::string& path) {
    EXPECT_EQ(::pipe(told_), 0);
    EXPECT_EQ(::pipe(let_go_), 0);
    process_ = ::fork();
    if (process_ == 0) hold(path);
    ::close(told_[1]);
    ::close(let_go_[0]);
    char byte = 0;
    EXPECT_EQ(::read(told_[0], &byte, 1), 1);
  }
  ~Locker() {
    release();
    ::close(told_[0]);
  }
  Locker(const Locker&) = delete;
  Locker& operator=(const Locker&) = delete;

  void release() {
    if (process_ == 0) return;
    ::close(let_go_[1]);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }

 private:
  [[noreturn]] void hold(const std::string& path) {
    ::close(let_go_[1]);
    {
      auto database = open_sqlite(path);
      char byte = 0;
      if (database && (*database)->begin(Access::kWrite) && ::write(told_[1], "x", 1) == 1)
        (void)!::read(let_go_[0], &byte, 1);
    }
    ::_exit(0);
  }

  int told_[2] = {};
  int let_go_[2] = {};
  pid_t process_ = 0;
};

TEST_F(Sqlite, AnotherProcessThatWritesIsWaitedForAndThenGivenUp) {
  with_table().reset();
  Locker locker(path_);
  const auto database = open({.busy_timeout = 30ms});
  const auto failed = database->begin(Access::kWrite);
  EXPECT_EQ(code(failed), ErrorCode::kUnavailable) << why(failed);
  EXPECT_EQ(code(database->execute("INSERT INTO things VALUES (1, 'a')")), ErrorCode::kUnavailable);
  EXPECT_EQ(text(*database, "SELECT COUNT(*) FROM things"), "");
  locker.release();
  EXPECT_OK(database->begin(Access::kWrite));
}

// --- failures of the disk

class SqliteOnABadDisk : public Sqlite {
 protected:
  void TearDown() override { FailingVfs::instance().heal(); }
  std::unique_ptr<Database> open_bad() {
    SqliteOptions options;
    options.vfs = FailingVfs::instance().name();
    return open(options);
  }
};

TEST_F(SqliteOnABadDisk, ACommitThatIsNotFlushedIsNoCommit) {
  with_table().reset();
  const auto database = open_bad();
  EXPECT_OK(database->begin(Access::kWrite));
  EXPECT_OK(database->execute("INSERT INTO things VALUES (1, 'a')"));
  FailingVfs::instance().fail_syncs_after(0);
  const auto committed = database->commit();
  EXPECT_EQ(code(committed), ErrorCode::kIo) << why(committed);
  EXPECT_NE(why(committed).find("unknown whether"), std::string::npos) << why(committed);
}

TEST_F(SqliteOnABadDisk, AfterAFailedFlushNothingIsWrittenUntilTheFileIsOpenedAnew) {
  with_table().reset();
  const std::array<std::string_view, 1> columns = {"id"};
  for (int syncs = 0; syncs < 3; ++syncs) {
    const auto database = open_bad();
    FailingVfs::instance().fail_syncs_after(syncs);
    EXPECT_EQ(code(database->execute("INSERT INTO things VALUES (1, 'a')")), ErrorCode::kIo) << syncs;
    FailingVfs::instance().heal();
    EXPECT_EQ(code(database->execute("INSERT INTO things VALUES (2, 'b')")), ErrorCode::kIo);
    EXPECT_EQ(code(database->insert("things", columns, std::array{Value(2)})), ErrorCode::kIo);
    EXPECT_EQ(code(database->run_script("DELETE FROM things")), ErrorCode::kIo);
    EXPECT_EQ(code(database->begin(Access::kWrite)), ErrorCode::kIo);
    EXPECT_OK(database->query("SELECT id FROM things", {}, [](const Row&) { return true; }));
    EXPECT_OK(open()->execute("DELETE FROM things"));
  }
  EXPECT_OK(open()->execute("INSERT INTO things VALUES (2, 'b')"));
}

TEST_F(SqliteOnABadDisk, AFullDiskIsSurvived) {
  with_table().reset();
  const auto database = open_bad();
  EXPECT_OK(database->begin(Access::kWrite));
  EXPECT_OK(database->execute("INSERT INTO things VALUES (1, 'a')"));
  FailingVfs::instance().fill_disk();
  const auto committed = database->commit();
  EXPECT_EQ(code(committed), ErrorCode::kIo) << why(committed);
  EXPECT_NE(why(committed).find("full"), std::string::npos) << why(committed);
  FailingVfs::instance().heal();
  EXPECT_EQ(text(*database, "SELECT COUNT(*) FROM things"), "");
  EXPECT_OK(database->execute("INSERT INTO things VALUES (2, 'b')"));
}

// --- backups

TEST_F(Sqlite, ABackupIsWhatTheDatabaseIs) {
  const auto database = with_table();
  EXPECT_OK(database->execute("INSERT INTO things VALUES (1, 'a')"));
  std::uint64_t last = 0;
  EXPECT_OK(backup_to(*database, folder_ / "backup", [&](std::uint64_t done, std::uint64_t total) {
    last = done;
    return done <= total;
  }));
  EXPECT_GT(last, 1U);
  EXPECT_EQ(text(*open(folder_ / "backup"), "SELECT name FROM things"), "a");
  EXPECT_OK(database->execute("INSERT INTO things VALUES (2, 'b')"));
  EXPECT_OK(backup_to(*database, folder_ / "backup"));
  EXPECT_EQ(text(*open(folder_ / "backup"), "SELECT name FROM things ORDER BY id"), "ab");
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "backup").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(Sqlite, ABackupThatIsEndedLeavesWhatWasThere) {
  const auto database = with_table();
  EXPECT_OK(backup_to(*database, folder_ / "backup"));
  EXPECT_OK(
      database->execute("INSERT INTO things WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
                        "20000) SELECT i, hex(zeroblob(500)) FROM n"));
  EXPECT_EQ(code(backup_to(*database, folder_ / "backup", [](auto, auto) { return false; })),
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(text(*open(folder_ / "backup"), "SELECT COUNT(*) FROM things"), "");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 2);
  EXPECT_OK(database->execute("DELETE FROM things"));
}

TEST_F(Sqlite, ABackupEndsAlthoughOthersWrite) {
  const auto database = with_table();
  EXPECT_OK(
      database->execute("INSERT INTO things WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT "
                        "20000) SELECT i, hex(zeroblob(500)) FROM n"));
  const auto writer = open({.busy_timeout = 1ms});
  int written = 0;
  int calls = 0;
  EXPECT_OK(backup_to(*database, folder_ / "backup", [&](auto, auto) {
    if (writer->execute("UPDATE things SET name = name || 'x' WHERE id = 1")) ++written;
    return ++calls < 1000;
  }));
  EXPECT_GT(written, 0);
  EXPECT_LT(written, calls);
  EXPECT_EQ(text(*open(folder_ / "backup"), "SELECT COUNT(*) FROM things"), "20000");
  EXPECT_EQ(text(*open(folder_ / "backup"), "PRAGMA integrity_check"), "ok");
  EXPECT_OK(writer->execute("DELETE FROM things"));
}

TEST_F(Sqlite, ABackupIsRefusedWhereItWouldDoHarm) {
  const auto database = with_table();
  EXPECT_EQ(code(backup_to(*database, path_)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(backup_to(*database, folder_ / "no/backup")), ErrorCode::kIo);
  std::ofstream(folder_ / "backup-journal") << "of another";
  EXPECT_EQ(code(backup_to(*database, folder_ / "backup")), ErrorCode::kConflict);
  EXPECT_OK(database->begin(Access::kWrite));
  EXPECT_EQ(code(backup_to(*database, folder_ / "other")), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace portolan::database
