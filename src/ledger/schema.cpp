// SPDX-License-Identifier: Apache-2.0
#include "ledger/schema.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "ledger_migrations.h"

namespace portolan::ledger {
namespace {

using database::Access;
using database::Database;
using database::Row;
using database::Transaction;
using database::Value;

Result<void> apply(Database& database, std::uint64_t version, std::string_view script) {
  if (auto done = database.run_script(script); !done) return done;
  const std::array values = {Value(static_cast<std::int64_t>(version))};
  const auto noted = database.execute("INSERT INTO schema_versions (version) VALUES ($1)", values);
  if (!noted) return std::unexpected(noted.error());
  return {};
}

Result<void> make_versions(Database& database) {
  const auto table = database.execute("CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY)");
  if (!table) return std::unexpected(table.error());
  return {};
}

}  // namespace

std::uint64_t newest_schema() noexcept { return kMigrations.size(); }

Result<std::uint64_t> schema_of(Database& database) {
  const std::string_view listed = database.kind() == "sqlite"
                                      ? "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_versions'"
                                      : "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = "
                                        "'schema_versions' AND table_schema = CURRENT_SCHEMA()";
  std::int64_t there = 0;
  std::int64_t version = 0;
  const auto take = [](std::int64_t& into) {
    return [&into](const Row& row) {
      into = row.integer(0);
      return true;
    };
  };
  if (auto asked = database.query(listed, {}, take(there)); !asked) return std::unexpected(asked.error());
  if (there == 0) return 0;
  const auto asked = database.query("SELECT COALESCE(MAX(version), 0) FROM schema_versions", {}, take(version));
  if (!asked) return std::unexpected(asked.error());
  return static_cast<std::uint64_t>(version);
}

Result<void> migrate(Database& database) {
  const auto version = schema_of(database);
  if (!version) return std::unexpected(version.error());
  if (*version > newest_schema())
    return fail(ErrorCode::kUnsupported,
                fmt::format("this ledger has schema {}; this program knows schemas up to {}: use a newer portolan",
                            *version, newest_schema()));
  if (*version == newest_schema()) return {};
  if (auto made = make_versions(database); !made) return made;
  for (std::uint64_t next = *version + 1; next <= newest_schema(); ++next) {
    auto transaction = Transaction::begin(database, Access::kWrite);
    if (!transaction) return std::unexpected(transaction.error());
    // Somebody else may have been faster: only the one who still finds it missing applies it.
    const auto now = schema_of(database);
    if (!now) return std::unexpected(now.error());
    if (*now < next)
      if (auto applied = apply(database, next, kMigrations[next - 1]); !applied) return applied;
    if (auto done = transaction->commit(); !done) return done;
  }
  return {};
}

Result<void> make_schema(Database& database) {
  if (auto made = make_versions(database); !made) return made;
  for (std::uint64_t next = 1; next <= newest_schema(); ++next)
    if (auto applied = apply(database, next, kMigrations[next - 1]); !applied) return applied;
  return {};
}

}  // namespace portolan::ledger
