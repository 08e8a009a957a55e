// SPDX-License-Identifier: Apache-2.0
//
// Random secrets, what is kept of them, and the key of a server.
//
// A secret is 32 random bytes written in base 64 with the alphabet for addresses (RFC 4648, section 5, no padding), 43
// characters. Only its SHA-256 is kept: with 256 bits that nobody can guess a slow hash would add nothing.
//
// Thread-safety: pure functions; Keys is immutable.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "accounts/office.h"
#include "portolan/error.h"
#include "proof/hash.h"
#include "proof/keys.h"

namespace portolan::accounts {

using proof::SecretText;
using Digest = proof::Hash;

std::string to_base64url(std::string_view bytes);
// RFC 4648, section 6, in upper case, without padding: what apps for codes take.
std::string to_base32(std::string_view bytes);

SecretText random_secret(const Random& random, std::string_view prefix = {});
// What is kept of a secret.
Digest digest_of(std::string_view secret) noexcept;

// The text that a page must send back to show that it is of this session (CSRF). Made of the session's token, so there
// is nothing to keep; the token cannot be found out from it.
std::string csrf_of(std::string_view session_token);
// Takes the same time wherever they differ.
bool csrf_fits(std::string_view session_token, std::string_view given) noexcept;

// The keys of a server, made of one: what is encrypted in the database, and the hashes of what could be guessed
// (addresses, names). Whoever has the database alone can read neither. Losing the key loses the second factors.
class Keys {
 public:
  using Key = std::array<std::byte, 32>;

  // The caller's copy stays with the caller.
  explicit Keys(const Key& key) noexcept;
  ~Keys();
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;

  const Key& boxes() const noexcept { return boxes_; }
  // Of a text that may be easy to guess; `purpose` keeps those of different kinds apart.
  Digest hash(std::string_view purpose, std::string_view words) const noexcept;

 private:
  Key boxes_{};
  Key hashes_{};
};

// What stands for an address where guesses are counted: an IPv4 address itself, of an IPv6 address the first 64 bits,
// since whoever has one has all that begin alike. Other texts stand for themselves.
std::string address_group(std::string_view address);

}  // namespace portolan::accounts
