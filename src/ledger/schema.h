// SPDX-License-Identifier: Apache-2.0
//
// The tables of a ledger. Each migration is a file in migrations/, numbered, applied once and never changed.
#pragma once

#include <cstdint>

#include "database/database.h"
#include "portolan/error.h"

namespace portolan::ledger {

// The version of the schema that this program knows: the number of the last migration.
std::uint64_t newest_schema() noexcept;

// The version that the database has; 0 if there is no ledger in it.
Result<std::uint64_t> schema_of(database::Database& database);

// Applies what is missing, each migration in a transaction of its own. Fails with kUnsupported if the database is
// newer.
Result<void> migrate(database::Database& database);
// The newest schema in a database without a ledger, inside of a write transaction.
Result<void> make_schema(database::Database& database);

}  // namespace portolan::ledger
