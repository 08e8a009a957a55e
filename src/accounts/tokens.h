// SPDX-License-Identifier: Apache-2.0
//
// Tokens of programs that act for somebody: "ptl_" and 43 characters, told once; only the hash is kept. A token can do
// no more than its account can at that moment, and of that what its scopes name.
//
// Errors: those of people.h; kInvalidValue for a name that is none, no scopes, an end that is past (the field names
// it).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/office.h"
#include "accounts/secrets.h"

namespace portolan::accounts {

inline constexpr std::string_view kTokenPrefix = "ptl_";

// The values are kept in the database.
enum class Scope : std::uint8_t { kRead = 1, kClaim = 2, kApply = 4, kReview = 8, kDecide = 16, kAdminister = 32 };

// A set of scopes.
class Scopes {
 public:
  constexpr Scopes() noexcept = default;
  constexpr Scopes(Scope scope) noexcept : bits_(static_cast<std::uint8_t>(scope)) {}  // NOLINT: meant to be implicit

  static constexpr Scopes from_bits(std::uint64_t bits) noexcept {
    Scopes out;
    out.bits_ = static_cast<std::uint8_t>(bits & 63U);
    return out;
  }
  constexpr std::uint8_t bits() const noexcept { return bits_; }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  constexpr bool contains(Scope scope) const noexcept { return (bits_ & static_cast<std::uint8_t>(scope)) != 0; }
  constexpr Scopes operator|(Scopes other) const noexcept {
    return from_bits(static_cast<std::uint64_t>(bits_ | other.bits_));
  }
  constexpr bool operator==(const Scopes&) const noexcept = default;

 private:
  std::uint8_t bits_ = 0;
};
std::string to_string(Scopes scopes);                                 // "read,claim"
std::optional<Scopes> parse_scopes(std::string_view words) noexcept;  // nothing if a word is none, or there is none

struct Token {
  std::uint64_t id = 0;  // names it in lists; no secret
  PersonId account = 0;
  std::string name;  // what it is for: 1 to 100 characters
  Scopes scopes;
  std::optional<std::string> registry;  // good for this one only
  Time created;
  std::optional<Time> ends;     // not good from then on
  std::optional<Time> used;     // the beginning of the last day on which it was used, UTC
  std::optional<Time> revoked;  // not good any more

  bool operator==(const Token&) const = default;
};

struct TokenRequest {
  std::string name;
  Scopes scopes;
  std::optional<std::string> registry = {};
  std::optional<Time> ends = {};
};
struct NewToken {
  SecretText secret;
  Token token;
};
Result<NewToken> make_token(const Office& office, PersonId account, const TokenRequest& request, const Act& act);

// The token, and notes the day of its use. Nothing if it is none, has ended or was revoked, or the account is disabled.
Result<std::optional<Token>> find_token(const Office& office, std::string_view secret, Time now);

// Newest first, with those that are no longer good.
Result<std::vector<Token>> tokens_of(const Office& office, PersonId account);
// One by its `id`, of this account. False if there is none, or it was revoked before.
Result<bool> revoke_token(const Office& office, PersonId account, std::uint64_t id, const Act& act);

}  // namespace portolan::accounts
