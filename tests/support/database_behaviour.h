// SPDX-License-Identifier: Apache-2.0
//
// What every database does, asked of each driver: include it in a test and instantiate DatabaseBehaviour with a
// function that makes a new, empty database.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "database/database.h"

namespace portolan::database {

// A database that a test has for itself, removed at the end.
class Playground {
 public:
  virtual ~Playground() = default;
  // Another connection; waits only shortly for locks.
  virtual Result<std::unique_ptr<Database>> open() = 0;
};

struct DatabaseKind {
  std::string name;
  std::string missing;                                // what is said if there is no such database here
  std::function<std::unique_ptr<Playground>()> make;  // null if there is none
};
inline void PrintTo(const DatabaseKind& kind, std::ostream* out) { *out << kind.name; }

template <class T>
std::string why(const Result<T>& result) {
  if (result) return "it succeeded";
  return "error " + std::to_string(static_cast<int>(result.error().code)) + ": " + result.error().message;
}
template <class T>
std::optional<ErrorCode> code(const Result<T>& result) {
  return result ? std::nullopt : std::optional(result.error().code);
}
#define EXPECT_OK(expression)                         \
  do {                                                \
    const auto result_ = (expression);                \
    EXPECT_TRUE(result_.has_value()) << why(result_); \
  } while (false)

class DatabaseBehaviour : public testing::TestWithParam<DatabaseKind> {
 protected:
  void SetUp() override {
    playground_ = GetParam().make();
    if (!playground_) GTEST_SKIP() << GetParam().missing;
    database_ = open();
    ASSERT_NE(database_, nullptr);
    EXPECT_OK(
        database_->run_script("CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT UNIQUE, data $BLOB);"
                              "CREATE TABLE parts (thing BIGINT NOT NULL REFERENCES things, size BIGINT CHECK "
                              "(size > 0))"));
  }

  std::unique_ptr<Database> open() {
    auto opened = playground_->open();
    EXPECT_TRUE(opened.has_value()) << why(opened);
    return opened ? std::move(*opened) : nullptr;
  }
  Database& db() { return *database_; }

  Result<std::uint64_t> add(Database& database, std::int64_t id, std::string_view name) {
    return database.execute("INSERT INTO things (id, name) VALUES ($1, $2)", std::array{Value(id), Value::text(name)});
  }
  // The first column of all rows as a list: "1 2 3"; the failure if it fails.
  std::string integers(Database& database, std::string_view sql, std::span<const Value> values = {}) {
    std::string out;
    const auto asked = database.query(sql, values, [&](const Row& row) {
      out += (out.empty() ? "" : " ") + std::to_string(row.integer(0));
      return true;
    });
    return asked ? out : why(asked);
  }
  std::string ids(Database& database) { return integers(database, "SELECT id FROM things ORDER BY id"); }

