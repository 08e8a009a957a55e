// SPDX-License-Identifier: Apache-2.0
#include "database/sqlite_error.h"

#include <fmt/format.h>

#include <system_error>

namespace portolan::database {
namespace {

ErrorCode code_of_constraint(int result) noexcept {
  switch (result) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID: return ErrorCode::kConflict;
    default: return ErrorCode::kInvalidValue;
  }
}

// "UNIQUE constraint failed: holdings.registry, holdings.name" is about the table holdings.
std::string table_of(std::string_view message) {
  const std::size_t colon = message.rfind(": ");
  const std::size_t dot = message.find('.', colon == std::string_view::npos ? 0 : colon);
  if (colon == std::string_view::npos || dot == std::string_view::npos) return {};
  return std::string(message.substr(colon + 2, dot - colon - 2));
}

}  // namespace

ErrorCode code_of_sqlite(int result) noexcept {
  switch (result & 0xff) {
    case SQLITE_CONSTRAINT: return code_of_constraint(result);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: return ErrorCode::kUnavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT: return ErrorCode::kDamaged;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_NOMEM: return ErrorCode::kIo;
    case SQLITE_TOOBIG: return ErrorCode::kLimit;
    case SQLITE_MISMATCH: return ErrorCode::kInvalidValue;
    default: return ErrorCode::kInvalidArgument;
  }
}

Error sqlite_error(sqlite3* connection) {
  const int result = sqlite3_extended_errcode(connection);
  const std::string_view words = sqlite3_errmsg(connection);
  const ErrorCode code = code_of_sqlite(result);
  std::string message = fmt::format("{} (SQLite {})", words, result);
  const int number = code == ErrorCode::kIo ? sqlite3_system_errno(connection) : 0;
  if (number != 0) message += ": " + std::generic_category().message(number);
  return {code, std::move(message), {{}, 0, 0, code == ErrorCode::kConflict ? table_of(words) : std::string()}};
}

}  // namespace portolan::database
