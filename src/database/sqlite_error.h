// SPDX-License-Identifier: Apache-2.0
//
// SQLite's failures as the project's.
#pragma once

#include <sqlite3.h>

#include <string_view>

#include "portolan/error.h"

namespace portolan::database {

// The last failure of the connection, with what it says and the system's words where the system failed.
Error sqlite_error(sqlite3* connection);
// The kind of failure of an extended result code.
ErrorCode code_of_sqlite(int result) noexcept;
// True of failures of the disk or the system, after which nobody knows what the file holds.
constexpr bool is_io_failure(int result) noexcept { return (result & 0xff) == SQLITE_IOERR; }

}  // namespace portolan::database
