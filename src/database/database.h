// SPDX-License-Identifier: Apache-2.0
//
// One small interface over SQL databases, so that a statement is written once and runs on SQLite and on PostgreSQL.
//
// The SQL that both understand: BIGINT, TEXT and $BLOB columns (the word $BLOB becomes the database's own type for
// bytes, in every statement), primary and unique keys, CHECK, INSERT ... ON CONFLICT ... RETURNING, common table
// expressions, CAST(x AS BIGINT). Parameters are $1, $2, ..., in any order and as often as needed, numbered without
// gaps. A parameter takes its type from where it stands; where it stands alone (SELECT $1), write CAST($1 AS BIGINT).
// An answer has BIGINT, TEXT and $BLOB columns only: a sum is CAST(SUM(x) AS BIGINT). Names are lower case.
//
// Texts are UTF-8 without NUL on both (kInvalidValue otherwise); bytes of any kind are blobs.
//
// Transactions: one at a time and not nested. A statement outside of one is a transaction of its own. A statement
// that fails inside of one has spoiled it: everything but rollback() is refused until then, and commit() rolls back and
// fails.
//
// Errors: kConflict: a unique key is taken or another transaction was faster; Error::place.field names the table where
// it is known. kUnavailable: the database cannot be reached, or was locked for longer than the timeout; try again.
// kInvalidValue: a value breaks another rule of the table. kInvalidArgument: a statement that is wrong, or at the wrong
// time. kIo: the system failed, with its words. kDamaged: the file is not a database or is broken.
//
// Thread-safety: a Database serves one thread at a time; several may be open on the same database. None may be used
// after a fork() in the child.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "portolan/error.h"

namespace portolan::database {

// A parameter of a statement. Texts and blobs are views, which must be valid while the call runs.
class Value {
 public:
  enum class Kind : std::uint8_t { kNull, kInteger, kText, kBlob };

  Value() noexcept = default;                                                         // null
  Value(std::int64_t integer) noexcept : kind_(Kind::kInteger), integer_(integer) {}  // NOLINT: meant to be implicit
  static Value text(std::string_view text) noexcept { return {Kind::kText, text}; }
  static Value blob(std::string_view bytes) noexcept { return {Kind::kBlob, bytes}; }

  Kind kind() const noexcept { return kind_; }
  bool is_null() const noexcept { return kind_ == Kind::kNull; }
  std::int64_t integer() const noexcept { return integer_; }  // 0 unless it is an integer
  std::string_view bytes() const noexcept { return bytes_; }  // of a text or blob; never with a null pointer

 private:
  Value(Kind kind, std::string_view bytes) noexcept
      : kind_(kind), bytes_(bytes.empty() ? std::string_view("") : bytes) {}

  Kind kind_ = Kind::kNull;
  std::int64_t integer_ = 0;
  std::string_view bytes_ = "";
};

// One row of an answer. Columns count from 0. Views live until the next row.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(std::size_t column) const = 0;
  virtual std::int64_t integer(std::size_t column) const = 0;    // 0 of what is no integer
  virtual std::string_view bytes(std::size_t column) const = 0;  // a text or blob; empty of what is none
};

enum class Access : std::uint8_t {
  kRead,   // every statement sees the same snapshot, taken by the first; writing is refused
  kWrite,  // nobody else has kWrite until it ends; waits for its turn
};

// The function that takes rows; false ends the query early. It must not use the same database.
using EachRow = std::function<bool(const Row&)>;

class Database {
 public:
  Database() = default;
  virtual ~Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // One statement; rows that it answers are passed over. Returns how many rows it changed.
  virtual Result<std::uint64_t> execute(std::string_view sql, std::span<const Value> values = {}) = 0;
  // One statement of which only a failure matters, and that may be told later: by the next call of this transaction, at
  // the latest by commit(). A driver with a server to ask sends several of them at once, and does not wait for each.
  // Outside of a write transaction it is execute().
  virtual Result<void> post(std::string_view sql, std::span<const Value> values) {
    const auto done = execute(sql, values);
    return done ? Result<void>() : std::unexpected(done.error());
  }
  // Calls `each` for every row until it returns false. Rows come one by one, not all in memory. Ending early does not
  // spare the server the rest: write a LIMIT where the number is known.
  virtual Result<void> query(std::string_view sql, std::span<const Value> values, const EachRow& each) = 0;
  // Many rows at once, all or none. `values` holds the rows one behind the other, each with a value per column.
  virtual Result<void> insert(std::string_view table, std::span<const std::string_view> columns,
                              std::span<const Value> values) = 0;
  // Several statements without parameters, separated by semicolons: a schema. All or none.
  virtual Result<void> run_script(std::string_view sql) = 0;

  // Transaction, below, calls these and does not forget the end.
  virtual Result<void> begin(Access access) = 0;
  // A failure means: nothing was written; or, where the message says so, it is unknown whether it was.
  virtual Result<void> commit() = 0;
  virtual void rollback() noexcept = 0;  // nothing to do outside of a transaction

  // How often it was connected: another number, and what was known of the other side may be old. Always 0 of a file.
  virtual std::uint64_t connections() const noexcept { return 0; }
  virtual std::string_view kind() const noexcept = 0;       // "sqlite", "postgresql"
  virtual std::string_view blob_type() const noexcept = 0;  // what $BLOB becomes: "BLOB", "BYTEA"
};

// A transaction that rolls back at its end unless it was committed. The database must outlive it.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database, Access access) {
    if (auto begun = database.begin(access); !begun) return std::unexpected(std::move(begun.error()));
    return Transaction(database);
  }
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() {
    if (database_ != nullptr) database_->rollback();
  }

  // Whatever it returns, the transaction has ended. Only once.
  Result<void> commit() {
    if (database_ == nullptr) return fail(ErrorCode::kInvalidArgument, "the transaction has already ended");
    return std::exchange(database_, nullptr)->commit();
  }

 private:
  explicit Transaction(Database& database) : database_(&database) {}

  Database* database_;
};

}  // namespace portolan::database
