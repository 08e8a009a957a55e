// SPDX-License-Identifier: Apache-2.0
//
// Which passwords are refused: those that are tried first by whoever guesses.
//
// A password has 10 to 1024 bytes of UTF-8, of any kind; no kinds of characters are asked for (NIST SP 800-63B,
// section 5.1.1.2). It is refused if it is made of three or fewer pieces of which each is easy to guess: a common word
// or one of the person's own (also with 3 for e, @ for a and the like), a year, neighbours on the keyboard, letters or
// digits in their order, one character again and again, any single character. So is one that repeats fewer than eight
// characters, and one of fewer than twenty digits and nothing else. The lists of passwords that are used most hold
// hardly anything else of this length.
//
// Thread-safety: a pure function.
#pragma once

#include <string_view>

#include "accounts/people.h"

namespace portolan::accounts {

inline constexpr std::size_t kShortestPassword = 10;  // bytes
inline constexpr std::size_t kLongestPassword = 1024;

// kInvalidValue with the rule, and "password" as Error::place.field. The message repeats nothing of the password.
Result<void> check_password(std::string_view password, const Particulars& whose);

}  // namespace portolan::accounts
