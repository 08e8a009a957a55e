// SPDX-License-Identifier: Apache-2.0
//
// A database by its address: a connection string of PostgreSQL, or else the path of a SQLite file.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "database/sqlite.h"
#include "postgres/postgres.h"

namespace portolan::testing {

inline bool is_postgres(std::string_view address) { return address.starts_with("host="); }

inline Result<std::unique_ptr<database::Database>> open_database_at(const std::string& address) {
  return is_postgres(address) ? database::open_postgres(address) : database::open_sqlite(address);
}

}  // namespace portolan::testing
