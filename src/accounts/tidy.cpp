// SPDX-License-Identifier: Apache-2.0
#include "accounts/tidy.h"

#include <utility>

#include "accounts/log.h"
#include "accounts/rows.h"

namespace portolan::accounts {

Result<void> tidy(const Office& office, Time now) {
  const Time hour = now - std::chrono::hours(1);
  const Time month = now - std::chrono::days(30);
  const Time long_ago = now - office.rules.addresses;
  const std::array<std::pair<std::string_view, Time>, 8> statements = {{
      {"DELETE FROM account_sessions WHERE ends <= $1", now},
      {"DELETE FROM account_sessions WHERE seen <= $1", now - office.rules.idle},
      {"DELETE FROM account_guesses WHERE at <= $1", hour},
      {"DELETE FROM account_ticket_roles WHERE ticket IN (SELECT id FROM account_tickets WHERE ends <= $1)", month},
      {"DELETE FROM account_tickets WHERE ends <= $1", month},
      {"DELETE FROM account_addresses WHERE at <= $1", long_ago},
      {"DELETE FROM account_log WHERE what = 'sign-in-refused' AND subject = 0 AND at <= $1", long_ago},
      {"UPDATE account_log SET address = '' WHERE at <= $1 AND address <> ''", long_ago},
  }};
  return written(office.database, [&]() -> Result<void> {
    for (const auto& [sql, time] : statements)
      if (const auto done = office.database.execute(sql, std::array{value_of(time)}); !done)
        return std::unexpected(done.error());
    return {};
  });
}

}  // namespace portolan::accounts
