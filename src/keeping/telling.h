// SPDX-License-Identifier: Apache-2.0
//
// What a ledger remembers, in words and as JSON.
//
// Thread-safety: free functions; a Ledger serves one thread at a time.
#pragma once

#include <cstdint>
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

// What a word of a query stands for.
enum class Subject : std::uint8_t {
  kAny,      // ports, or a name, or a contact's id: the first of them that is known
  kService,  // a name
  kContact,  // a contact's id
};
// The history of a port ("853/tcp", "6000-6063"), a name or a contact's id. Empty: nothing is known of it. What
// was there when the ledger began stands under "First recorded": it is older than that.
Result<std::vector<Chapter>> history(ledger::Ledger& ledger, std::string_view registry, std::string_view query,
                                     Subject subject = Subject::kAny);

// As JSON on one line without a newline: the changes of a story, as an array with change, subject, about and details
// (what, before or null, after); a chapter, as an object with date, position, actor (if it has one) and these changes.
std::string changes_json(const app::Story& story);
std::string chapter_json(const Chapter& chapter);

// One event on one line without a newline: for people (printable), and as a JSON object.
std::string log_line(std::uint64_t position, const events::Event& event);
std::string log_json(std::uint64_t position, const events::Event& event);

// "2024-07-01T12:00:00Z".
std::string time_text(std::uint64_t microseconds);

}  // namespace portolan::keeping
