// SPDX-License-Identifier: Apache-2.0
//
// What changed from one date of a ledger to the next.
//
// Thread-safety: free functions; a Ledger serves one thread at a time.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "app/difference_story.h"
#include "ledger/ledger.h"

namespace portolan::keeping {

// What changed on a date.
struct DatedChanges {
  Date date;
  std::uint64_t position = 0;  // of the state at its end, as "@N" asks for it; 0: only the date does, for it came late
  std::uint64_t previous = 0;  // of the state before; 0: there is none, or only its date asks for it
  // The same as words(Moment) says it. `before` is empty where the ledger begins with this date.
  std::string before;
  std::string after;
  // Of the state that a ledger began with only the summary.
  app::Story story;
};

// The changes of dates[index]; `dates` are those of Ledger::dates.
Result<DatedChanges> changes_on(ledger::Ledger& ledger, std::string_view registry,
                                std::span<const ledger::DatedEvents> dates, std::size_t index);

}  // namespace portolan::keeping
