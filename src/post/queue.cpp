// SPDX-License-Identifier: Apache-2.0
#include "post/queue.h"

#include <algorithm>
#include <array>

#include "accounts/rows.h"

namespace portolan::post {

using accounts::number_at;
using accounts::text;
using accounts::text_at;
using accounts::time_at;
using accounts::value_of;
using database::Database;
using database::Row;

namespace {

constexpr std::array<std::string_view, 2> kKinds = {"mail", "hook"};
constexpr std::array<std::string_view, 4> kStates = {"waiting", "sent", "failed", "dropped"};

constexpr std::string_view kSelect =
    "SELECT m.registry, m.position, m.kind, m.receiver, m.application, m.what, m.state, m.tries, m.due, m.claim, "
    "m.problem FROM post_messages m ";
// Behind the state, what another message of the same event and receiver would have too.
constexpr std::string_view kOfKey = " WHERE registry = $1 AND position = $2 AND kind = $3 AND receiver = $4";

template <class Enum, std::size_t kSize>
Enum parsed(const std::array<std::string_view, kSize>& names, std::string_view name) {
  return static_cast<Enum>(std::ranges::find(names, name) - names.begin());
}

Message message_of(const Row& row) {
  return {.registry = text_at(row, 0),
          .position = number_at(row, 1),
          .kind = parsed<Kind>(kKinds, row.bytes(2)),
          .receiver = number_at(row, 3),
          .application = number_at(row, 4),
          .what = text_at(row, 5),
          .state = parsed<State>(kStates, row.bytes(6)),
          .tries = number_at(row, 7),
          .due = time_at(row, 8),
          .claim = number_at(row, 9),
          .problem = text_at(row, 10)};
}

Result<bool> moved(Database& database, const Move& move) {
  if (!move.from) {
    const std::array values = {text(move.registry), value_of(move.to)};
    return accounts::changes(
        database, "INSERT INTO post_cursors (registry, position) VALUES ($1, $2) ON CONFLICT (registry) DO NOTHING",
        values);
  }
  const std::array values = {text(move.registry), value_of(move.to), value_of(*move.from)};
  return accounts::changes(database, "UPDATE post_cursors SET position = $2 WHERE registry = $1 AND position = $3",
                           values);
}

Result<void> add(Database& database, const Message& one, Time now) {
  const std::array values = {text(one.registry),     value_of(one.position),    text(to_string(one.kind)),
                             value_of(one.receiver), value_of(one.application), text(one.what),
                             value_of(now)};
  const auto done = database.execute(
      "INSERT INTO post_messages (registry, position, kind, receiver, application, what, state, tries, due, lease, "
      "claim, settled, problem) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, 0, 0, 0, '')",
      values);
  if (!done) return std::unexpected(done.error());
  return {};
}

// Only one writes at a time, so what is free here is free when it is taken.
Result<std::optional<Message>> first_free(Database& database, std::string_view registry, std::optional<Kind> only,
                                          Time now) {
  const std::array values = {text(registry), value_of(now), text(only ? to_string(*only) : "")};
  return accounts::first_row(
      database,
      std::string(kSelect) +
          "WHERE m.registry = $1 AND m.state = 'waiting' AND m.due <= $2 AND m.lease <= $2 AND "
          "($3 = '' OR m.kind = $3) AND NOT EXISTS (SELECT 1 FROM post_messages e WHERE e.registry = m.registry AND "
          "e.kind = m.kind AND e.receiver = m.receiver AND e.state = 'waiting' AND e.position < m.position) "
          "ORDER BY m.position, m.kind, m.receiver LIMIT 1",
      values, message_of);
}

}  // namespace

std::string_view to_string(Kind kind) noexcept { return kKinds[static_cast<std::size_t>(kind)]; }
std::string_view to_string(State state) noexcept { return kStates[static_cast<std::size_t>(state)]; }

Result<std::optional<std::uint64_t>> cursor_of(Database& database, std::string_view registry) {
  return accounts::first_row(database, "SELECT position FROM post_cursors WHERE registry = $1",
                             std::array{text(registry)}, [](const Row& row) { return number_at(row, 0); });
}

Result<bool> move_cursor(Database& database, const Move& move, Time now) {
  return accounts::written(database, [&]() -> Result<bool> {
    const auto done = moved(database, move);
    if (!done || !*done) return done;
    for (const Message& one : move.messages)
      if (auto added = add(database, one, now); !added) return std::unexpected(std::move(added.error()));
    return true;
  });
}

Result<std::optional<Message>> claim(Database& database, std::string_view registry, std::optional<Kind> only, Time now,
                                     std::chrono::seconds lease) {
  // Most of the time there is nothing, which is seen without keeping others from writing.
  if (auto looked = first_free(database, registry, only, now); !looked || !*looked) return looked;
  return accounts::written(database, [&]() -> Result<std::optional<Message>> {
    auto found = first_free(database, registry, only, now);
    if (!found || !*found) return found;
    Message& one = **found;
    const std::array values = {text(registry), value_of(one.position), text(to_string(one.kind)),
                               value_of(one.receiver), value_of(now + lease)};
    const auto taken = database.execute(
        "UPDATE post_messages SET lease = $5, claim = claim + 1, tries = tries + 1" + std::string(kOfKey), values);
    if (!taken) return std::unexpected(taken.error());
    ++one.claim;
    ++one.tries;
    return found;
  });
}

Result<void> settle(Database& database, const Message& message, State state, std::string_view problem, Time now) {
  const std::array values = {text(message.registry),
                             value_of(message.position),
                             text(to_string(message.kind)),
                             value_of(message.receiver),
                             text(to_string(state)),
                             text(problem),
                             value_of(now),
                             value_of(message.claim)};
  const auto done = database.execute("UPDATE post_messages SET state = $5, problem = $6, settled = $7, lease = 0" +
                                         std::string(kOfKey) + " AND state = 'waiting' AND ($5 = 'sent' OR claim = $8)",
                                     values);
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<void> put_off(Database& database, const Message& message, std::string_view problem, Time due) {
  const std::array values = {text(message.registry),
                             value_of(message.position),
                             text(to_string(message.kind)),
                             value_of(message.receiver),
                             text(problem),
                             value_of(due),
                             value_of(message.claim)};
  const auto done = database.execute("UPDATE post_messages SET problem = $5, due = $6, lease = 0" +
                                         std::string(kOfKey) + " AND state = 'waiting' AND claim = $7",
                                     values);
  if (!done) return std::unexpected(done.error());
  return {};
}

std::chrono::seconds wait_after(std::uint64_t tries) noexcept {
  constexpr std::chrono::seconds kFirst = std::chrono::minutes(1);
  constexpr std::chrono::seconds kLongest = std::chrono::hours(6);
  constexpr std::uint64_t kDoublings = 9;  // beyond the longest
  const std::uint64_t doublings = std::min(tries == 0 ? 0 : tries - 1, kDoublings);
  return std::min(kFirst * (std::int64_t{1} << doublings), kLongest);
}

Result<std::optional<Time>> next_due(Database& database, std::string_view registry) {
  return accounts::first_row(
      database,
      "SELECT CASE WHEN m.lease > m.due THEN m.lease ELSE m.due END AS moment FROM post_messages m WHERE m.registry = "
      "$1 "
      "AND m.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM post_messages e WHERE e.registry = m.registry AND "
      "e.kind = m.kind AND e.receiver = m.receiver AND e.state = 'waiting' AND e.position < m.position) "
      "ORDER BY moment LIMIT 1",
      std::array{text(registry)}, [](const Row& row) { return time_at(row, 0); });
}

Result<std::uint64_t> thread_of(Database& database, const Message& message) {
  const std::array values = {text(message.registry), text(to_string(message.kind)), value_of(message.receiver),
                             value_of(message.application)};
  return accounts::number_of(database,
                             "SELECT MIN(position) FROM post_messages WHERE registry = $1 AND kind = $2 AND "
                             "receiver = $3 AND application = $4",
                             values);
}

Result<std::vector<Message>> messages(Database& database, std::string_view registry, State state, std::uint64_t limit) {
  const std::array values = {text(registry), text(to_string(state)),
                             value_of(std::min<std::uint64_t>(limit, INT64_MAX))};
  return accounts::all_rows(database,
                            std::string(kSelect) +
                                "WHERE m.registry = $1 AND m.state = $2 "
                                "ORDER BY m.position DESC, m.kind, m.receiver LIMIT $3",
                            values, message_of);
}

Result<bool> try_again(Database& database, const Message& message, Time now) {
  const std::array values = {text(message.registry), value_of(message.position), text(to_string(message.kind)),
                             value_of(message.receiver), value_of(now)};
  return accounts::changes(database,
                           "UPDATE post_messages SET state = 'waiting', due = $5, settled = 0, tries = 0" +
                               std::string(kOfKey) + " AND (state = 'waiting' OR state = 'failed')",
                           values);
}

Result<void> drop_all(Database& database, std::string_view registry, Kind kind, std::uint64_t receiver,
                      std::string_view problem, Time now) {
  const std::array values = {text(registry), text(to_string(kind)), value_of(receiver), text(problem), value_of(now)};
  const auto done = database.execute(
      "UPDATE post_messages SET state = 'dropped', problem = $4, settled = $5, lease = 0 WHERE registry = $1 AND "
      "kind = $2 AND receiver = $3 AND state = 'waiting'",
      values);
  if (!done) return std::unexpected(done.error());
  return {};
}

}  // namespace portolan::post