  // database_ first, at the end
  std::unique_ptr<Playground> playground_;
  std::unique_ptr<Database> database_;
};

// --- values

TEST_P(DatabaseBehaviour, ValuesComeBackAsTheyWere) {
  const std::string bytes("\0\x01\xff\\x41\n\t\0", 9);
  const std::vector<Value> values = {Value(INT64_MIN),
                                     Value::text("naïve\n\t\\N \"'"),
                                     Value::blob(bytes),
                                     Value(INT64_MAX),
                                     Value::text(""),
                                     Value::blob(""),
                                     Value(0),
                                     Value(),
                                     Value()};
  for (std::size_t at = 0; at < values.size(); at += 3)
    EXPECT_OK(db().execute("INSERT INTO things VALUES ($1, $2, $3)", std::span(values).subspan(at, 3)));
  std::size_t at = 0;
  EXPECT_OK(db().query("SELECT id, name, data FROM things ORDER BY id = 0, id", {}, [&](const Row& row) {
    for (std::size_t column = 0; column < 3; ++column, ++at) {
      EXPECT_EQ(row.is_null(column), values[at].is_null()) << at;
      EXPECT_EQ(row.integer(column), values[at].integer()) << at;
      EXPECT_EQ(row.bytes(column), values[at].bytes()) << at;
    }
    return true;
  }));
  EXPECT_EQ(at, values.size());
}

TEST_P(DatabaseBehaviour, InsertedRowsComeBackAsTheyWere) {
  const std::string bytes("\0\x01\xff\\x41\n\t\r\0", 10);
  const std::vector<Value> values = {Value(-1),
                                     Value::text("naïve\n\t\r\\N \\ \"'"),
                                     Value::blob(bytes),
                                     Value(2),
                                     Value::text("\\."),
                                     Value::blob(""),
                                     Value(3),
                                     Value(),
                                     Value(),
                                     Value(4),
                                     Value::text(""),
                                     Value::blob("\\N")};
  EXPECT_OK(db().insert("things", std::array<std::string_view, 3>{"id", "name", "data"}, values));
  std::size_t at = 0;
  EXPECT_OK(db().query("SELECT id, name, data FROM things ORDER BY id", {}, [&](const Row& row) {
    for (std::size_t column = 0; column < 3; ++column, ++at) {
      EXPECT_EQ(row.is_null(column), values[at].is_null()) << at;
      EXPECT_EQ(row.integer(column), values[at].integer()) << at;
      EXPECT_EQ(row.bytes(column), values[at].bytes()) << at;
    }
    return true;
  }));
  EXPECT_EQ(at, values.size());
}

TEST_P(DatabaseBehaviour, ParametersGoByNumber) {
  const std::array values = {Value(10), Value(3), Value(1)};
  EXPECT_EQ(
      integers(db(), "SELECT CAST($2 AS BIGINT) * 100 - CAST($1 AS BIGINT) + CAST($2 AS BIGINT) + CAST($3 AS BIGINT)",
               values),
      "294");
}

TEST_P(DatabaseBehaviour, ParametersOfTheWrongNumberAreRefused) {
  EXPECT_EQ(code(db().execute("DELETE FROM things WHERE id = $1")), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(db().execute("DELETE FROM things WHERE id = $1", std::array{Value(1), Value(2)})),
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(db().execute("DELETE FROM things WHERE id = ?", std::array{Value(1)})), ErrorCode::kInvalidArgument);
}

TEST_P(DatabaseBehaviour, TextsAreUtf8WithoutNul) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"a\0b"sv, "\xff"sv, "\xc3"sv, "\xed\xa0\x80"sv}) {
    EXPECT_EQ(code(add(db(), 1, text)), ErrorCode::kInvalidValue);
    EXPECT_EQ(code(db().insert("things", std::array{"id"sv, "name"sv}, std::array{Value(1), Value::text(text)})),
              ErrorCode::kInvalidValue);
  }
  EXPECT_EQ(ids(db()), "");
}

TEST_P(DatabaseBehaviour, ColumnsOfAnotherTypeAreEmpty) {
  EXPECT_OK(db().query("SELECT id, name FROM (SELECT 7 AS id, 'seven' AS name) AS row", {}, [](const Row& row) {
    EXPECT_EQ(row.bytes(0), "");
    EXPECT_EQ(row.integer(1), 0);
    return true;
  }));
}

TEST_P(DatabaseBehaviour, SumsAndCountsAreIntegers) {
  EXPECT_OK(add(db(), 40, "a"));
  EXPECT_OK(add(db(), 2, "b"));
  EXPECT_EQ(integers(db(), "SELECT CAST(SUM(id) AS BIGINT) FROM things"), "42");
  EXPECT_EQ(integers(db(), "SELECT COUNT(*) FROM things"), "2");
}

TEST_P(DatabaseBehaviour, TheWordBlobIsTheTypeOfBytes) {
  EXPECT_OK(db().query("SELECT CAST($1 AS $BLOB)", std::array{Value::blob("\xff")}, [](const Row& row) {
    EXPECT_EQ(row.bytes(0), "\xff");
    return true;
  }));
}

// --- statements

