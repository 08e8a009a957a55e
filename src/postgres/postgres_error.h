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

// What went wrong with a statement, by its result (which may be null) and its connection. A conflict names its table.
Error postgres_error(PGconn* connection, const PGresult* result);
// The last failure of the connection itself: kUnavailable.
Error connection_error(PGconn* connection);
// The kind of failure of a SQLSTATE (PostgreSQL's manual, appendix A).
ErrorCode code_of_sqlstate(std::string_view state) noexcept;

}  // namespace portolan::database
