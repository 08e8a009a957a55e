// SPDX-License-Identifier: Apache-2.0
#include "ledger/line.h"

#include <algorithm>
#include <span>

#include "events/import.h"
#include "ledger/checkpoints.h"
#include "ledger/derived.h"

namespace portolan::ledger {

using database::Database;
using database::Value;
using registry::Record;

Result<void> Line::add(const events::Event& event, std::uint64_t position, std::uint64_t batch) {
  ++events_;
  advance(row_, position, event);
  if (!is_of_main_line(event)) return {};
  const std::uint64_t number = events::record_number(event.what);
  const bool moved = std::holds_alternative<events::RecordMoved>(event.what);
  // What is taken is noted before what is released: a key that stays is never free.
  if (const auto* added = std::get_if<events::RecordAdded>(&event.what)) hold(added->record, batch);
  if (const auto* changed = std::get_if<events::RecordChanged>(&event.what)) hold(changed->record, batch);
  if (const Record* before = state_.records().find(number); before != nullptr && !moved) release(*before);
  return state_.apply(event, position);
}

void Line::hold(const Record& record, std::uint64_t batch) {
  for (std::string& key : events::holdings(std::span(&record, 1)))
    ++holdings_.try_emplace(std::move(key), Holding{batch, 0, false}).first->second.records;
}

void Line::release(const Record& record) {
  for (std::string& key : events::holdings(std::span(&record, 1))) {
    const auto found = holdings_.find(key);
    if (found == holdings_.end() || --found->second.records > 0 || found->second.noted) continue;
    found->second.noted = true;
    released_.push_back(std::move(key));
  }
}

Result<void> Line::end_batch(Database& database) {
  for (const std::string& key : released_)
    if (const auto found = holdings_.find(key); found != holdings_.end()) {
      found->second.noted = false;
      if (found->second.records == 0) holdings_.erase(found);
    }
  released_.clear();
  if (row_.last - checkpoint_ < kCheckpointEvery) return {};
  checkpoint_ = row_.last;
  return keep_checkpoint(database, row_.id, checkpoint_, state_);
}

Result<void> Line::write(Database& database, std::uint64_t version) {
  // How many batches there were, the events do not say. They were at least as many: so whoever read the registry at
  // another version than this one is told that it changed.
  row_.version = std::max(version, events_);
  if (auto kept = keep_registry(database, name_, row_); !kept) return kept;
  Rows rows("holdings", {"registry", "holding", "position"});
  for (const auto& [key, holding] : holdings_)
    rows.add({value_of(row_.id), Value::text(key), value_of(holding.position)});
  return rows.write(database);
}

}  // namespace portolan::ledger