TEST_P(DatabaseBehaviour, ExecuteCountsTheRowsItChanged) {
  EXPECT_EQ(add(db(), 1, "a").value_or(99), 1U);
  EXPECT_EQ(add(db(), 2, "b").value_or(99), 1U);
  EXPECT_EQ(db().execute("UPDATE things SET data = NULL").value_or(99), 2U);
  EXPECT_EQ(db().execute("CREATE TABLE other (id BIGINT)").value_or(99), 0U);
  EXPECT_EQ(db().execute("DELETE FROM things WHERE id > 5").value_or(99), 0U);
  EXPECT_EQ(db().execute("INSERT INTO things (id) VALUES (1) ON CONFLICT DO NOTHING").value_or(99), 0U);
}

TEST_P(DatabaseBehaviour, QueriesEndWhenNoMoreRowsAreWanted) {
  for (int id = 1; id <= 5; ++id) EXPECT_OK(add(db(), id, std::to_string(id)));
  int rows = 0;
  EXPECT_OK(db().query("SELECT id FROM things", {}, [&](const Row&) { return ++rows < 2; }));
  EXPECT_EQ(rows, 2);
  EXPECT_EQ(ids(db()), "1 2 3 4 5");
}

TEST_P(DatabaseBehaviour, QueriesThatWriteWriteAllOfIt) {
  for (int id = 1; id <= 5; ++id) EXPECT_OK(add(db(), id, std::to_string(id)));
  EXPECT_OK(db().query("DELETE FROM things RETURNING id", {}, [](const Row&) { return false; }));
  EXPECT_EQ(ids(db()), "");
}

TEST_P(DatabaseBehaviour, TheDatabaseCannotBeUsedInsideOfAQuery) {
  EXPECT_OK(add(db(), 1, "a"));
  EXPECT_OK(db().query("SELECT id FROM things", {}, [&](const Row& row) {
    EXPECT_EQ(code(db().execute("DELETE FROM things")), ErrorCode::kInvalidArgument);
    EXPECT_EQ(code(db().begin(Access::kRead)), ErrorCode::kInvalidArgument);
    EXPECT_EQ(row.integer(0), 1);
    return true;
  }));
  EXPECT_EQ(ids(db()), "1");
}

TEST_P(DatabaseBehaviour, AStatementThatIsWrongSaysWhere) {
  const auto failed = db().execute("SELECT * FROM nothing");
  EXPECT_EQ(code(failed), ErrorCode::kInvalidArgument);
  EXPECT_NE(why(failed).find("nothing"), std::string::npos) << why(failed);
  EXPECT_NE(why(failed).find(db().kind() == "sqlite" ? "(SQLite 1)" : "(SQLSTATE 42P01)"), std::string::npos)
      << why(failed);
  EXPECT_EQ(code(db().execute("SELEC")), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(db().execute("DELETE FROM things; DELETE FROM things")), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(db().execute("")), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(db().execute(std::string_view("SELECT 1\0", 9))), ErrorCode::kInvalidArgument);
}

TEST_P(DatabaseBehaviour, StatementsOutliveAChangeOfTheSchema) {
  const auto columns = [&] {
    std::string out;
    EXPECT_OK(db().query("SELECT * FROM things", {}, [&](const Row& row) {
      out = row.bytes(1);
      return true;
    }));
    return out;
  };
  EXPECT_OK(add(db(), 1, "a"));
  EXPECT_EQ(columns(), "a");
  EXPECT_OK(db().run_script("DROP TABLE parts; DROP TABLE things; CREATE TABLE things (id BIGINT, name TEXT)"));
  EXPECT_OK(add(db(), 1, "b"));
  EXPECT_EQ(columns(), "b");
}

TEST_P(DatabaseBehaviour, ManyDifferentStatementsCanBeRun) {
  for (int i = 0; i < 600; ++i) EXPECT_EQ(integers(db(), "SELECT " + std::to_string(i)), std::to_string(i));
}

TEST_P(DatabaseBehaviour, AScriptRunsWholeOrNotAtAll) {
  EXPECT_EQ(code(db().run_script("INSERT INTO things (id) VALUES (1); INSERT INTO things (id) VALUES (1)")),
            ErrorCode::kConflict);
  EXPECT_EQ(ids(db()), "");
  EXPECT_OK(
      db().run_script("-- a comment\nINSERT INTO things (id) VALUES (1);\nINSERT INTO things (id) VALUES (2);\n"));
  EXPECT_EQ(ids(db()), "1 2");
}

