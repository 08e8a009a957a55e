// SPDX-License-Identifier: Apache-2.0
#include "accounts/log.h"

#include "accounts/particulars.h"
#include "accounts/rows.h"

namespace portolan::accounts {

std::string_view to_string(Happened what) noexcept {
  switch (what) {
    case Happened::kAdded: return "added";
    case Happened::kChanged: return "changed";
    case Happened::kDisabled: return "disabled";
    case Happened::kEnabled: return "enabled";
    case Happened::kErased: return "erased";
    case Happened::kGranted: return "role-granted";
    case Happened::kWithdrawn: return "role-withdrawn";
    case Happened::kContactAdded: return "contact-added";
    case Happened::kContactRemoved: return "contact-removed";
    case Happened::kPasswordSet: return "password-set";
    case Happened::kPasswordRehashed: return "password-rehashed";
    case Happened::kCodeAwaited: return "code-awaited";
    case Happened::kSignedIn: return "signed-in";
    case Happened::kSignInRefused: return "sign-in-refused";
    case Happened::kSignedOut: return "signed-out";
    case Happened::kSessionEnded: return "session-ended";
    case Happened::kSessionsEnded: return "sessions-ended";
    case Happened::kTokenMade: return "token-made";
    case Happened::kTokenRevoked: return "token-revoked";
    case Happened::kInvited: return "invited";
    case Happened::kInvitationAccepted: return "invitation-accepted";
    case Happened::kResetMade: return "reset-made";
    case Happened::kResetUsed: return "reset-used";
    case Happened::kTicketWithdrawn: return "ticket-withdrawn";
    case Happened::kFactorBegun: return "factor-begun";
    case Happened::kFactorConfirmed: return "factor-confirmed";
    case Happened::kFactorRemoved: return "factor-removed";
    case Happened::kRecoveryUsed: return "recovery-used";
  }
  return "";
}

Result<std::vector<LogLine>> log_lines(const Office& office, std::uint64_t before, std::uint64_t limit,
                                       PersonId subject) {
  const std::array values = {value_of(before), value_of(limit), value_of(subject)};
  return all_rows(office.database,
                  "SELECT number, at, by_account, what, subject, detail, address FROM account_log "
                  "WHERE ($1 = 0 OR number < $1) AND ($3 = 0 OR subject = $3) ORDER BY number DESC LIMIT $2",
                  values, [](const database::Row& row) {
                    return LogLine{.number = number_at(row, 0),
                                   .at = time_at(row, 1),
                                   .by = number_at(row, 2),
                                   .what = text_at(row, 3),
                                   .subject = number_at(row, 4),
                                   .detail = text_at(row, 5),
                                   .address = text_at(row, 6)};
                  });
}

// Only one writes at a time, so the next number is nobody else's.
Result<void> note(const Office& office, const Act& act, Happened what, PersonId subject, std::string_view detail) {
  const std::string address = kept_of(act.address, 64);
  const std::array values = {value_of(act.now), value_of(act.by), text(to_string(what)),
                             value_of(subject), text(detail),     text(address)};
  const auto done = office.database.execute(
      "INSERT INTO account_log (number, at, by_account, what, subject, detail, address) "
      "SELECT COALESCE(MAX(number), 0) + 1, CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS TEXT), "
      "CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS TEXT) FROM account_log",
      values);
  if (!done) return std::unexpected(done.error());
  return {};
}

}  // namespace portolan::accounts
