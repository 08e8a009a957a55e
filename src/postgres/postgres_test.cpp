// SPDX-License-Identifier: Apache-2.0
#include "postgres/postgres.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <thread>

#include "database/sqlite.h"
#include "database_behaviour.h"
#include "postgres/copy_text.h"
#include "postgres_server.h"

namespace portolan::database {
namespace {

using namespace std::chrono_literals;

// Everything here but a crash of the machine.
PostgresServer* server() { return PostgresServer::instance({.fsync = false, .loopback = true}); }

// A schema of its own: a database of its own takes a tenth of a second to make, and another to drop.
class PostgresPlayground final : public Playground {
 public:
  PostgresPlayground() {
    static int last = 0;
    name_ = "test" + std::to_string(++last);
    run("CREATE SCHEMA " + name_);
  }
  ~PostgresPlayground() override { run("DROP SCHEMA " + name_ + " CASCADE"); }

  std::string address() const { return server()->address("postgres") + " options=-csearch_path=" + name_; }
  Result<std::unique_ptr<Database>> open() override { return open_postgres(address(), {.lock_timeout = 50ms}); }

  // Beside the test's own connections.
  static void run(const std::string& sql) {
    const auto database = open_postgres(server()->address("postgres"));
    EXPECT_TRUE(database.has_value()) << why(database);
    if (database) EXPECT_OK((*database)->execute(sql));
  }

 private:
  std::string name_;
};

INSTANTIATE_TEST_SUITE_P(Postgres, DatabaseBehaviour,
                         testing::Values(DatabaseKind{"PostgreSQL", PostgresServer::kMissing,
                                                      []() -> std::unique_ptr<Playground> {
                                                        if (server() == nullptr) return nullptr;
                                                        return std::make_unique<PostgresPlayground>();
                                                      }}));

class Postgres : public testing::Test {
 protected:
  void SetUp() override {
    if (server() == nullptr) GTEST_SKIP() << PostgresServer::kMissing;
    playground_ = std::make_unique<PostgresPlayground>();
    database_ = open();
    ASSERT_NE(database_, nullptr);
    EXPECT_OK(database_->run_script("CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT)"));
  }

  std::unique_ptr<Database> open() {
    auto opened = playground_->open();
    EXPECT_TRUE(opened.has_value()) << why(opened);
    return opened ? std::move(*opened) : nullptr;
  }
  Database& db() { return *database_; }
  // The first row's first column.
  static std::string text(Database& database, std::string_view sql) {
    std::string out;
    const auto asked = database.query(sql, {}, [&](const Row& row) {
      out = std::string(row.bytes(0)) + (row.integer(0) == 0 ? "" : std::to_string(row.integer(0)));
      return false;
    });
    return asked ? out : why(asked);
  }
  std::string count() { return text(db(), "SELECT CAST('n' || COUNT(*) AS TEXT) FROM things"); }
  // Cuts all other connections.
  void cut() {
    PostgresPlayground::run(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = 'postgres' AND pid <> "
        "pg_backend_pid()");
  }