// --- many rows

TEST_P(DatabaseBehaviour, AHundredThousandRowsGoInAtOnce) {
  constexpr std::int64_t kRows = 100'000;
  const std::string data(100, '\xfe');
  std::vector<std::string> names;
  for (std::int64_t id = 0; id < kRows; ++id) names.push_back("name " + std::to_string(id));
  std::vector<Value> values;
  for (std::int64_t id = 0; id < kRows; ++id)
    values.insert(values.end(), {Value::blob(data), Value(id), Value::text(names[static_cast<std::size_t>(id)])});
  EXPECT_OK(db().insert("things", std::array<std::string_view, 3>{"data", "id", "name"}, values));
  std::int64_t next = 0;
  EXPECT_OK(db().query("SELECT id, name, data FROM things ORDER BY id", {}, [&](const Row& row) {
    const bool same =
        row.integer(0) == next && row.bytes(1) == names[static_cast<std::size_t>(next)] && row.bytes(2) == data;
    EXPECT_TRUE(same) << next;
    ++next;
    return same;
  }));
  EXPECT_EQ(next, kRows);
}

TEST_P(DatabaseBehaviour, RowsGoInAllOrNone) {
  const std::array<std::string_view, 1> columns = {"id"};
  const std::array twice = {Value(1), Value(2), Value(1)};
  EXPECT_EQ(code(db().insert("things", columns, twice)), ErrorCode::kConflict);
  EXPECT_EQ(ids(db()), "");
  EXPECT_OK(db().insert("things", columns, {}));
  EXPECT_OK(db().insert("things", columns, std::span(twice).first(2)));
  EXPECT_EQ(ids(db()), "1 2");
  EXPECT_EQ(code(db().insert("things", std::array<std::string_view, 2>{"id", "name"}, twice)),
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(db().insert("nothing", columns, twice)), ErrorCode::kInvalidArgument);
}

// --- rules of the tables

TEST_P(DatabaseBehaviour, AKeyThatIsTakenIsAConflict) {
  EXPECT_OK(add(db(), 1, "a"));
  for (const auto& again : {add(db(), 1, "b"), add(db(), 2, "a")}) {
    EXPECT_EQ(code(again), ErrorCode::kConflict) << why(again);
    EXPECT_EQ(again.error().place.field, "things");
  }
  EXPECT_OK(add(db(), 2, "b"));
}

TEST_P(DatabaseBehaviour, OtherRulesAreAboutTheValue) {
  for (const char* values : {"(1, 1)", "(NULL, 1)"}) {
    const auto failed = db().execute(std::string("INSERT INTO parts VALUES ") + values);
    EXPECT_EQ(code(failed), ErrorCode::kInvalidValue) << why(failed);
  }
  EXPECT_OK(add(db(), 1, "a"));
  EXPECT_EQ(code(db().execute("INSERT INTO parts VALUES (1, 0)")), ErrorCode::kInvalidValue);
  EXPECT_OK(db().execute("INSERT INTO parts VALUES (1, 1)"));
}

// --- transactions

TEST_P(DatabaseBehaviour, WhatIsCommittedIsThereForOthers) {
  auto transaction = Transaction::begin(db(), Access::kWrite);
  ASSERT_TRUE(transaction.has_value()) << why(transaction);
  EXPECT_OK(add(db(), 1, "a"));
  EXPECT_OK(transaction->commit());
  EXPECT_EQ(code(transaction->commit()), ErrorCode::kInvalidArgument);
  EXPECT_EQ(ids(*open()), "1");
}

TEST_P(DatabaseBehaviour, ATransactionThatIsForgottenRollsBack) {
  {
    auto transaction = Transaction::begin(db(), Access::kWrite);
    ASSERT_TRUE(transaction.has_value()) << why(transaction);
    EXPECT_OK(add(db(), 1, "a"));
    EXPECT_OK(db().insert("things", std::array<std::string_view, 1>{"id"}, std::array{Value(2)}));
    EXPECT_EQ(ids(db()), "1 2");
  }
  EXPECT_EQ(ids(db()), "");
  EXPECT_OK(add(db(), 1, "a"));
}

