// SPDX-License-Identifier: Apache-2.0
//
// Hashes of passwords: argon2id (RFC 9106) as libsodium writes it, and no more of them at once than there are slots, so
// that a flood of sign-ins needs slots x memory and no more.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "portolan/error.h"

namespace portolan::accounts {

struct HashCost {
  unsigned long long passes = 2;
  std::size_t memory = std::size_t{19} * 1024 * 1024;  // bytes, in each slot
};

struct HashPlaces {
  unsigned slots = 2;      // hashes at once: as many as processors that may be spent on it
  unsigned waiting = 256;  // calls that may wait for a slot; further ones fail at once
};

// Thread-safe; one is shared by all threads of a program. Calls take some 30 ms, and wait for a slot.
class PasswordHasher {
 public:
  // kInvalidArgument if the costs are out of libsodium's bounds or there is no slot.
  static Result<PasswordHasher> make(const HashCost& cost = {}, const HashPlaces& places = {});
  PasswordHasher(PasswordHasher&& other) noexcept;  // before anybody else knows it

  // Salted: another text for each call. kUnavailable: too many wait already, or there is no memory.
  Result<std::string> hash(std::string_view password);

  // Whether the password is that of the hash. An empty hash stands for nobody's: it fits no password and takes as long.
  Result<bool> fits(const std::string& hash, std::string_view password);

  // Made with less than what is asked for now: it should be made again when the password is known.
  bool is_weak(std::string_view hash) const noexcept;

  // The most that were at work at once since it was made.
  unsigned most_at_once() const;

 private:
  class Slot;
  PasswordHasher(const HashCost& cost, const HashPlaces& places) : cost_(cost), places_(places) {}
  Result<std::string> hashed(std::string_view password) const;

  HashCost cost_;
  HashPlaces places_;
  std::string nobodys_;  // of a password that nobody knows

  mutable std::mutex mutex_;
  std::condition_variable free_;
  unsigned working_ = 0;
  unsigned waiting_ = 0;
  unsigned most_ = 0;
};

}  // namespace portolan::accounts
