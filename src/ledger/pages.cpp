// SPDX-License-Identifier: Apache-2.0
#include "ledger/pages.h"

#include <fmt/format.h>

#include <array>

#include "ledger/rows.h"

namespace portolan::ledger {

using database::Row;

Result<std::vector<StoredEvent>> EventPages::next() {
  std::vector<StoredEvent> page;
  if (auto read = read_events(page); !read) return std::unexpected(std::move(read.error()));
  for (const StoredEvent& event : page)
    if (event.position != next_++)
      return fail(ErrorCode::kDamaged, fmt::format("event {} of the ledger is missing", next_ - 1));
  if (page.empty()) return page;
  if (auto read = read_personal(page); !read) return std::unexpected(std::move(read.error()));
  return page;
}

Result<void> EventPages::read_events(std::vector<StoredEvent>& page) {
  std::size_t size = 0;
  const std::array values = {value_of(next_), value_of(kPageEvents)};
  return database_.query(
      "SELECT position, registry, late, effective, record, contact, application, step, bytes, hash FROM events "
      "WHERE position >= $1 "
      "ORDER BY position LIMIT $2",
      values, [&](const Row& row) {
        page.push_back({.position = number_at(row, 0),
                        .columns = {.registry = number_at(row, 1),
                                    .late = number_at(row, 2),
                                    .effective = row.integer(3),
                                    .record = number_at(row, 4),
                                    .contact = number_at(row, 5),
                                    .application = number_at(row, 6),
                                    .step = number_at(row, 7)},
                        .bytes = std::string(row.bytes(8)),
                        .leaf = hash_of(row.bytes(9)),
                        .personal = {}});
        size += page.back().bytes.size();
        return size < kPageBytes;
      });
}

Result<void> EventPages::read_personal(std::vector<StoredEvent>& page) {
  const std::uint64_t first = page.front().position;
  const std::array values = {value_of(first), value_of(page.back().position)};
  return database_.query(
      "SELECT position, registry, contact, application, id, salt, data FROM personal WHERE position >= $1 AND position "
      "<= $2",
      values, [&](const Row& row) {
        page[number_at(row, 0) - first].personal =
            StoredPersonal{.registry = number_at(row, 1),
                           .contact = number_at(row, 2),
                           .application = number_at(row, 3),
                           .id = std::string(row.bytes(4)),
                           .personal = {std::string(row.bytes(5)), std::string(row.bytes(6))}};
        return true;
      });
}

}  // namespace portolan::ledger