  std::unique_ptr<PostgresPlayground> playground_;
  std::unique_ptr<Database> database_;
};

// --- opening

TEST_F(Postgres, ListensOnItsLoopbackPortToo) {
  const auto opened = open_postgres(server()->loopback_address("postgres"));
  ASSERT_TRUE(opened.has_value()) << why(opened);
  EXPECT_EQ(text(**opened, "SELECT 1"), "1");
}

TEST_F(Postgres, OfSeveralServersOneThatAnswersIsTaken) {
  const auto opened = open_postgres(server()->address("postgres") + " host=/nowhere," + server()->folder());
  ASSERT_TRUE(opened.has_value()) << why(opened);
  EXPECT_EQ(text(**opened, "SELECT 1"), "1");
}

TEST_F(Postgres, OnlyAServerThatTakesWritesIsTakenUnlessTheAddressSaysOtherwise) {
  EXPECT_OK(db().execute("CREATE ROLE reader LOGIN"));
  EXPECT_OK(db().execute("ALTER ROLE reader SET default_transaction_read_only = on"));
  const std::string address = playground_->address() + " user=reader";
  const auto refused = open_postgres(address);
  const auto taken = open_postgres(address + " target_session_attrs=any");
  EXPECT_OK(db().execute("DROP ROLE reader"));
  EXPECT_EQ(code(refused), ErrorCode::kUnavailable) << why(refused);
  EXPECT_TRUE(taken.has_value()) << why(taken);
}

TEST_F(Postgres, WhatIsNoAddressIsSaidWithoutRepeatingIt) {
  const auto opened = open_postgres("postgresql://me:secret@host:port:port/name?no=option");
  EXPECT_EQ(code(opened), ErrorCode::kInvalidArgument);
  EXPECT_EQ(why(opened).find("secret"), std::string::npos) << why(opened);
}

TEST_F(Postgres, AServerThatIsNotThereIsUnavailable) {
  EXPECT_EQ(code(open_postgres("host=/nowhere dbname=postgres")), ErrorCode::kUnavailable);
  EXPECT_EQ(code(open_postgres(server()->address("nowhere"))), ErrorCode::kUnavailable);
}

TEST_F(Postgres, OtherEncodingsAreRefused) {
  PostgresPlayground::run("CREATE DATABASE test_latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'");
  const auto opened = open_postgres(server()->address("test_latin"));
  EXPECT_EQ(code(opened), ErrorCode::kUnsupported) << why(opened);
  PostgresPlayground::run("DROP DATABASE test_latin");
}

TEST_F(Postgres, AnswersOnlyWhenItHasWritten) {
  PostgresPlayground::run("ALTER ROLE portolan SET synchronous_commit = off");
  EXPECT_EQ(text(*open(), "SELECT current_setting('synchronous_commit')"), "on");
  PostgresPlayground::run("ALTER ROLE portolan SET synchronous_commit = remote_apply");
  EXPECT_EQ(text(*open(), "SELECT current_setting('synchronous_commit')"), "remote_apply");
  PostgresPlayground::run("ALTER ROLE portolan RESET synchronous_commit");
}

// --- answers

TEST_F(Postgres, ATypeOutsideOfTheInterfaceIsRefused) {
  EXPECT_OK(db().execute("INSERT INTO things VALUES (1, 'a')"));
  const auto asked = db().query("SELECT SUM(id) AS total FROM things", {}, [](const Row&) { return true; });
  EXPECT_EQ(code(asked), ErrorCode::kUnsupported);
  EXPECT_NE(why(asked).find("'total'"), std::string::npos) << why(asked);
  EXPECT_EQ(count(), "n1");
}

TEST_F(Postgres, IntegersOfEverySizeAreIntegers) {
  EXPECT_OK(db().query("SELECT CAST(-2 AS SMALLINT), CAST(-70000 AS INTEGER), CAST(-5000000000 AS BIGINT), true, false",
                       {}, [](const Row& row) {
                         EXPECT_EQ(row.integer(0), -2);
                         EXPECT_EQ(row.integer(1), -70'000);
                         EXPECT_EQ(row.integer(2), -5'000'000'000);
                         EXPECT_EQ(row.integer(3), 1);
                         EXPECT_EQ(row.integer(4), 0);
                         return true;
                       }));
}

TEST_F(Postgres, MoreValuesThanTheProtocolCountsAreRefused) {
  EXPECT_EQ(code(db().execute("SELECT 1", std::vector<Value>(65'536))), ErrorCode::kLimit);
  EXPECT_OK(db().execute("SELECT 1"));
}

TEST_F(Postgres, AnErrorDoesNotRepeatValues) {
  EXPECT_OK(db().execute("INSERT INTO things VALUES (1234567, 'a')"));
  const auto failed = db().execute("INSERT INTO things VALUES (1234567, 'b')");
  EXPECT_EQ(code(failed), ErrorCode::kConflict);
  EXPECT_EQ(why(failed).find("1234567"), std::string::npos) << why(failed);
}

TEST_F(Postgres, AStatementWhoseTableChangedElsewhereIsPreparedAgain) {
  EXPECT_EQ(text(db(), "SELECT * FROM things"), "");
  EXPECT_OK(open()->execute("ALTER TABLE things ADD COLUMN more TEXT"));
  EXPECT_EQ(code(db().query("SELECT * FROM things", {}, [](const Row&) { return true; })), ErrorCode::kUnsupported);
  EXPECT_OK(db().query("SELECT * FROM things", {}, [](const Row&) { return true; }));
}

TEST(CopyText, IsWhatTheManualSays) {
  std::string text;
  const std::array values = {Value(),
                             Value(-5),
                             Value::text("a\tb\\c\nd\re"),
                             Value::blob(std::string_view("\0\xfe", 2)),
                             Value(7),
                             Value(),
                             Value::text(""),
                             Value::blob("")};
  EXPECT_TRUE(copy_text(values, 4, [&](std::string_view piece) {
    text += piece;
    return true;
  }));
  EXPECT_EQ(text, "\\N\t-5\ta\\tb\\\\c\\nd\\re\t\\\\x00fe\n7\t\\N\t\t\\\\x\n");
}

TEST(CopyText, EndsWhenItIsNotTaken) {
  const std::string large(100'000, 'x');
  const std::array values = {Value::text(large), Value::text(large)};
  int pieces = 0;
  EXPECT_FALSE(copy_text(values, 1, [&](std::string_view) { return ++pieces > 1; }));
  EXPECT_EQ(pieces, 1);
}

// --- connections that are lost

TEST_F(Postgres, AConnectionThatWasLostIsMadeAnewByTheNextTransaction) {
  EXPECT_OK(db().execute("INSERT INTO things VALUES (1, 'a')"));
  for (const Access access : {Access::kRead, Access::kWrite}) {
    cut();
    EXPECT_OK(db().begin(access));
    EXPECT_EQ(count(), "n1");
    EXPECT_OK(db().commit());
  }
}

TEST_F(Postgres, OutsideOfATransactionTheLossIsSaidOnceAndThenMended) {
  cut();
  EXPECT_EQ(code(db().execute("INSERT INTO things VALUES (1, 'a')")), ErrorCode::kUnavailable);
  EXPECT_OK(db().execute("INSERT INTO things VALUES (1, 'a')"));
  EXPECT_EQ(count(), "n1");
}

TEST_F(Postgres, ATransactionIsLostWithItsConnection) {
  const std::array<std::string_view, 1> columns = {"id"};
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(db().execute("INSERT INTO things VALUES (1, 'a')"));
  cut();
  EXPECT_EQ(code(db().insert("things", columns, std::array{Value(2)})), ErrorCode::kUnavailable);
  EXPECT_EQ(code(db().execute("INSERT INTO things VALUES (3, 'a')")), ErrorCode::kUnavailable);
  const auto committed = db().commit();
  EXPECT_EQ(code(committed), ErrorCode::kUnavailable);
  EXPECT_NE(why(committed).find("nothing was written"), std::string::npos) << why(committed);
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_EQ(count(), "n0");
}

TEST_F(Postgres, AStatementWhoseCommitIsRefusedFails) {
  EXPECT_OK(db().run_script("CREATE TABLE late (id BIGINT, UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)"));
  EXPECT_EQ(code(db().execute("INSERT INTO late VALUES (1), (1)")), ErrorCode::kConflict);
  EXPECT_OK(db().execute("INSERT INTO late VALUES (1)"));
}

TEST_F(Postgres, ACommitWhoseConnectionDiesMayHaveBeenWritten) {
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(db().execute("INSERT INTO things VALUES (1, 'a')"));
  cut();
  const auto committed = db().commit();
  EXPECT_EQ(code(committed), ErrorCode::kUnavailable);
  EXPECT_NE(why(committed).find("unknown whether"), std::string::npos) << why(committed);
  EXPECT_OK(db().begin(Access::kRead));
}

TEST_F(Postgres, AServerThatCrashedAndCameBackHasWhatWasCommitted) {
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(db().execute("INSERT INTO things VALUES (1, 'a')"));
  EXPECT_OK(db().commit());
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(db().execute("INSERT INTO things VALUES (2, 'b')"));
  server()->kill();
  const auto added = db().execute("INSERT INTO things VALUES (3, 'c')");
  EXPECT_EQ(code(added), ErrorCode::kUnavailable) << why(added);
  db().rollback();
  EXPECT_EQ(code(db().begin(Access::kWrite)), ErrorCode::kUnavailable);
  EXPECT_EQ(code(db().execute("SELECT 1")), ErrorCode::kUnavailable);
  ASSERT_TRUE(server()->start()) << server()->log();
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_EQ(count(), "n1");
  EXPECT_OK(db().commit());
}

// A server that waits for a standby which is not there; it begins to do so a moment after it was told.
class PostgresThatWaits : public Postgres {
 protected:
  void SetUp() override {
    Postgres::SetUp();
    if (!IsSkipped()) wait_for_standbys("'nobody'");
  }
  void TearDown() override {
    if (database_) wait_for_standbys("''");
  }
  static void wait_for_standbys(const std::string& names) {
    PostgresPlayground::run("ALTER SYSTEM SET synchronous_standby_names = " + names);
    PostgresPlayground::run("SELECT pg_reload_conf()");
  }
  // Does it again and again until it fails, while somebody else has no patience with whoever waits.
  static std::string why_in_the_end(const std::function<Result<void>()>& write) {
    std::jthread impatient([](const std::stop_token& stop) {
      const auto other = open_postgres(server()->address("postgres")).value();
      while (!stop.stop_requested())
        EXPECT_OK(
            other->execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND "
                           "query NOT LIKE '%pg_cancel_backend%'"));
    });
    for (int i = 0; i < 10'000; ++i)
      if (const auto written = write(); !written) {
        EXPECT_EQ(code(written), ErrorCode::kUnavailable);
        return why(written);
      }
    return "";
  }
};

TEST_F(PostgresThatWaits, ACommitThatItStoppedWaitingForIsNotAcknowledged) {
  std::int64_t id = 0;
  const std::string said = why_in_the_end([&]() -> Result<void> {
    EXPECT_OK(db().begin(Access::kWrite));
    EXPECT_OK(db().execute("INSERT INTO things VALUES ($1, 'a')", std::array{Value(++id)}));
    return db().commit();
  });
  EXPECT_NE(said.find("unknown whether"), std::string::npos) << said;
  EXPECT_EQ(count(), "n" + std::to_string(id)) << "it goes on";
}

TEST_F(PostgresThatWaits, NorIsAStatementOfItsOwn) {
  std::int64_t id = 0;
  const std::string executed = why_in_the_end([&]() -> Result<void> {
    const auto done = db().execute("INSERT INTO things VALUES ($1, 'a')", std::array{Value(++id)});
    return done ? Result<void>() : std::unexpected(done.error());
  });
  EXPECT_NE(executed.find("unknown whether"), std::string::npos) << executed;
  const std::array<std::string_view, 1> columns = {"id"};
  const std::string inserted = why_in_the_end([&] { return db().insert("things", columns, std::array{Value(++id)}); });
  EXPECT_NE(inserted.find("unknown whether"), std::string::npos) << inserted;
  EXPECT_EQ(count(), "n" + std::to_string(id)) << "it goes on";
}

// --- notices

TEST_F(Postgres, AWaitCanBeEndedFromElsewhere) {
  EXPECT_EQ(wait_for_notice(db(), "events", 1h).value_or(false), true);
  const int wake = ::eventfd(0, EFD_CLOEXEC);
  std::thread other([&] { EXPECT_EQ(::eventfd_write(wake, 1), 0); });
  EXPECT_EQ(wait_for_notice(db(), "events", 1h, wake).value_or(true), false);
  other.join();
  EXPECT_OK(notify(*open(), "events"));
  EXPECT_EQ(wait_for_notice(db(), "events", 60s).value_or(false), true) << "nothing is missed";
  ::close(wake);
}

TEST_F(Postgres, TheFirstWaitReturnsAtOnce) {
  EXPECT_EQ(wait_for_notice(db(), "events", 1h).value_or(false), true);
  EXPECT_EQ(wait_for_notice(db(), "events", 0ms).value_or(true), false);
  EXPECT_EQ(wait_for_notice(db(), "events", 1ms).value_or(true), false);
}

TEST_F(Postgres, ANoticeWakesWhoWaitsOnItsChannel) {
  for (const char* channel : {"events", "Other \"channel\""})
    EXPECT_EQ(wait_for_notice(db(), channel, 1h).value_or(false), true);
  std::thread other([this] { EXPECT_OK(notify(*open(), "events")); });
  EXPECT_EQ(wait_for_notice(db(), "events", 60s).value_or(false), true);
  other.join();
  EXPECT_EQ(wait_for_notice(db(), "events", 0ms).value_or(true), false);
  EXPECT_EQ(wait_for_notice(db(), "Other \"channel\"", 0ms).value_or(true), false);
  EXPECT_OK(notify(*open(), "Other \"channel\""));
  EXPECT_EQ(text(db(), "SELECT 1"), "1");
  EXPECT_EQ(wait_for_notice(db(), "events", 0ms).value_or(true), false);
  EXPECT_EQ(wait_for_notice(db(), "Other \"channel\"", 60s).value_or(false), true);
}

TEST_F(Postgres, ANoticeIsGivenWhenItsTransactionCommits) {
  EXPECT_EQ(wait_for_notice(db(), "events", 1h).value_or(false), true);
  const auto writer = open();
  EXPECT_OK(writer->begin(Access::kWrite));
  EXPECT_OK(notify(*writer, "events"));
  EXPECT_EQ(wait_for_notice(db(), "events", 0ms).value_or(true), false);
  writer->rollback();
  EXPECT_EQ(wait_for_notice(db(), "events", 0ms).value_or(true), false);
  EXPECT_OK(writer->begin(Access::kWrite));
  EXPECT_OK(notify(*writer, "events"));
  EXPECT_OK(writer->commit());
  EXPECT_EQ(wait_for_notice(db(), "events", 60s).value_or(false), true);
  EXPECT_OK(db().begin(Access::kRead));
  EXPECT_EQ(code(wait_for_notice(db(), "events", 0ms)), ErrorCode::kInvalidArgument);
}

TEST_F(Postgres, AfterALostConnectionTheWaiterIsToldToLookAgain) {
  EXPECT_EQ(wait_for_notice(db(), "events", 1h).value_or(false), true);
  cut();
  EXPECT_EQ(code(wait_for_notice(db(), "events", 60s)), ErrorCode::kUnavailable);
  EXPECT_EQ(wait_for_notice(db(), "events", 1h).value_or(false), true);
  EXPECT_EQ(wait_for_notice(db(), "events", 0ms).value_or(true), false);
}

TEST(Notices, AreNotForSqlite) {
  const auto database = open_sqlite(":memory:");
  ASSERT_TRUE(database.has_value()) << why(database);
  EXPECT_EQ(code(notify(**database, "events")), ErrorCode::kUnsupported);
  EXPECT_EQ(code(wait_for_notice(**database, "events", 0ms)), ErrorCode::kUnsupported);
}

TEST_F(Postgres, HasNoBackupToAFile) {
  EXPECT_EQ(code(backup_to(db(), testing::TempDir() + "backup")), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace portolan::database
