// SPDX-License-Identifier: Apache-2.0
#include "ledger/rows.h"

#include <fmt/format.h>

namespace portolan::ledger {

using database::Database;
using database::Row;
using database::Value;

Result<std::optional<RegistryRow>> registry_row(Database& database, std::string_view name) {
  const std::array values = {Value::text(name)};
  return first_row(database,
                   "SELECT id, version, last, effective, next_record, next_contact, next_application FROM registries "
                   "WHERE name = $1",
                   values, [](const Row& row) {
                     return RegistryRow{.id = number_at(row, 0),
                                        .version = number_at(row, 1),
                                        .last = number_at(row, 2),
                                        .effective = row.integer(3),
                                        .next_record = number_at(row, 4),
                                        .next_contact = number_at(row, 5),
                                        .next_application = number_at(row, 6)};
                   });
}

Result<RegistryRow> known_registry(Database& database, std::string_view name) {
  auto row = registry_row(database, name);
  if (!row) return std::unexpected(std::move(row.error()));
  if (!*row) return fail(ErrorCode::kNotFound, fmt::format("this ledger holds no registry '{}'", name));
  return **row;
}

Result<void> keep_registry(Database& database, std::string_view name, const RegistryRow& row, IsThere is_there) {
  if (is_there == IsThere::kYes) {
    const std::array values = {value_of(row.id),
                               value_of(row.version),
                               value_of(row.last),
                               Value(row.effective),
                               value_of(row.next_record),
                               value_of(row.next_contact),
                               value_of(row.next_application)};
    return database.post(
        // What is known may be old: a version that is not the one before breaks the rule that it is not null.
        "UPDATE registries SET version = CASE WHEN version + 1 = $2 THEN $2 END, last = $3, effective = $4, "
        "next_record = $5, next_contact = $6, next_application = $7 "
        "WHERE id = $1",
        values);
  }
  const std::array values = {
      value_of(row.id),     Value::text(name),         value_of(row.version),      value_of(row.last),
      Value(row.effective), value_of(row.next_record), value_of(row.next_contact), value_of(row.next_application)};
  return database.post(
      "INSERT INTO registries (id, name, version, last, effective, next_record, next_contact, next_application) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET version = $3, last = $4, effective = $5, "
      "next_record = $6, next_contact = $7, next_application = $8",
      values);
}

Result<std::optional<std::string>> property(Database& database, std::string_view name) {
  const std::array values = {Value::text(name)};
  return first_row(database, "SELECT value FROM properties WHERE name = $1", values,
                   [](const Row& row) { return std::string(row.bytes(0)); });
}

Result<void> set_property(Database& database, std::string_view name, std::string_view value, IsThere is_there) {
  const std::array values = {Value::text(name), Value::blob(value)};
  if (is_there == IsThere::kYes) return database.post("UPDATE properties SET value = $2 WHERE name = $1", values);
  return database.post(
      "INSERT INTO properties (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2", values);
}

Result<std::uint64_t> event_count(Database& database) {
  const auto last = first_row(database, "SELECT COALESCE(MAX(position), -1) FROM events", {},
                              [](const Row& row) { return row.integer(0); });
  if (!last) return std::unexpected(last.error());
  return static_cast<std::uint64_t>(last->value_or(-1) + 1);
}

void Rows::add(std::initializer_list<Value> row) {
  for (const Value& value : row) {
    if (value.kind() != Value::Kind::kText && value.kind() != Value::Kind::kBlob) {
      values_.push_back(value);
      continue;
    }
    const std::string& kept = bytes_.emplace_back(value.bytes());
    values_.push_back(value.kind() == Value::Kind::kText ? Value::text(kept) : Value::blob(kept));
    weight_ += kept.size();
  }
}

Result<void> Rows::write(Database& database) {
  const std::size_t count = values_.size() / columns_.size();
  auto written = count <= kFew ? post_each(database) : database.insert(table_, columns_, values_);
  values_.clear();
  bytes_.clear();
  weight_ = 0;
  return written;
}

Result<void> Rows::post_each(Database& database) const {
  if (values_.empty()) return {};
  std::string names;
  std::string places;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    names += fmt::format("{}{}", i == 0 ? "" : ", ", columns_[i]);
    places += fmt::format("{}${}", i == 0 ? "" : ", ", i + 1);
  }
  const std::string sql = fmt::format("INSERT INTO {} ({}) VALUES ({})", table_, names, places);
  for (std::size_t at = 0; at < values_.size(); at += columns_.size())
    if (auto posted = database.post(sql, std::span(values_).subspan(at, columns_.size())); !posted) return posted;
  return {};
}

}  // namespace portolan::ledger
