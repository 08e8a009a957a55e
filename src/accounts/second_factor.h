// SPDX-License-Identifier: Apache-2.0
//
// The second factor: codes of an app (totp.h), and ten recovery codes for when it is lost. Each code works once,
// whoever uses it at the same time; a code that was used makes the earlier ones void too.
//
// The app's secret must be known to check a code, so it is kept encrypted (XSalsa20 and Poly1305) with the server's
// key, together with the number of the account, so that it is worth nothing in another's row. Recovery codes have 80
// random bits each and are kept as hashes.
//
// Errors: those of people.h; kConflict: there is a confirmed one already; kNotFound: there is none to confirm or
// remove; kDamaged: what is kept cannot be decrypted (another key, or somebody wrote in the database).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/office.h"
#include "accounts/secrets.h"
#include "accounts/sessions.h"

namespace portolan::accounts {

inline constexpr std::size_t kRecoveryCodes = 10;

struct NewFactor {
  SecretText secret;  // in base 32, to be typed
  SecretText uri;     // for a picture
};
// Begins to set it up; one that was begun and not confirmed is replaced. `issuer` is what the app shows beside the
// name.
Result<NewFactor> begin_factor(const Office& office, PersonId id, std::string_view issuer, const Act& act);

struct ConfirmedFactor {
  std::vector<SecretText> recovery;  // told once
  NewSession session;                // in place of that of `token`; all others have ended
};
// The app is set up: it gives the right code. From now on a password alone is not enough. Nothing if the code is wrong,
// or the token is no session.
Result<std::optional<ConfirmedFactor>> confirm_factor(const Office& office, std::string_view token,
                                                      std::string_view code, const Act& act);

// Without asking for a code: whoever may is decided before.
Result<void> remove_factor(const Office& office, PersonId id, const Act& act);

struct FactorState {
  bool confirmed = false;
  std::uint64_t recovery_left = 0;
};
Result<FactorState> factor_of(const Office& office, PersonId id);

// For this room, inside of a write transaction.
Result<bool> has_factor(const Office& office, PersonId id);
// A code of the app or a recovery code: whether it is right, and it is used now.
Result<bool> use_code(const Office& office, PersonId id, std::string_view code, const Act& act);

}  // namespace portolan::accounts
