// SPDX-License-Identifier: Apache-2.0
//
// How often may be guessed. For this room; sign_in.h says the rules. What is counted is in the database: a restart
// forgets nothing, and servers count together. A guess is written down before it is looked at, as a wrong one, so
// guesses at the same time cannot pass together.
//
// All inside of a write transaction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "accounts/office.h"
#include "accounts/secrets.h"

namespace portolan::accounts {

// Who is guessed at, from where.
struct Guesser {
  PersonId account = 0;  // 0: nobody has this name
  Digest subject;        // what is counted: the account's passwords, or its codes, or the unknown name
  Digest address;
  Digest known_as;       // the address as the account remembers it
  bool stranger = true;  // nobody ever signed in to the account from there
};
// `kind` keeps guesses of passwords and of codes apart; `name` is what was typed, for an account that is not there.
Result<Guesser> guesser(const Office& office, std::string_view kind, PersonId account, std::string_view name,
                        std::string_view address);

struct Admission {
  std::uint64_t guess = 0;  // its number; 0: not looked at
  Time retry;               // when it would be
};
Result<Admission> admit(const Office& office, const Guesser& guesser, Time now);

// The guess was right: those before it are forgiven, as far as waiting goes.
Result<void> guessed_right(const Office& office, const Guesser& guesser, std::uint64_t guess);
// It was not looked at after all.
Result<void> give_back(const Office& office, std::uint64_t guess);
// They have signed in from there, completely: it is known from now on. The last ten are remembered.
Result<void> remember_address(const Office& office, const Guesser& guesser, Time now);

}  // namespace portolan::accounts