TEST_P(DatabaseBehaviour, SchemasAreRolledBackToo) {
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(db().run_script("CREATE TABLE other (id BIGINT); INSERT INTO other VALUES (1)"));
  EXPECT_EQ(integers(db(), "SELECT id FROM other"), "1");
  db().rollback();
  EXPECT_EQ(code(db().execute("SELECT id FROM other")), ErrorCode::kInvalidArgument);
}

TEST_P(DatabaseBehaviour, AFailedStatementSpoilsItsTransactionOnly) {
  EXPECT_OK(add(db(), 1, "a"));
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(add(db(), 2, "b"));
  EXPECT_EQ(code(add(db(), 1, "c")), ErrorCode::kConflict);
  EXPECT_EQ(code(add(db(), 3, "c")), ErrorCode::kConflict);
  EXPECT_EQ(code(db().query("SELECT 1", {}, [](const Row&) { return true; })), ErrorCode::kConflict);
  db().rollback();
  EXPECT_EQ(ids(db()), "1");
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(add(db(), 3, "c"));
  EXPECT_OK(db().commit());
  EXPECT_EQ(ids(db()), "1 3");
}

TEST_P(DatabaseBehaviour, ASpoiledTransactionCannotBeCommitted) {
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(add(db(), 1, "a"));
  EXPECT_EQ(code(db().execute("INSERT INTO nothing VALUES (1)")), ErrorCode::kInvalidArgument);
  const auto committed = db().commit();
  EXPECT_EQ(code(committed), ErrorCode::kInvalidArgument);
  EXPECT_NE(why(committed).find("nothing was written"), std::string::npos) << why(committed);
  EXPECT_EQ(ids(db()), "");
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(db().commit());
}

TEST_P(DatabaseBehaviour, TransactionsAreNotNested) {
  EXPECT_EQ(code(db().commit()), ErrorCode::kInvalidArgument);
  db().rollback();
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_EQ(code(db().begin(Access::kRead)), ErrorCode::kInvalidArgument);
  EXPECT_OK(add(db(), 1, "a"));
  EXPECT_OK(db().commit());
  EXPECT_EQ(ids(db()), "1");
}

TEST_P(DatabaseBehaviour, AReadTransactionDoesNotWrite) {
  const std::array<std::string_view, 1> columns = {"id"};
  for (int way = 0; way < 3; ++way) {
    EXPECT_OK(db().begin(Access::kRead));
    const bool written = way == 0   ? add(db(), 1, "a").has_value()
                         : way == 1 ? db().insert("things", columns, std::array{Value(1)}).has_value()
                                    : db().run_script("INSERT INTO things (id) VALUES (1)").has_value();
    EXPECT_FALSE(written) << way;
    db().rollback();
  }
  EXPECT_EQ(ids(db()), "");
}

// --- statements that are posted

TEST_P(DatabaseBehaviour, WhatIsPostedIsThereForTheNextStatementAndAfterTheCommit) {
  const std::string_view sql = "INSERT INTO things (id, name) VALUES ($1, $2)";
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(db().post(sql, std::array{Value(1), Value::text("a")}));
  EXPECT_OK(db().post(sql, std::array{Value(2), Value::text("b")}));
  EXPECT_EQ(ids(db()), "1 2");
  EXPECT_OK(db().post(sql, std::array{Value(3), Value::text("c")}));
  EXPECT_OK(add(db(), 4, "d"));
  EXPECT_OK(db().post("UPDATE things SET id = 5 WHERE id = $1", std::array{Value(3)}));
  EXPECT_OK(db().commit());
  EXPECT_EQ(ids(*open()), "1 2 4 5");
  EXPECT_OK(db().post(sql, std::array{Value(6), Value::text("outside of a transaction")}));
  EXPECT_EQ(ids(*open()), "1 2 4 5 6");
}

