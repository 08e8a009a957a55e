// SPDX-License-Identifier: Apache-2.0
//
// What the functions of this room work with. Nothing here asks the system for the time: every function that needs it is
// told, and the bytes that must not be guessed come from a function that is passed in.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "database/database.h"
#include "portolan/error.h"
#include "procedures/person.h"

namespace portolan::accounts {

using procedures::PersonId;
using Time = std::chrono::sys_seconds;

class Keys;
class PasswordHasher;

using procedures::kLocalOperator;

// Fills all of it with bytes that nobody can guess. Thread-safe.
using Random = std::function<void(std::span<std::byte>)>;
// The operating system's.
void system_random(std::span<std::byte> out);

// How long things last and how often may be guessed.
struct Rules {
  // Sessions.
  std::chrono::seconds idle = std::chrono::hours(12);           // without a request
  std::chrono::seconds longest = std::chrono::hours(336);       // 14 days, however often it is used
  std::chrono::seconds code_within = std::chrono::minutes(10);  // from the password to the code
  std::chrono::seconds seen_grain = std::chrono::minutes(1);    // requests closer together are noted once
  std::chrono::seconds skew = std::chrono::minutes(5);          // by how much the clocks of servers may differ
  // Guesses of passwords and codes: see sign_in.h.
  std::chrono::seconds window = std::chrono::minutes(10);
  std::uint64_t wrong_in_window = 10;     // of an account, by strangers together and by each address that is known
  std::uint64_t wrong_by_address = 100;   // in the window, of all accounts
  std::uint64_t free_guesses = 3;         // wrong ones in the window before waiting begins: 2, 4, 8, ... seconds
  std::uint64_t looked_at_in_hour = 100;  // of an account, right or wrong
  std::uint64_t strangers_in_hour = 80;   // of those: the rest is for addresses that are known
  // Links.
  std::chrono::seconds invitation = std::chrono::hours(168);
  std::chrono::seconds new_password = std::chrono::hours(1);
  // How long the address of who did something is kept in the log.
  std::chrono::seconds addresses = std::chrono::hours(24 * 90);
};

// References: what they name must outlive it, or stay as long as it is used. As a Database, for one thread at a time;
// Keys and PasswordHasher are shared by the offices of all threads.
struct Office {
  database::Database& database;
  PasswordHasher& hasher;
  const Keys& keys;
  Random random = system_random;
  Rules rules = {};
};

// Who does something, when and from where: what the log says of it. Whether they may is decided before.
struct Act {
  PersonId by = 0;  // 0: nobody who is signed in
  Time now;
  std::string_view address = {};  // "192.0.2.1"; empty: none
};

}  // namespace portolan::accounts
