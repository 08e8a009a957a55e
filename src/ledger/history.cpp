// SPDX-License-Identifier: Apache-2.0
//
// What happened to a record or a contact, without reading what happened to the others.
#include <algorithm>
#include <set>

#include "ledger/ledger.h"
#include "ledger/rows.h"

namespace portolan::ledger {
namespace {

using database::Database;
using database::Row;
using database::Value;

Result<std::vector<std::uint64_t>> numbers_of(Database& database, std::string_view sql, std::span<const Value> values) {
  std::vector<std::uint64_t> out;
  auto asked = database.query(sql, values, [&](const Row& row) {
    out.push_back(number_at(row, 0));
    return true;
  });
  if (!asked) return std::unexpected(std::move(asked.error()));
  return out;
}

Result<void> add_positions(Database& database, std::string_view sql, std::uint64_t registry,
                           std::span<const std::uint64_t> subjects, std::set<std::uint64_t>& positions) {
  for (const std::uint64_t subject : subjects) {
    const std::array values = {value_of(registry), value_of(subject)};
    const auto found = numbers_of(database, sql, values);
    if (!found) return std::unexpected(found.error());
    positions.insert(found->begin(), found->end());
  }
  return {};
}

}  // namespace

Result<Subjects> Ledger::subjects_with_name(std::string_view registry, std::string_view name) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  const std::string folded = registry::fold_ascii(name);
  const std::array values = {value_of(row->id), Value::text(folded)};
  auto records = numbers_of(
      *database_, "SELECT DISTINCT record FROM subjects WHERE registry = $1 AND name = $2 ORDER BY record", values);
  if (!records) return std::unexpected(std::move(records.error()));
  return Subjects{std::move(*records), {}};
}

Result<Subjects> Ledger::subjects_with_port(std::string_view registry, PortRange ports) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  const std::array values = {value_of(row->id), Value(std::int64_t{ports.first}), Value(std::int64_t{ports.last})};
  // Those that begin in the range, and the few ranges that begin before it and reach into it.
  auto records = numbers_of(*database_,
                            "SELECT record FROM subjects WHERE registry = $1 AND first_port >= $2 AND first_port <= $3 "
                            "UNION SELECT record FROM subjects WHERE registry = $1 AND last_port > first_port AND "
                            "first_port < $2 AND last_port >= $2 ORDER BY record",
                            values);
  if (!records) return std::unexpected(std::move(records.error()));
  return Subjects{std::move(*records), {}};
}

Result<Subjects> Ledger::subjects_with_contact(std::string_view registry, std::string_view id) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  const std::string folded = registry::fold_ascii(id);
  const std::array values = {value_of(row->id), Value::text(folded)};
  auto contacts = numbers_of(
      *database_, "SELECT DISTINCT contact FROM personal WHERE registry = $1 AND id = $2 ORDER BY contact", values);
  if (!contacts) return std::unexpected(std::move(contacts.error()));
  return Subjects{{}, std::move(*contacts)};
}

Result<std::optional<registry::Contact>> Ledger::contact(std::string_view registry, std::uint64_t number) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  const std::array values = {value_of(row->id), value_of(number)};
  const auto data = first_row(
      *database_, "SELECT data FROM personal WHERE registry = $1 AND contact = $2 ORDER BY position DESC LIMIT 1",
      values, [](const Row& found) { return std::string(found.bytes(0)); });
  if (!data) return std::unexpected(data.error());
  if (!*data) return std::nullopt;
  auto contact = events::decode_contact(**data);
  if (!contact) return std::unexpected(std::move(contact.error()));
  return std::move(*contact);
}

Result<void> Ledger::history(std::string_view registry, const Subjects& subjects, const EachEvent& each) {
  const auto row = known_registry(*database_, registry);
  if (!row) return std::unexpected(row.error());
  std::set<std::uint64_t> positions;
  auto found =
      add_positions(*database_, "SELECT position FROM events WHERE registry = $1 AND record = $2 AND record <> 0",
                    row->id, subjects.records, positions);
  if (found)
    found =
        add_positions(*database_, "SELECT position FROM events WHERE registry = $1 AND contact = $2 AND contact <> 0",
                      row->id, subjects.contacts, positions);
  if (!found) return found;
  for (const std::uint64_t position : positions) {
    const auto bytes = event_bytes(position);
    if (!bytes) return std::unexpected(bytes.error());
    const auto event = events::decode(*bytes);
    if (!event) return std::unexpected(event.error());
    if (!each(position, *event)) break;
  }
  return {};
}

}  // namespace portolan::ledger
