// SPDX-License-Identifier: Apache-2.0
#include "database/sqlite_statement.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <utility>

#include "database/sqlite_error.h"

namespace portolan::database {
namespace {

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

  bool is_null(std::size_t column) const override { return type(column) == SQLITE_NULL; }
  std::int64_t integer(std::size_t column) const override {
    return type(column) == SQLITE_INTEGER ? sqlite3_column_int64(statement_, static_cast<int>(column)) : 0;
  }
  std::string_view bytes(std::size_t column) const override {
    if (type(column) != SQLITE_TEXT && type(column) != SQLITE_BLOB) return "";
    const void* data = sqlite3_column_blob(statement_, static_cast<int>(column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, static_cast<int>(column)));
    return size == 0 ? std::string_view("") : std::string_view(static_cast<const char*>(data), size);
  }

 private:
  int type(std::size_t column) const { return sqlite3_column_type(statement_, static_cast<int>(column)); }

  sqlite3_stmt* statement_;
};

int bind_one(sqlite3_stmt* statement, int index, const Value& value) {
  const std::string_view bytes = value.bytes();
  switch (value.kind()) {
    case Value::Kind::kNull: return sqlite3_bind_null(statement, index);
    case Value::Kind::kInteger: return sqlite3_bind_int64(statement, index, value.integer());
    case Value::Kind::kText:
      return sqlite3_bind_text64(statement, index, bytes.data(), bytes.size(), SQLITE_STATIC, SQLITE_UTF8);
    case Value::Kind::kBlob: return sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_STATIC);
  }
  return SQLITE_MISUSE;
}

// The N of "$N"; 0 if it is none.
std::size_t number_of(const char* name) {
  const std::string_view text = name == nullptr ? "" : name;
  std::size_t number = 0;
  if (!text.starts_with('$')) return 0;
  const auto [end, failure] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  return failure == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace

Result<SqliteStatement> SqliteStatement::prepare(sqlite3* connection, std::string_view sql) {
  if (sql.size() > std::numeric_limits<int>::max()) return fail(ErrorCode::kLimit, "the statement is too long");
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  const int result =
      sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &rest);
  SqliteStatement statement(raw);
  if (result != SQLITE_OK) return std::unexpected(sqlite_error(connection));
  if (raw == nullptr) return fail(ErrorCode::kInvalidArgument, "there is no statement in it");
  sql.remove_prefix(static_cast<std::size_t>(rest - sql.data()));
  if (sql.find_first_not_of(" \t\r\n;") != std::string_view::npos)
    return fail(ErrorCode::kInvalidArgument, "these are several statements: use run_script");
  if (auto numbered = statement.number_parameters(); !numbered) return std::unexpected(std::move(numbered.error()));
  return statement;
}

Result<void> SqliteStatement::number_parameters() {
  const int count = sqlite3_bind_parameter_count(statement_.get());
  for (int index = 1; index <= count; ++index) {
    const char* name = sqlite3_bind_parameter_name(statement_.get(), index);
    const std::size_t number = number_of(name);
    if (number == 0)
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("parameters are $1, $2, ..., not {}", name == nullptr ? "?" : name));
    numbers_.push_back(number);
    highest_ = std::max(highest_, number);
  }
  if (numbers_.size() != highest_)
    return fail(ErrorCode::kInvalidArgument, "a parameter is missing between the others");
  return {};
}

Result<void> SqliteStatement::bind(std::span<const Value> values) {
  if (values.size() != highest_)
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("the statement has {} parameters, not {}", highest_, values.size()));
  for (std::size_t i = 0; i < numbers_.size(); ++i)
    if (bind_one(statement_.get(), static_cast<int>(i + 1), values[numbers_[i] - 1]) != SQLITE_OK)
      return std::unexpected(sqlite_error(sqlite3_db_handle(statement_.get())));
  return {};
}

void SqliteStatement::reset() noexcept {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

std::unique_ptr<Row> SqliteStatement::row() const { return std::make_unique<SqliteRow>(statement_.get()); }

}  // namespace portolan::database
