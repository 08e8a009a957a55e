// SPDX-License-Identifier: Apache-2.0
//
// The tables of the post. They lie in the ledger's database beside those of accounts, and have versions of their own.
// Each migration is a file in migrations/, applied once and never changed.
#pragma once

#include "database/database.h"
#include "portolan/error.h"

namespace portolan::post {

// Applies what is missing, each migration in a transaction of its own; several may do so at once. Fails with
// kUnsupported if the database is newer.
Result<void> migrate(database::Database& database);

}  // namespace portolan::post
