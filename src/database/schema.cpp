// SPDX-License-Identifier: Apache-2.0
#include "database/schema.h"

#include <fmt/format.h>

#include <array>
#include <string>

namespace portolan::database {
namespace {

Result<std::int64_t> number(Database& database, std::string_view sql, std::span<const Value> values = {}) {
  std::int64_t out = 0;
  const auto asked = database.query(sql, values, [&](const Row& row) {
    out = row.integer(0);
    return true;
  });
  if (!asked) return std::unexpected(asked.error());
  return out;
}

Result<void> apply(Database& database, const Schema& schema, std::uint64_t version) {
  if (auto done = database.run_script(schema.scripts[version - 1]); !done) return done;
  const std::array values = {Value(static_cast<std::int64_t>(version))};
  const auto noted = database.execute(fmt::format("INSERT INTO {} (version) VALUES ($1)", schema.versions), values);
  if (!noted) return std::unexpected(noted.error());
  return {};
}

Result<void> make_versions(Database& database, const Schema& schema) {
  const auto table =
      database.execute(fmt::format("CREATE TABLE IF NOT EXISTS {} (version BIGINT PRIMARY KEY)", schema.versions));
  if (!table) return std::unexpected(table.error());
  return {};
}

// Somebody else may have been faster: only the one who still finds it missing applies it.
Result<void> apply_if_missing(Database& database, const Schema& schema, std::uint64_t version) {
  auto transaction = Transaction::begin(database, Access::kWrite);
  if (!transaction) return std::unexpected(transaction.error());
  const auto now = version_of(database, schema);
  if (!now) return std::unexpected(now.error());
  if (*now < version) {
    // In the transaction: of those who make one table at once outside of it, a server refuses some.
    if (auto made = make_versions(database, schema); !made) return made;
    if (auto applied = apply(database, schema, version); !applied) return applied;
  }
  return transaction->commit();
}

}  // namespace

Result<std::uint64_t> version_of(Database& database, const Schema& schema) {
  const std::string_view listed =
      database.kind() == "sqlite"
          ? "SELECT COUNT(*) FROM sqlite_master WHERE name = $1"
          : "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = $1 AND table_schema = CURRENT_SCHEMA()";
  const auto there = number(database, listed, std::array{Value::text(schema.versions)});
  if (!there) return std::unexpected(there.error());
  if (*there == 0) return 0;
  const auto version = number(database, fmt::format("SELECT COALESCE(MAX(version), 0) FROM {}", schema.versions));
  if (!version) return std::unexpected(version.error());
  return static_cast<std::uint64_t>(*version);
}

Result<void> migrate(Database& database, const Schema& schema) {
  const auto version = version_of(database, schema);
  if (!version) return std::unexpected(version.error());
  if (*version > schema.newest())
    return fail(ErrorCode::kUnsupported,
                fmt::format("{} schema {}; this program knows schemas up to {}: use a newer portolan", schema.subject,
                            *version, schema.newest()));
  for (std::uint64_t next = *version + 1; next <= schema.newest(); ++next)
    if (auto applied = apply_if_missing(database, schema, next); !applied) return applied;
  return {};
}

Result<void> make_schema(Database& database, const Schema& schema) {
  if (auto made = make_versions(database, schema); !made) return made;
  for (std::uint64_t next = 1; next <= schema.newest(); ++next)
    if (auto applied = apply(database, schema, next); !applied) return applied;
  return {};
}

}  // namespace portolan::database
