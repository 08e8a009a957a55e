// SPDX-License-Identifier: Apache-2.0
//
// Signing in, with a password and, where it is set up, a code.
//
// Whether a name is known cannot be told from the answer, nor from the time it takes: a name that is not known, an
// account that is disabled and one without a password answer kWrong, after hashing as long as for a wrong password.
//
// Guesses are bounded (Rules), by account and by address: 10 wrong ones of an account in 10 minutes, after the third
// with waits of 2, 4, 8, ... seconds; 100 of an account in an hour are looked at, right or wrong; 100 wrong ones from
// an address (of IPv6, from 64 bits of it) in 10 minutes. An attempt above that is not looked at and says when to try
// again. Whoever floods an account does not shut out its owner: an address from which they have signed in before is
// counted apart, and 20 of the hundred are kept for such. Addresses are kept as keyed hashes.
//
// Errors: kUnavailable if too many sign in at once, and those of the database.
#pragma once

#include <optional>
#include <string_view>

#include "accounts/office.h"
#include "accounts/people.h"
#include "accounts/sessions.h"

namespace portolan::accounts {

enum class SignInOutcome : std::uint8_t {
  kSignedIn,
  kNeedsCode,  // the session is good for give_code() only, and not long
  kWrong,
  kTooMany,  // not looked at
};

struct SignIn {
  SignInOutcome outcome = SignInOutcome::kWrong;
  std::optional<NewSession> session;  // of kSignedIn and kNeedsCode
  Time retry_at;                      // of kTooMany: not before
};

struct SignInRequest {
  std::string_view name;  // or mail address
  std::string_view password;
  std::string_view agent = {};
  std::string_view replaces = {};  // the token that came with the request, if any: good for nothing once they are in
};
// The address is that of the act; its `by` does not count.
Result<SignIn> sign_in(const Office& office, const SignInRequest& request, const Act& act);

// The second step, with the token of the first: a code of six digits, or a recovery code. The session is a new one.
Result<SignIn> give_code(const Office& office, std::string_view token, std::string_view code, const Act& act);

// Sets a password that somebody else decides on (or an operator at the shell): ends all sessions. kInvalidValue if it
// is refused (password_rules.h).
Result<void> set_password(const Office& office, PersonId id, std::string_view password, const Act& act);

// By the person, who must know the old one, which is a guess as at signing in. Other sessions end, and this one is
// replaced; kWrong if the token is no session.
Result<SignIn> change_password(const Office& office, std::string_view token, std::string_view old_password,
                               std::string_view new_password, const Act& act);

// For this room: the hash is written, inside of a write transaction.
Result<void> keep_password(const Office& office, PersonId id, std::string_view hash, const Act& act);

}  // namespace portolan::accounts
