// SPDX-License-Identifier: Apache-2.0
//
// The state of a registry at a moment: the nearest checkpoint before it, and the events behind that.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ledger/checkpoints.h"
#include "ledger/derived.h"
#include "ledger/inside.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"

namespace portolan::ledger {
namespace {

using database::Access;
using database::Database;
using database::Row;
using database::Transaction;
using database::Value;

// The end of a line of events: of the main line, or of a late import.
struct Tip {
  std::uint64_t end = 0;
  std::uint64_t late = 0;
  std::int64_t effective = 0;
};

Tip tip_of(const Row& row) { return {number_at(row, 0) + 1, number_at(row, 1), row.integer(2)}; }

Result<Tip> tip_at_date(Database& database, const RegistryRow& row, Date date) {
  // A month asks for its end.
  const std::int64_t day = day_number(date) + (date.has_day() ? 0 : 99);
  const std::array values = {value_of(row.id), Value(day)};
  const auto main = first_row(database,
                              "SELECT position, late, effective FROM events WHERE registry = $1 AND late = 0 AND "
                              "application = 0 AND effective <= $2 ORDER BY effective DESC, position DESC LIMIT 1",
                              values, tip_of);
  if (!main) return std::unexpected(main.error());
  const auto late = first_row(database,
                              "SELECT position, late, effective FROM events WHERE registry = $1 AND late <> 0 AND "
                              "effective <= $2 ORDER BY effective DESC, position DESC LIMIT 1",
                              values, tip_of);
  if (!late) return std::unexpected(late.error());
  const Tip none;
  const Tip& of_main = *main ? **main : none;
  return *late && (*late)->effective > of_main.effective ? **late : of_main;
}

Result<Tip> tip_before(Database& database, std::uint64_t end) {
  if (end == 0) return Tip();
  const std::array values = {value_of(end - 1)};
  const auto found =
      first_row(database, "SELECT position, late, effective FROM events WHERE position = $1", values, tip_of);
  if (!found) return std::unexpected(found.error());
  if (!*found) return fail(ErrorCode::kDamaged, fmt::format("event {} of the ledger is missing", end - 1));
  return **found;
}

Result<Tip> tip_at_position(Database& database, const RegistryRow& row, std::uint64_t end) {
  const auto size = event_count(database);
  if (!size) return std::unexpected(size.error());
  if (end > *size)
    return fail(ErrorCode::kNotFound, fmt::format("the ledger has {} events: there is no position @{}", *size, end));
  if (end >= row.last) return tip_before(database, row.last);
  // By position, so not by the index over the dates of a registry: its pluses keep SQLite from it.
  const std::array values = {value_of(row.id), value_of(end)};
  const auto found = first_row(database,
                               "SELECT position, late, effective FROM events WHERE position < $2 AND +registry = $1 "
                               "AND +late = 0 AND +application = 0 ORDER BY position DESC LIMIT 1",
                               values, tip_of);
  if (!found) return std::unexpected(found.error());
  return found->value_or(Tip());
}

Result<void> apply_events(Database& database, const RegistryRow& row, std::uint64_t late, std::uint64_t from,
                          std::uint64_t to, events::State& state) {
  const std::array values = {value_of(row.id), value_of(late), value_of(from), value_of(to)};
  Result<void> applied;
  auto asked = database.query(
      "SELECT position, bytes FROM events WHERE position >= $3 AND position < $4 AND +registry = $1 AND +late = $2 "
      "AND +application = 0 ORDER BY position",
      values, [&](const Row& found) {
        const auto event = events::decode(found.bytes(1));
        applied = event ? state.apply(*event, number_at(found, 0)) : std::unexpected(event.error());
        return applied.has_value();
      });
  if (!asked) return asked;
  return applied;
}

Result<events::State> fold(Database& database, const RegistryRow& row, const Tip& tip) {
  if (tip.late == 0) {
    auto checkpoint = checkpoint_before(database, row.id, tip.end);
    if (!checkpoint) return std::unexpected(std::move(checkpoint.error()));
    if (auto done = apply_events(database, row, 0, checkpoint->end, tip.end, checkpoint->state); !done)
      return std::unexpected(std::move(done.error()));
    return std::move(checkpoint->state);
  }
  const std::array values = {value_of(tip.late - 1)};
  const auto bytes = first_row(database, "SELECT bytes FROM events WHERE position = $1", values,
                               [](const Row& found) { return std::string(found.bytes(0)); });
  if (!bytes) return std::unexpected(bytes.error());
  const auto event = events::decode(bytes->value_or(""));
  if (!event) return std::unexpected(event.error());
  const auto* import = std::get_if<events::Imported>(&event->what);
  if (import == nullptr || !import->late || import->base >= tip.late)
    return fail(ErrorCode::kDamaged, fmt::format("event {} of the ledger is no late import", tip.late - 1));
  const auto base = tip_before(database, import->base);
  if (!base) return std::unexpected(base.error());
  auto state = fold(database, row, *base);
  if (!state) return state;
  if (auto done = apply_events(database, row, tip.late, tip.late - 1, tip.end, *state); !done)
    return std::unexpected(std::move(done.error()));
  return state;
}

Result<Tip> tip_at(Database& database, const RegistryRow& row, const Moment& moment) {
  if (const auto* date = std::get_if<Date>(&moment)) return tip_at_date(database, row, *date);
  if (const auto* end = std::get_if<std::uint64_t>(&moment)) return tip_at_position(database, row, *end);
  return Tip{row.last, 0, row.effective};
}

}  // namespace

Result<StateAt> state_inside(Database& database, std::string_view registry, const Moment& moment) {
  const auto row = known_registry(database, registry);
  if (!row) return std::unexpected(row.error());
  const auto tip = tip_at(database, *row, moment);
  if (!tip) return std::unexpected(tip.error());
  auto state = fold(database, *row, *tip);
  if (!state) return std::unexpected(std::move(state.error()));
  return StateAt{std::move(*state), tip->end, tip->late, date_of(tip->effective)};
}

Result<StateAt> Ledger::state(std::string_view registry, const Moment& moment) {
  auto transaction = Transaction::begin(*database_, Access::kRead);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  return state_inside(*database_, registry, moment);
}

Result<std::vector<DatedEvents>> Ledger::dates(std::string_view registry, std::uint64_t end) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  const std::array values = {value_of(row->id), value_of(std::min<std::uint64_t>(end, INT64_MAX))};
  std::map<std::int64_t, DatedEvents> dates;
  auto asked = database_->query(
      "SELECT effective, MIN(position), MAX(position) FROM events WHERE registry = $1 AND late = 0 AND application = 0 "
      "AND position < $2 GROUP BY effective",
      values, [&](const Row& found) {
        dates.emplace(found.integer(0), DatedEvents{.date = date_of(found.integer(0)),
                                                    .first = number_at(found, 1),
                                                    .end = number_at(found, 2) + 1});
        return true;
      });
  if (!asked) return std::unexpected(std::move(asked.error()));
  const std::int64_t last = dates.empty() ? 0 : dates.rbegin()->first;
  // Where both have a date, the state is that of the main line, as tip_at_date() has it.
  asked = database_->query(
      "SELECT effective, MAX(late), MAX(position) FROM events WHERE registry = $1 AND late <> 0 GROUP BY effective",
      std::span(values).first(1), [&](const Row& found) {
        if (found.integer(0) < last)
          dates.emplace(found.integer(0), DatedEvents{.date = date_of(found.integer(0)),
                                                      .first = number_at(found, 1) - 1,
                                                      .end = number_at(found, 2) + 1,
                                                      .late = true});
        return true;
      });
  if (!asked) return std::unexpected(std::move(asked.error()));
  std::vector<DatedEvents> out;
  for (const auto& [day, events] : dates) out.push_back(events);
  return out;
}

