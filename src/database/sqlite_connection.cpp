// SPDX-License-Identifier: Apache-2.0
#include "database/sqlite_connection.h"

#include <fmt/format.h>

#include <utility>

#include "database/sqlite_error.h"

namespace portolan::database {
namespace {

// Programs have a fixed number of statements; this is for one that makes them up.
constexpr std::size_t kMostStatements = 256;

// A statement in use, made ready for the next use at the end.
class Use {
 public:
  explicit Use(SqliteStatement& statement) : statement_(statement) {}
  ~Use() { statement_.reset(); }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  SqliteStatement& statement_;
};

std::string insertion(std::string_view table, std::span<const std::string_view> columns) {
  std::string places;
  for (std::size_t i = 1; i <= columns.size(); ++i) places += fmt::format("{}${}", i == 1 ? "" : ", ", i);
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", quoted(table), quoted_list(columns), places);
}

}  // namespace

SqliteConnection::~SqliteConnection() {
  rollback();
  statements_.clear();
  sqlite3_close_v2(connection_);
}

std::unexpected<Error> SqliteConnection::failed() {
  // Whether what could not be flushed is on the disk, no later flush will tell: the system forgets that it failed.
  if (is_io_failure(sqlite3_extended_errcode(connection_)) && access() != Access::kRead) in_doubt_ = true;
  return std::unexpected(sqlite_error(connection_));
}

Result<void> SqliteConnection::may_write() const {
  if (in_doubt_)
    return fail(ErrorCode::kIo, "an earlier write failed, and it is unknown what the file holds: open it anew");
  // BEGIN IMMEDIATE would succeed.
  if (sqlite3_db_readonly(connection_, "main") != 0) return fail(ErrorCode::kIo, "the database can only be read");
  if (access() == Access::kRead)
    return fail(ErrorCode::kInvalidArgument, "this transaction only reads, and the statement writes");
  return {};
}

Result<SqliteStatement*> SqliteConnection::prepared(std::string_view sql) {
  auto found = statements_.find(std::string(sql));
  if (found == statements_.end()) {
    auto statement = SqliteStatement::prepare(connection_, with_blob_type(sql, blob_type()));
    if (!statement) return std::unexpected(std::move(statement.error()));
    if (statements_.size() >= kMostStatements) statements_.clear();
    found = statements_.emplace(sql, std::move(*statement)).first;
  }
  if (!found->second.reads_only())
    if (auto may = may_write(); !may) return std::unexpected(std::move(may.error()));
  return &found->second;
}

Result<void> SqliteConnection::command(const char* sql) {
  if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failed();
  return {};
}

Result<std::uint64_t> SqliteConnection::do_execute(std::string_view sql, std::span<const Value> values) {
  // sqlite3_changes() alone would repeat the count of an earlier statement after one that changes no rows by nature.
  const auto before = sqlite3_total_changes64(connection_);
  if (auto run = do_query(sql, values, [](const Row&) { return true; }); !run) return std::unexpected(run.error());
  if (sqlite3_total_changes64(connection_) == before) return 0;
  return static_cast<std::uint64_t>(sqlite3_changes64(connection_));
}

Result<void> SqliteConnection::do_query(std::string_view sql, std::span<const Value> values, const EachRow& each) {
  auto statement = prepared(sql);
  if (!statement) return std::unexpected(std::move(statement.error()));
  const Use use(**statement);
  if (auto bound = (*statement)->bind(values); !bound) return bound;
  const auto row = (*statement)->row();
  int result = (*statement)->step();
  // A statement that writes does so to its end, however few of the rows that it answers are wanted.
  for (bool wanted = true; result == SQLITE_ROW; result = (*statement)->step()) {
    wanted = wanted && each(*row);
    if (!wanted && (*statement)->reads_only()) return {};
  }
  if (result != SQLITE_DONE) return failed();
  return {};
}

Result<void> SqliteConnection::do_insert(std::string_view table, std::span<const std::string_view> columns,
                                         std::span<const Value> values) {
  auto statement = prepared(insertion(table, columns));
  if (!statement) return std::unexpected(std::move(statement.error()));
  return atomically([&] { return write_rows(**statement, columns.size(), values); });
}

Result<void> SqliteConnection::write_rows(SqliteStatement& statement, std::size_t columns,
                                          std::span<const Value> values) {
  for (; !values.empty(); values = values.subspan(columns)) {
    const Use use(statement);
    if (auto bound = statement.bind(values.first(columns)); !bound) return bound;
    if (statement.step() != SQLITE_DONE) return failed();
  }
  return {};
}

Result<void> SqliteConnection::do_run_script(std::string_view sql) {
  if (auto may = may_write(); !may) return may;
  const std::string script = with_blob_type(sql, blob_type());
  return atomically([&] { return command(script.c_str()); });
}

Result<void> SqliteConnection::atomically(const std::function<Result<void>()>& write) {
  if (access()) return write();
  if (auto begun = do_begin(Access::kWrite); !begun) return begun;
  auto written = write();
  if (written) written = do_commit();
  if (!written) do_rollback();
  return written;
}

Result<void> SqliteConnection::do_begin(Access access) {
  if (access == Access::kRead) return command("BEGIN");
  if (auto may = may_write(); !may) return may;
  return command("BEGIN IMMEDIATE");
}

Result<void> SqliteConnection::do_commit() {
  auto committed = command("COMMIT");
  if (!committed && in_doubt_)
    committed.error().message = "it is unknown whether this was written: " + committed.error().message;
  return committed;
}

void SqliteConnection::do_rollback() noexcept {
  // SQLite has rolled back by itself after some failures.
  if (sqlite3_get_autocommit(connection_) != 0) return;
  if (sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr) != SQLITE_OK) in_doubt_ = true;
}

}  // namespace portolan::database
