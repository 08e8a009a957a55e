// SPDX-License-Identifier: Apache-2.0
#include "accounts/schema.h"

#include "accounts_migrations.h"
#include "database/schema.h"

namespace portolan::accounts {
namespace {

constexpr database::Schema kSchema = {
    .versions = "account_versions", .subject = "these accounts have", .scripts = kMigrations};

}  // namespace

std::uint64_t newest_schema() noexcept { return kSchema.newest(); }

Result<std::uint64_t> schema_of(database::Database& database) { return database::version_of(database, kSchema); }

Result<void> migrate(database::Database& database) { return database::migrate(database, kSchema); }

}  // namespace portolan::accounts
