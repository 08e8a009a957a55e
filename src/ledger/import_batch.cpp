// SPDX-License-Identifier: Apache-2.0
#include "ledger/import_batch.h"

#include <algorithm>
#include <iterator>

namespace portolan::ledger {

namespace {

void add_keys(Batch& batch, const DocumentChange& change) {
  const auto old = events::holdings(change.before);
  const auto now = events::holdings(change.after);
  std::ranges::set_difference(now, old, std::back_inserter(batch.taken));
  std::ranges::set_difference(old, now, std::back_inserter(batch.released));
}

void add_events(Batch& batch, const DocumentChange& change, const events::Supply& supply) {
  auto prepared =
      events::events_between(change.state, change.before, change.numbers, change.after, change.difference, supply);
  batch.events.reserve(batch.events.size() + prepared.size());
  std::ranges::move(prepared, std::back_inserter(batch.events));
}

}  // namespace

Batch changing_batch(Batch frame, const DocumentChange& change, const events::Supply& supply) {
  add_events(frame, change, supply);
  add_keys(frame, change);
  return frame;
}

Batch import_batch(Batch frame, events::Imported document, const DocumentChange& change, const events::Supply& supply) {
  const bool late = document.late;
  frame.events.push_back({std::move(document), std::nullopt});
  add_events(frame, change, supply);
  std::get<events::Imported>(frame.events.front().what).count = frame.events.size() - 1;
  if (!late) add_keys(frame, change);
  return frame;
}

}  // namespace portolan::ledger
