// SPDX-License-Identifier: Apache-2.0
#include "ledger/schema.h"

#include "database/schema.h"
#include "ledger_migrations.h"

namespace portolan::ledger {
namespace {

constexpr database::Schema kSchema = {
    .versions = "schema_versions", .subject = "this ledger has", .scripts = kMigrations};

}  // namespace

std::uint64_t newest_schema() noexcept { return kSchema.newest(); }

Result<std::uint64_t> schema_of(database::Database& database) { return database::version_of(database, kSchema); }

Result<void> migrate(database::Database& database) { return database::migrate(database, kSchema); }

Result<void> make_schema(database::Database& database) { return database::make_schema(database, kSchema); }

}  // namespace portolan::ledger
