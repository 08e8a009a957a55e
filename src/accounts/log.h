// SPDX-License-Identifier: Apache-2.0
//
// What happened to accounts: every change writes a line, in the transaction of the change. Lines are only added; what
// is taken from them later is the address (after Rules::addresses, and of somebody who is erased).
//
// No line holds a secret, a hash of one, a name or an address for mail: people are numbers, so that an erasure reaches
// everything. What somebody types as a name is not written either: it may be their password.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/office.h"

namespace portolan::accounts {

// The words are kept in the database: none changes its meaning.
enum class Happened : std::uint8_t {
  kAdded,
  kChanged,
  kDisabled,
  kEnabled,
  kErased,
  kGranted,
  kWithdrawn,
  kContactAdded,
  kContactRemoved,
  kPasswordSet,
  kPasswordRehashed,
  kCodeAwaited,  // the password was right
  kSignedIn,
  kSignInRefused,  // a password or code that was wrong
  kSignedOut,
  kSessionEnded,
  kSessionsEnded,
  kTokenMade,
  kTokenRevoked,
  kInvited,
  kInvitationAccepted,
  kResetMade,
  kResetUsed,
  kTicketWithdrawn,
  kFactorBegun,
  kFactorConfirmed,
  kFactorRemoved,
  kRecoveryUsed,
};
std::string_view to_string(Happened what) noexcept;  // "token-made"

struct LogLine {
  std::uint64_t number = 0;  // 1, 2, 3 in the order of writing
  Time at;
  PersonId by = 0;
  std::string what;
  PersonId subject = 0;  // whom it is about; 0: nobody
  std::string detail;
  std::string address;  // empty: none, or no longer kept

  bool operator==(const LogLine&) const = default;
};

// Lines with smaller numbers than `before` (0: from the newest on), newest first; of everybody, or about `subject`.
Result<std::vector<LogLine>> log_lines(const Office& office, std::uint64_t before, std::uint64_t limit,
                                       PersonId subject = 0);

// For this room: inside of a write transaction.
Result<void> note(const Office& office, const Act& act, Happened what, PersonId subject, std::string_view detail = {});

}  // namespace portolan::accounts
