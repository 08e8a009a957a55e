// SPDX-License-Identifier: Apache-2.0
//
// Sessions of people who have signed in. The token is 43 characters and is told once; only its hash is kept.
//
// A session ends when it was not used for Rules::idle, and at the latest Rules::longest after it began. Use is noted
// once in Rules::seen_grain, so it may end that much early. It is never made longer by a clock: a time that is earlier
// than one at which it was seen (by more than Rules::skew, the difference between servers) is no time at which it is
// good, what was noted never goes back, and a session that was found to be over is removed.
//
// Errors: those of the database only; a token that is none, or no longer good, is no error but nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/office.h"
#include "accounts/secrets.h"

namespace portolan::accounts {

// How sure it is who they are. The numbers are kept in the database.
enum class AuthLevel : std::uint8_t {
  kAwaitingCode = 0,  // the password was right, the code is missing: good for giving the code, and nothing else
  kPassword = 1,      // the password, and the account has no second factor
  kSecondFactor = 2,
};

struct Session {
  std::string id;  // names it in lists; no secret
  PersonId account = 0;
  AuthLevel level = AuthLevel::kPassword;
  Time created;
  Time seen;
  Time ends;            // at the latest
  std::string address;  // where it began
  std::string agent;    // the program, as it named itself

  bool operator==(const Session&) const = default;
};

struct NewSession {
  SecretText token;
  Session session;
};

// The session of a token, and notes its use. Nothing if there is none, it is over, the account is disabled, or the code
// is still missing: whoever gets one has signed in.
Result<std::optional<Session>> find_session(const Office& office, std::string_view token, Time now);

// Newest first; without those that are over.
Result<std::vector<Session>> sessions_of(const Office& office, PersonId account, Time now);

// Signing out. Whatever the token is, it is good for nothing afterwards.
Result<void> sign_out(const Office& office, std::string_view token, const Act& act);
// One by its `id`, of this account. False if there is none.
Result<bool> end_session(const Office& office, PersonId account, std::string_view id, const Act& act);
// All of the account, but for the one with the token `except`.
Result<void> end_sessions(const Office& office, PersonId account, const Act& act, std::string_view except = {});

// For this room, inside of a write transaction.
struct SessionStart {
  PersonId account = 0;
  AuthLevel level = AuthLevel::kPassword;
  std::string_view agent = {};
  std::string_view replaces = {};  // the token that came with the request: that session ends, whoever's it is
};
Result<NewSession> start_session(const Office& office, const SessionStart& start, const Act& act);
// As find_session, but also where the code is still missing.
Result<std::optional<Session>> any_session(const Office& office, std::string_view token, Time now);
Result<void> remove_sessions(const Office& office, PersonId account, std::string_view except = {});

}  // namespace portolan::accounts
