// SPDX-License-Identifier: Apache-2.0
//
// The SQLite driver.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "database/session.h"
#include "database/sqlite.h"
#include "database/sqlite_statement.h"

namespace portolan::database {

class SqliteConnection final : public Session {
 public:
  // Opens the file and sets what sqlite.h promises.
  static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path, const SqliteOptions& options);
  ~SqliteConnection() override;

  std::string_view kind() const noexcept override { return "sqlite"; }
  std::string_view blob_type() const noexcept override { return "BLOB"; }

  // For a backup.
  sqlite3* handle() const noexcept { return connection_; }
  bool is_writing() const noexcept { return access() == Access::kWrite; }
  using Session::ready;

 private:
  SqliteConnection() = default;
  Result<void> configure(const SqliteOptions& options);
  Result<void> choose_journal(const SqliteOptions& options);

  Result<std::uint64_t> do_execute(std::string_view sql, std::span<const Value> values) override;
  Result<void> do_query(std::string_view sql, std::span<const Value> values, const EachRow& each) override;
  Result<void> do_insert(std::string_view table, std::span<const std::string_view> columns,
                         std::span<const Value> values) override;
  Result<void> do_run_script(std::string_view sql) override;
  Result<void> do_begin(Access access) override;
  Result<void> do_commit() override;
  void do_rollback() noexcept override;

  // The statement, from the cache if it is there, if it may run now.
  Result<SqliteStatement*> prepared(std::string_view sql);
  // Nothing if something may be written now, or why not.
  Result<void> may_write() const;
  // Runs SQL of our own.
  Result<void> command(const char* sql);
  // All of it or, outside of a transaction, nothing.
  Result<void> atomically(const std::function<Result<void>()>& write);
  // Takes what write_rows has to bind and run.
  Result<void> write_rows(SqliteStatement& statement, std::size_t columns, std::span<const Value> values);
  // The connection's last failure. Of one that leaves the file in doubt, it remembers that.
  std::unexpected<Error> failed();

  sqlite3* connection_ = nullptr;
  bool in_doubt_ = false;
  std::unordered_map<std::string, SqliteStatement> statements_;
};

}  // namespace portolan::database
