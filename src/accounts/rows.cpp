// SPDX-License-Identifier: Apache-2.0
#include "accounts/rows.h"

namespace portolan::accounts {

Result<std::uint64_t> number_of(database::Database& database, std::string_view sql, Values values) {
  const auto found = first_row(database, sql, values, [](const database::Row& row) { return number_at(row, 0); });
  if (!found) return std::unexpected(found.error());
  return found->value_or(0);
}

Result<bool> changes(database::Database& database, std::string_view sql, Values values) {
  const auto done = database.execute(sql, values);
  if (!done) return std::unexpected(done.error());
  return *done > 0;
}

}  // namespace portolan::accounts
