// SPDX-License-Identifier: Apache-2.0
//
// Small helpers over the database, for the files of this room.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <deque>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/database.h"
#include "portolan/error.h"
#include "portolan/types.h"
#include "proof/hash.h"

namespace portolan::ledger {

inline database::Value value_of(std::uint64_t number) { return static_cast<std::int64_t>(number); }
inline std::uint64_t number_at(const database::Row& row, std::size_t column) {
  return static_cast<std::uint64_t>(row.integer(column));
}

// Dates as the tables have them: 20241031. The day of a date that has none is 0, so it comes before its days.
inline std::int64_t day_number(Date date) { return date.year * 10000 + date.month * 100 + date.day; }
inline Date date_of(std::int64_t number) {
  return {static_cast<std::uint16_t>(number / 10000), static_cast<std::uint8_t>(number / 100 % 100),
          static_cast<std::uint8_t>(number % 100)};
}

inline std::optional<proof::Hash> hash_of(std::string_view bytes) {
  proof::Hash hash;
  if (bytes.size() != hash.size()) return std::nullopt;
  std::memcpy(hash.data(), bytes.data(), hash.size());
  return hash;
}

// The first row of an answer as `Make` makes it; nothing if there is none.
template <class Make>
auto first_row(database::Database& database, std::string_view sql, std::span<const database::Value> values, Make make)
    -> Result<std::optional<decltype(make(std::declval<const database::Row&>()))>> {
  std::optional<decltype(make(std::declval<const database::Row&>()))> found;
  auto asked = database.query(sql, values, [&](const database::Row& row) {
    found = make(row);
    return false;
  });
  if (!asked) return std::unexpected(std::move(asked.error()));
  return found;
}

struct RegistryRow {
  std::uint64_t id = 0;
  std::uint64_t version = 0;
  std::uint64_t last = 0;
  std::int64_t effective = 0;
  std::uint64_t next_record = 1;
  std::uint64_t next_contact = 1;
  std::uint64_t next_application = 1;
};
Result<std::optional<RegistryRow>> registry_row(database::Database& database, std::string_view name);
// Fails with kNotFound if there is none.
Result<RegistryRow> known_registry(database::Database& database, std::string_view name);

// Writes it, in place of what was there. An insert that finds a row is dearer than an update: `is_there` is for those
// who know; it then fails with kInvalidValue unless the version that is there is the one before.
enum class IsThere : bool { kMaybe, kYes };
Result<void> keep_registry(database::Database& database, std::string_view name, const RegistryRow& row,
                           IsThere is_there = IsThere::kMaybe);

Result<std::optional<std::string>> property(database::Database& database, std::string_view name);
Result<void> set_property(database::Database& database, std::string_view name, std::string_view value,
                          IsThere is_there = IsThere::kMaybe);

Result<std::uint64_t> event_count(database::Database& database);

// Rows on their way into a table. Texts and blobs are copied: what they are made of need not live on.
class Rows {
 public:
  Rows(std::string_view table, std::vector<std::string_view> columns) : table_(table), columns_(std::move(columns)) {}

  void add(std::initializer_list<database::Value> row);
  // Bytes of texts and blobs.
  std::size_t weight() const noexcept { return weight_; }
  // All that were added since the last time. A failure may be told later: see Database::post().
  Result<void> write(database::Database& database);

 private:
  // Up to so many rows one by one cost less than beginning to send many.
  static constexpr std::size_t kFew = 4;
  Result<void> post_each(database::Database& database) const;

  std::string_view table_;
  std::vector<std::string_view> columns_;
  std::vector<database::Value> values_;
  std::deque<std::string> bytes_;
  std::size_t weight_ = 0;
};

}  // namespace portolan::ledger
