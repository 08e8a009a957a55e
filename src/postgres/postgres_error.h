// SPDX-License-Identifier: Apache-2.0
//
// PostgreSQL's failures as the project's.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string_view>

#include "portolan/error.h"

namespace portolan::database {

struct ClearResult {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, ClearResult>;

// What the server has against a statement. A conflict names its table.
Error postgres_error(const PGresult* result);
// True if the failure is not the statement's but the connection's: libpq's own, or a farewell of the server. PQstatus()
// alone may say only later that a connection is lost.
bool ended_connection(const PGresult* result) noexcept;
// The last failure of the connection itself: kUnavailable.
Error connection_error(PGconn* connection);
// The kind of failure of a SQLSTATE (PostgreSQL's manual, appendix A).
ErrorCode code_of_sqlstate(std::string_view state) noexcept;

}  // namespace portolan::database