Result<std::optional<std::uint64_t>> Ledger::end_of_append(std::uint64_t position) {
  std::optional<std::uint64_t> end;
  if (position == 0) return end;
  std::optional<events::Event> before;
  Filter filter;
  filter.from = position - 1;
  auto read = each_event(filter, [&](std::uint64_t at, const events::Event& event) {
    if (!before) {
      before = event;
      return true;
    }
    if (!same_append(*before, event)) return false;
    end = at + 1;
    return true;
  });
  if (!read) return std::unexpected(std::move(read.error()));
  return end;
}

// By their positions, which both databases take as one list.
Result<std::unordered_map<std::uint64_t, events::Personal>> Ledger::personal_of(const events::State& state) {
  std::string list;
  const bool sqlite = database_->kind() == "sqlite";
  state.contacts().for_each([&](std::uint64_t, const events::ContactState& contact) {
    if (contact.erased) return;
    list += (list.empty() ? "" : ",") + std::to_string(contact.position);
  });
  list = (sqlite ? "[" : "{") + list + (sqlite ? "]" : "}");
  const std::array values = {Value::text(list)};
  std::unordered_map<std::uint64_t, events::Personal> found;
  found.reserve(state.contacts().size());
  const std::string_view sql =
      sqlite ? "SELECT position, salt, data FROM personal WHERE position IN (SELECT value FROM json_each($1))"
             // A text first: the parameter takes its type from where it stands. Unnested, for PostgreSQL goes through
             // an array that it does not know beforehand from its beginning for each row.
             : "SELECT position, salt, data FROM personal WHERE position IN (SELECT UNNEST(CAST(CAST($1 AS TEXT) AS "
               "BIGINT[])))";
  auto asked = database_->query(sql, values, [&](const Row& row) {
    found.emplace(number_at(row, 0), events::Personal{std::string(row.bytes(1)), std::string(row.bytes(2))});
    return true;
  });
  if (!asked) return std::unexpected(std::move(asked.error()));
  return found;
}

Result<registry::Registry> Ledger::materialize(std::string_view registry, const StateAt& at,
                                               events::State::Numbers* numbers) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  auto personal = personal_of(at.state);
  if (!personal) return std::unexpected(std::move(personal.error()));
  return at.state.registry(
      [&](std::uint64_t position) -> Result<std::optional<events::Personal>> {
        const auto found = personal->find(position);
        if (found == personal->end()) return std::nullopt;
        return std::move(found->second);
      },
      numbers);
}

}  // namespace portolan::ledger