TEST_P(DatabaseBehaviour, AFailureOfWhatIsPostedIsToldAtTheLatestByTheCommit) {
  const std::string_view sql = "INSERT INTO things (id, name) VALUES ($1, $2)";
  EXPECT_OK(add(db(), 1, "a"));
  for (const bool asked_between : {false, true}) {
    EXPECT_OK(db().begin(Access::kWrite));
    EXPECT_OK(db().post(sql, std::array{Value(2), Value::text("b")}));
    std::vector<Result<void>> told;
    told.push_back(db().post(sql, std::array{Value(3), Value::text("a")}));
    told.push_back(db().post(sql, std::array{Value(4), Value::text("d")}));
    if (asked_between) told.push_back(db().query("SELECT id FROM things", {}, [](const Row&) { return true; }));
    told.push_back(db().commit());
    EXPECT_FALSE(told.back());
    const auto failed = std::ranges::find_if(told, [](const auto& result) { return !result; });
    ASSERT_NE(failed, told.end());
    EXPECT_EQ(code(*failed), ErrorCode::kConflict) << why(*failed);
    EXPECT_EQ(failed->error().place.field, "things");
    EXPECT_EQ(ids(db()), "1") << "nothing of it is there";
  }
}

TEST_P(DatabaseBehaviour, WhatIsPostedIsGoneWithARollback) {
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(db().post("INSERT INTO things (id) VALUES ($1)", std::array{Value(1)}));
  db().rollback();
  EXPECT_EQ(ids(db()), "");
  EXPECT_OK(db().begin(Access::kRead));
  const auto posted = db().post("INSERT INTO things (id) VALUES ($1)", std::array{Value(1)});
  EXPECT_FALSE(posted && db().commit()) << "a read transaction does not write";
  db().rollback();
  EXPECT_EQ(ids(db()), "");
}

TEST_P(DatabaseBehaviour, AnyAmountCanBePosted) {
  const std::string large(300'000, 'x');
  EXPECT_OK(db().begin(Access::kWrite));
  for (int i = 0; i < 500; ++i)
    EXPECT_OK(db().post("INSERT INTO things (id, data) VALUES ($1, $2)",
                        std::array{Value(i), Value::blob(i % 50 == 0 ? large : "small")}));
  EXPECT_OK(db().commit());
  EXPECT_EQ(integers(db(), "SELECT COUNT(*) FROM things"), "500");
}

TEST_P(DatabaseBehaviour, OnlyOneWrites) {
  const auto other = open();
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_EQ(code(other->begin(Access::kWrite)), ErrorCode::kUnavailable);
  EXPECT_EQ(ids(*other), "");
  EXPECT_OK(add(db(), 1, "a"));
  EXPECT_OK(db().commit());
  EXPECT_OK(other->begin(Access::kWrite));
  EXPECT_EQ(code(add(*other, 1, "b")), ErrorCode::kConflict);
  other->rollback();
  EXPECT_OK(db().begin(Access::kWrite));
}

TEST_P(DatabaseBehaviour, AReaderSeesOneMoment) {
  EXPECT_OK(add(db(), 1, "a"));
  const auto reader = open();
  EXPECT_OK(reader->begin(Access::kRead));
  EXPECT_EQ(ids(*reader), "1");
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_OK(add(db(), 2, "b"));
  // A file waits for its readers and a server does not; neither shows them what came later.
  const auto committed = db().commit();
  EXPECT_EQ(code(committed), db().kind() == "sqlite" ? std::optional(ErrorCode::kUnavailable) : std::nullopt);
  EXPECT_EQ(ids(*reader), "1");
  EXPECT_OK(reader->commit());
  EXPECT_EQ(ids(*reader), committed ? "1 2" : "1");
}

TEST_P(DatabaseBehaviour, ADatabaseThatIsClosedRollsBack) {
  auto other = open();
  EXPECT_OK(other->begin(Access::kWrite));
  EXPECT_OK(add(*other, 1, "a"));
  other.reset();
  EXPECT_OK(db().begin(Access::kWrite));
  EXPECT_EQ(ids(db()), "");
}

}  // namespace portolan::database
