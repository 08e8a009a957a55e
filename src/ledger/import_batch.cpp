// SPDX-License-Identifier: Apache-2.0
#include "ledger/import_batch.h"

#include <algorithm>
#include <iterator>

namespace portolan::ledger {

Batch import_batch(Batch frame, events::Imported document, const DocumentChange& change, const events::Supply& supply) {
  auto prepared =
      events::events_between(change.state, change.before, change.numbers, change.after, change.difference, supply);
  document.count = prepared.size();
  const bool late = document.late;
  frame.events.reserve(prepared.size() + 1);
  frame.events.push_back({std::move(document), std::nullopt});
  std::ranges::move(prepared, std::back_inserter(frame.events));
  if (late) return frame;
  const auto old = events::holdings(change.before);
  const auto now = events::holdings(change.after);
  std::ranges::set_difference(now, old, std::back_inserter(frame.taken));
  std::ranges::set_difference(old, now, std::back_inserter(frame.released));
  return frame;
}

}  // namespace portolan::ledger
