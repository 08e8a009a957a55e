// SPDX-License-Identifier: Apache-2.0
#include "accounts/guesses.h"

#include <algorithm>

#include "accounts/rows.h"

namespace portolan::accounts {
namespace {

constexpr std::chrono::seconds kHour = std::chrono::hours(1);
constexpr std::string_view kRemembered = "10";
constexpr std::uint64_t kMostDoublings = 12;  // more than an hour

Result<void> run(const Office& office, std::string_view sql, Values values) {
  const auto done = office.database.execute(sql, values);
  if (!done) return std::unexpected(done.error());
  return {};
}

// When the `number`th guess before now was made, counted from 1; nothing if there were fewer within `span`. Guesses
// that a clock which was wrong has put far ahead do not count.
using Guessed = Result<std::optional<Time>>;
Guessed guess_at(const Office& office, std::string_view which, Values key, std::uint64_t number, Time now,
                 std::chrono::seconds span) {
  std::vector<database::Value> values = {value_of(now - span), value_of(now + span), value_of(number - 1)};
  values.insert(values.end(), key.begin(), key.end());
  const std::string sql = "SELECT at FROM account_guesses WHERE at > $1 AND at < $2 AND " + std::string(which) +
                          " ORDER BY at DESC LIMIT 1 OFFSET $3";
  return first_row(office.database, sql, values, [](const database::Row& row) { return time_at(row, 0); });
}

struct Bound {
  std::string_view which;
  std::vector<database::Value> key;
  std::uint64_t number;  // so many within the span, and no more
  std::chrono::seconds span;
};

std::vector<Bound> bounds(const Rules& rules, const Guesser& who) {
  std::vector<Bound> out = {{"address = $4 AND wrong = 1", {blob(who.address)}, rules.wrong_by_address, rules.window},
                            {"subject = $4", {blob(who.subject)}, rules.looked_at_in_hour, kHour}};
  if (who.stranger) {
    out.push_back({"subject = $4 AND stranger = 1", {blob(who.subject)}, rules.strangers_in_hour, kHour});
    out.push_back(
        {"subject = $4 AND stranger = 1 AND wrong = 1", {blob(who.subject)}, rules.wrong_in_window, rules.window});
  } else {
    out.push_back({"subject = $4 AND stranger = 0 AND address = $5 AND wrong = 1",
                   {blob(who.subject), blob(who.address)},
                   rules.wrong_in_window,
                   rules.window});
  }
  return out;
}

// 2 seconds behind the last one, then 4, 8, ...: for as many as there are above those that are free.
Result<Time> end_of_waiting(const Office& office, const Bound& wrong, Time now) {
  std::uint64_t guesses = 0;
  std::optional<Time> last;
  while (guesses < office.rules.free_guesses + kMostDoublings) {
    const auto guessed = guess_at(office, wrong.which, wrong.key, guesses + 1, now, wrong.span);
    if (!guessed) return std::unexpected(guessed.error());
    if (!*guessed) break;
    if (guesses++ == 0) last = *guessed;
  }
  if (!last || guesses < office.rules.free_guesses) return Time();
  return *last + std::chrono::seconds(std::int64_t{2} << (guesses - office.rules.free_guesses));
}

Result<Time> next_chance(const Office& office, const Guesser& who, Time now) {
  const std::vector<Bound> all = bounds(office.rules, who);
  auto retry = end_of_waiting(office, all.back(), now);
  if (!retry) return retry;
  for (const Bound& bound : all) {
    const auto first = guess_at(office, bound.which, bound.key, bound.number, now, bound.span);
    if (!first) return std::unexpected(first.error());
    if (*first) *retry = std::max(*retry, **first + bound.span);
  }
  return retry;
}

}  // namespace

Result<Guesser> guesser(const Office& office, std::string_view kind, PersonId account, std::string_view name,
                        std::string_view address) {
  const std::string group = address_group(address);
  const std::string number = std::to_string(account);
  Guesser out{.account = account,
              .subject = office.keys.hash(kind, account == 0 ? "name " + std::string(name) : "account " + number),
              .address = office.keys.hash("address", group),
              .known_as = office.keys.hash("known address", number + " " + group)};
  // Also asked for nobody, who takes as long as everybody.
  const auto known =
      number_of(office.database, "SELECT COUNT(*) FROM account_addresses WHERE account = $1 AND address = $2",
                std::array{value_of(account), blob(out.known_as)});
  if (!known) return std::unexpected(known.error());
  out.stranger = *known == 0;
  return out;
}

Result<Admission> admit(const Office& office, const Guesser& guesser, Time now) {
  const auto retry = next_chance(office, guesser, now);
  if (!retry) return std::unexpected(retry.error());
  if (now < *retry) return Admission{.guess = 0, .retry = *retry};
  const std::array values = {blob(guesser.subject), blob(guesser.address), value_of(guesser.stranger), value_of(now)};
  const auto guess = number_of(office.database,
                               "INSERT INTO account_guesses (id, subject, address, stranger, at, wrong) "
                               "SELECT COALESCE(MAX(id), 0) + 1, CAST($1 AS $BLOB), CAST($2 AS $BLOB), "
                               "CAST($3 AS BIGINT), CAST($4 AS BIGINT), 1 FROM account_guesses RETURNING id",
                               values);
  if (!guess) return std::unexpected(guess.error());
  return Admission{.guess = *guess, .retry = now};
}

Result<void> guessed_right(const Office& office, const Guesser& guesser, std::uint64_t guess) {
  const std::array values = {value_of(guess), blob(guesser.subject), blob(guesser.address), value_of(guesser.stranger)};
  return run(office,
             "UPDATE account_guesses SET wrong = 0 WHERE id = $1 OR (id < $1 AND subject = $2 AND stranger = $4 AND "
             "($4 = 1 OR address = $3))",
             values);
}

Result<void> give_back(const Office& office, std::uint64_t guess) {
  return run(office, "DELETE FROM account_guesses WHERE id = $1", std::array{value_of(guess)});
}

Result<void> remember_address(const Office& office, const Guesser& guesser, Time now) {
  const std::array values = {value_of(guesser.account), blob(guesser.known_as), value_of(now)};
  auto kept = run(office,
                  "INSERT INTO account_addresses (account, address, at) VALUES ($1, $2, $3) "
                  "ON CONFLICT (account, address) DO UPDATE SET at = $3",
                  values);
  if (!kept) return kept;
  return run(office,
             "DELETE FROM account_addresses WHERE account = $1 AND address NOT IN (SELECT address FROM "
             "account_addresses WHERE account = $1 ORDER BY at DESC LIMIT " +
                 std::string(kRemembered) + ")",
             std::array{value_of(guesser.account)});
}

}  // namespace portolan::accounts
