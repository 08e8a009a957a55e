// SPDX-License-Identifier: Apache-2.0
//
// Small helpers over the database, for the files of this room and of those whose tables lie beside its own.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accounts/office.h"
#include "database/database.h"
#include "portolan/error.h"

namespace portolan::accounts {

inline database::Value value_of(std::uint64_t number) { return static_cast<std::int64_t>(number); }
inline database::Value value_of(Time time) { return std::int64_t{time.time_since_epoch().count()}; }
inline database::Value value_of(bool truth) { return std::int64_t{truth ? 1 : 0}; }
inline database::Value value_of(const std::optional<Time>& time) { return time ? value_of(*time) : database::Value(); }
inline database::Value text(std::string_view words) { return database::Value::text(words); }
template <std::size_t kSize>
database::Value blob(const std::array<std::byte, kSize>& bytes) {
  return database::Value::blob({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

inline std::uint64_t number_at(const database::Row& row, std::size_t column) {
  return static_cast<std::uint64_t>(row.integer(column));
}
inline Time time_at(const database::Row& row, std::size_t column) {
  return Time(std::chrono::seconds(row.integer(column)));
}
inline std::optional<Time> maybe_time_at(const database::Row& row, std::size_t column) {
  return row.is_null(column) ? std::nullopt : std::optional(time_at(row, column));
}
inline std::string text_at(const database::Row& row, std::size_t column) { return std::string(row.bytes(column)); }

using Values = std::span<const database::Value>;

// All rows of an answer as `make` makes them.
template <class Make>
auto all_rows(database::Database& database, std::string_view sql, Values values, Make make)
    -> Result<std::vector<decltype(make(std::declval<const database::Row&>()))>> {
  std::vector<decltype(make(std::declval<const database::Row&>()))> out;
  auto asked = database.query(sql, values, [&](const database::Row& row) {
    out.push_back(make(row));
    return true;
  });
  if (!asked) return std::unexpected(std::move(asked.error()));
  return out;
}

// The first row of an answer as `make` makes it; nothing if there is none.
template <class Make>
auto first_row(database::Database& database, std::string_view sql, Values values, Make make)
    -> Result<std::optional<decltype(make(std::declval<const database::Row&>()))>> {
  std::optional<decltype(make(std::declval<const database::Row&>()))> found;
  auto asked = database.query(sql, values, [&](const database::Row& row) {
    found = make(row);
    return false;
  });
  if (!asked) return std::unexpected(std::move(asked.error()));
  return found;
}

// The number in the first row; 0 without one.
Result<std::uint64_t> number_of(database::Database& database, std::string_view sql, Values values = {});

// Whether it changed a row.
Result<bool> changes(database::Database& database, std::string_view sql, Values values);

// What `work` does is written whole, or nothing of it if it fails. Not inside of another transaction.
template <class Work>
auto written(database::Database& database, Work work) -> decltype(work()) {
  auto turn = database::Transaction::begin(database, database::Access::kWrite);
  if (!turn) return std::unexpected(std::move(turn.error()));
  auto done = work();
  if (!done) return done;
  if (auto committed = turn->commit(); !committed) return std::unexpected(std::move(committed.error()));
  return done;
}

}  // namespace portolan::accounts
