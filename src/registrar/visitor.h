// SPDX-License-Identifier: Apache-2.0
//
// Who asks, and what they may ask for before any procedure is looked at: how sure it is who they are, and what their
// token is good for. Whether it is their turn is for procedures/acts.h alone.
//
// Thread-safety: values; functions as their counter.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "accounts/people.h"
#include "accounts/sessions.h"
#include "accounts/tokens.h"
#include "policies/charter.h"
#include "procedures/acts.h"
#include "registrar/registrar.h"

namespace portolan::registrar {

struct Visitor {
  accounts::Account account;
  procedures::Person person;
  accounts::AuthLevel level = accounts::AuthLevel::kPassword;  // of a session
  std::optional<accounts::Token> token;                        // nothing: a session, good for all that the person may

  bool allows(accounts::Scope scope) const noexcept { return !token || token->scopes.contains(scope); }
  // Reviews, decides, publishes, reads all: somebody to whom every application is shown.
  bool has_office() const noexcept;
};

// Who holds the secret; nobody if it is good for nothing, or the token is one for another registry.
Result<std::optional<Visitor>> visitor_of_session(Counter& counter, std::string_view token, accounts::Time now);
Result<std::optional<Visitor>> visitor_of_token(Counter& counter, std::string_view secret, accounts::Time now);

// What a token needs for an act.
accounts::Scope scope_of(procedures::Act act) noexcept;

enum class Barrier : std::uint8_t { kNone, kScope, kSecondFactor };
// What keeps the visitor from trying what needs that scope: whoever reviews, decides or administers needs a second
// factor where the rules say so.
Barrier barrier(const Visitor& visitor, accounts::Scope scope, const policies::Charter& charter) noexcept;
// Likewise an act.
Barrier barrier(const Visitor& visitor, procedures::Act act, const policies::Charter& charter) noexcept;

// Whether an application of that applicant is shown. Null: nobody who is signed in.
bool may_read(const Visitor* visitor, procedures::PersonId applicant, const policies::Charter& charter) noexcept;

}  // namespace portolan::registrar
