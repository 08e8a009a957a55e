// SPDX-License-Identifier: Apache-2.0
//
// A prepared statement of SQLite whose parameters are numbered.
//
// Thread-safety and lifetime: those of its connection.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "database/database.h"

namespace portolan::database {

class SqliteStatement {
 public:
  static Result<SqliteStatement> prepare(sqlite3* connection, std::string_view sql);

  bool reads_only() const noexcept { return sqlite3_stmt_readonly(statement_.get()) != 0; }
  // Binds views, which must live until reset(). Fails with kInvalidArgument if their number is not the statement's.
  Result<void> bind(std::span<const Value> values);
  // SQLITE_ROW, SQLITE_DONE or a failure, of which sqlite_error() tells.
  int step() noexcept { return sqlite3_step(statement_.get()); }
  // Ready for other values; forgets those it had.
  void reset() noexcept;
  // The row that step() has reached.
  std::unique_ptr<Row> row() const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}
  // Reads $1, $2, ... off the statement.
  Result<void> number_parameters();

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  std::vector<std::size_t> numbers_;  // of each parameter as SQLite counts them, by first appearance
  std::size_t highest_ = 0;
};

}  // namespace portolan::database
