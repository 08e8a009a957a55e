// SPDX-License-Identifier: Apache-2.0
//
// Bringing documents into a ledger: first what would change, then, if that is wanted, the change.
//
// Thread-safety: free functions; a Ledger serves one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/document.h"
#include "keeping/place.h"
#include "ledger/ledger.h"
#include "registry/difference.h"

namespace portolan::keeping {

struct ImportOptions {
  Date date;              // of documents that have none of their own
  bool backfill = false;  // documents may be older than the registry's latest
  std::string actor;
  std::uint64_t now = 0;  // microseconds since 1970, UTC
};

// What one document would change.
struct Step {
  std::string file;
  Date date;
  bool known = false;  // it was imported before, and changes nothing
  bool late = false;
  std::unique_ptr<registry::Registry> before;  // `difference` points into both
  std::unique_ptr<registry::Registry> after;
  registry::Difference difference;
  // What somebody may rely on and would not find any more: names that vanish, ports whose first name changes.
  std::vector<std::string> breaks;
};

struct Plan {
  std::string registry;
  std::vector<Step> steps;             // in the order of their dates
  std::vector<ledger::Batch> batches;  // one for each step that changes something
  bool empty() const noexcept { return batches.empty(); }
};

// Documents of one registry, each against the one before it. Fails with everything that is wrong with a document; with
// kInvalidArgument for one that has no date, or is older than the latest without `backfill`.
app::Outcome<Plan> plan_import(ledger::Ledger& ledger, std::vector<app::Document> documents,
                               const ImportOptions& options, const formats::Limits& limits = {});

// Writes all of it or nothing. kConflict: the ledger changed since it was planned.
Result<void> carry_out(ledger::Ledger& ledger, const Plan& plan);

// Makes the lookup file of the folder anew from the latest state, if there is a folder. The file is that of the
// registry that is meant where none is named: another one in the ledger leaves it alone.
Result<void> refresh_lookup(ledger::Ledger& ledger, const Place& place, std::string_view registry);

}  // namespace portolan::keeping
