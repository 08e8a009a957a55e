// SPDX-License-Identifier: Apache-2.0
//
// The tables of accounts. They lie beside those of a ledger and have versions of their own: a ledger without accounts
// is whole, and so are accounts without a ledger. Each migration is a file in migrations/, applied once and never
// changed.
#pragma once

#include <cstdint>

#include "database/database.h"
#include "portolan/error.h"

namespace portolan::accounts {

// The version of the schema that this program knows.
std::uint64_t newest_schema() noexcept;

// The version that the database has; 0 if there are no accounts in it.
Result<std::uint64_t> schema_of(database::Database& database);

// Applies what is missing, each migration in a transaction of its own; several may do so at once. Fails with
// kUnsupported if the database is newer.
Result<void> migrate(database::Database& database);

}  // namespace portolan::accounts
