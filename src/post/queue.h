// SPDX-License-Identifier: Apache-2.0
//
// What waits to be sent, and how far the ledger was looked at. A message is one event for one receiver, and its key is
// just that: it is queued once, however often somebody tries. The messages of a receiver are sent in the order of the
// events: the first that waits keeps those behind it waiting.
//
// Whoever sends a message claims it first, for a time (its lease). If they die, another may claim it when the time is
// over; if they were only slow, it goes out twice. So a lease has to be longer than a try can last.
//
// Errors are those of the database. Thread-safety: that of the database.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/database.h"
#include "portolan/error.h"

namespace portolan::post {

using Time = std::chrono::sys_seconds;

enum class Kind : std::uint8_t { kMail, kHook };
enum class State : std::uint8_t {
  kWaiting,
  kSent,
  kFailed,   // refused for good by who should take it
  kDropped,  // the receiver is gone
};
std::string_view to_string(Kind kind) noexcept;    // "mail", "hook"
std::string_view to_string(State state) noexcept;  // "waiting", "sent", "failed", "dropped"

struct Message {
  std::string registry;
  std::uint64_t position = 0;  // of the event
  Kind kind = Kind::kMail;
  std::uint64_t receiver = 0;  // the number of an account, or of a hook
  std::uint64_t application = 0;
  std::string what;  // the name of the letter, or of the event
  State state = State::kWaiting;
  std::uint64_t tries = 0;
  Time due;
  std::uint64_t claim = 0;
  std::string problem;  // of the last try

  bool operator==(const Message&) const = default;
};

// The position of the first event that was not looked at; nothing if nobody ever began.
Result<std::optional<std::uint64_t>> cursor_of(database::Database& database, std::string_view registry);

struct Move {
  std::string_view registry;
  std::optional<std::uint64_t> from;  // where the cursor has to be
  std::uint64_t to = 0;
  std::span<const Message> messages = {};  // of the events between; due at once
};
// All of it or nothing, in a transaction of its own. False: somebody else has moved the cursor.
Result<bool> move_cursor(database::Database& database, const Move& move, Time now);

// The next message that is due, if there is one, which is the caller's until `now + lease`. `only`: of that kind.
Result<std::optional<Message>> claim(database::Database& database, std::string_view registry, std::optional<Kind> only,
                                     Time now, std::chrono::seconds lease);
// It is over with it. Sent is sent, also if another has claimed it meanwhile.
Result<void> settle(database::Database& database, const Message& message, State state, std::string_view problem,
                    Time now);
// To be tried again at `due`. Does nothing if another has claimed it meanwhile.
Result<void> put_off(database::Database& database, const Message& message, std::string_view problem, Time due);
// How long to wait behind so many tries: 1, 2, 4, ... minutes, at most 6 hours.
std::chrono::seconds wait_after(std::uint64_t tries) noexcept;

// When something has to be sent next, or can be claimed again; nothing if nothing waits.
Result<std::optional<Time>> next_due(database::Database& database, std::string_view registry);

// The first event of the application that the receiver got a mail about: the others are answers to that.
Result<std::uint64_t> thread_of(database::Database& database, const Message& message);

// For operators: the newest first.
Result<std::vector<Message>> messages(database::Database& database, std::string_view registry, State state,
                                      std::uint64_t limit);
// One that failed or waits is due now. False: there is none.
Result<bool> try_again(database::Database& database, const Message& message, Time now);
// What waits for a receiver who is gone.
Result<void> drop_all(database::Database& database, std::string_view registry, Kind kind, std::uint64_t receiver,
                      std::string_view problem, Time now);

}  // namespace portolan::post
