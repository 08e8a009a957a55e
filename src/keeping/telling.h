// SPDX-License-Identifier: Apache-2.0
//
// What a ledger remembers, in words and as JSON.
//
// Thread-safety: free functions; a Ledger serves one thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/difference_story.h"
#include "ledger/ledger.h"

namespace portolan::keeping {

// What happened to a subject on one date.
struct Chapter {
  Date date;
  std::uint64_t position = 0;  // of the first event of it
  std::string actor;
  app::Story story;
};

// The history of a port ("853/tcp", "6000-6063"), a name or a contact's id. Empty: nothing is known of it. What
// was there when the ledger began stands under "First recorded": it is older than that.
Result<std::vector<Chapter>> history(ledger::Ledger& ledger, std::string_view registry, std::string_view query);

// One event on one line without a newline: for people (printable), and as a JSON object.
std::string log_line(std::uint64_t position, const events::Event& event);
std::string log_json(std::uint64_t position, const events::Event& event);

// "2024-07-01T12:00:00Z".
std::string time_text(std::uint64_t microseconds);

}  // namespace portolan::keeping
