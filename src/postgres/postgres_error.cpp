// SPDX-License-Identifier: Apache-2.0
#include "postgres/postgres_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace portolan::database {
namespace {

struct Rule {
  std::string_view state;  // or how it begins
  ErrorCode code;
};
// The first that fits.
constexpr std::array kRules = {
    Rule{"23505", ErrorCode::kConflict},         // unique violation
    Rule{"23P01", ErrorCode::kConflict},         // exclusion violation
    Rule{"40", ErrorCode::kConflict},            // somebody else was faster: serialization, deadlock
    Rule{"22", ErrorCode::kInvalidValue},        // data exception
    Rule{"23", ErrorCode::kInvalidValue},        // the other constraints
    Rule{"08P01", ErrorCode::kInvalidArgument},  // the wrong number of parameters
    Rule{"08", ErrorCode::kUnavailable},         // connection exception
    Rule{"55P03", ErrorCode::kUnavailable},      // waited too long for a lock
    Rule{"57", ErrorCode::kUnavailable},         // shut down, starting up, canceled
    Rule{"53100", ErrorCode::kIo},               // disk full
    Rule{"53", ErrorCode::kUnavailable},         // too many connections, out of memory
    Rule{"58", ErrorCode::kIo},                  // system error
    Rule{"XX001", ErrorCode::kDamaged},          // data corrupted
    Rule{"XX002", ErrorCode::kDamaged},          // index corrupted
    Rule{"XX", ErrorCode::kIo},                  // internal error
    Rule{"54", ErrorCode::kLimit},               // program limit exceeded
    Rule{"0A", ErrorCode::kUnsupported},         // feature not supported
};

std::string_view field(const PGresult* result, int name) {
  const char* text = PQresultErrorField(result, name);
  return text == nullptr ? "" : text;
}

std::string one_line(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::string out(text);
  std::ranges::replace(out, '\n', ' ');
  return out;
}

}  // namespace

ErrorCode code_of_sqlstate(std::string_view state) noexcept {
  for (const Rule& rule : kRules)
    if (state.starts_with(rule.state)) return rule.code;
  return ErrorCode::kInvalidArgument;
}

Error connection_error(PGconn* connection) {
  return {ErrorCode::kUnavailable, "the database cannot be reached: " + one_line(PQerrorMessage(connection)), {}};
}

bool ended_connection(const PGresult* result) noexcept {
  return PQresultStatus(result) != PGRES_EMPTY_QUERY && field(result, PG_DIAG_SEVERITY_NONLOCALIZED) != "ERROR";
}

Error postgres_error(const PGresult* result) {
  if (PQresultStatus(result) == PGRES_EMPTY_QUERY)
    return {ErrorCode::kInvalidArgument, "there is no statement in it", {}};
  const std::string_view state = field(result, PG_DIAG_SQLSTATE);
  // The detail would say more, but it repeats values, and those may be a person's.
  Error error{
      code_of_sqlstate(state), fmt::format("{} (SQLSTATE {})", field(result, PG_DIAG_MESSAGE_PRIMARY), state), {}};
  if (error.code == ErrorCode::kConflict) error.place.field = field(result, PG_DIAG_TABLE_NAME);
  return error;
}

}  // namespace portolan::database
