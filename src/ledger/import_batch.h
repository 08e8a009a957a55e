// SPDX-License-Identifier: Apache-2.0
//
// The batch that takes a document, or another change, into a registry.
//
// Thread-safety: a pure function.
#pragma once

#include "events/import.h"
#include "ledger/ledger.h"

namespace portolan::ledger {

// What a document or a decision changes. All of it must stay while the batch is made.
struct DocumentChange {
  const events::State& state;  // that the document is compared with
  const registry::Registry& before;
  const events::State::Numbers& numbers;  // of what is in `before`
  const registry::Registry& after;
  const registry::Difference& difference;  // points into both
};

// The same for what is no document: adds the events to those of `frame`, and the keys.
Batch changing_batch(Batch frame, const DocumentChange& change, const events::Supply& supply);

// Fills `frame` (registry, actor, time, effective date, expected version) with the events and with the keys that are
// taken and released. A late import takes and releases nothing: it tells of what was, not of what is.
Batch import_batch(Batch frame, events::Imported document, const DocumentChange& change, const events::Supply& supply);

}  // namespace portolan::ledger
