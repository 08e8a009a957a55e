// SPDX-License-Identifier: Apache-2.0
//
// Erasing what people wrote in an application: the request's texts and people, questions, answers, reasons, and the
// digest of the commands under keys. What is asked for (kind, name, ports, transports), who did what by number, and
// when stays, in events that still prove themselves. docs/ledger.md says what is not reached.
//
// Thread-safety: as the ledger.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "desk/desk.h"

namespace portolan::desk {

// Who erases, for the event that stays.
struct Erasing {
  std::string actor;
  std::string reason;
  std::uint64_t now = 0;  // microseconds since 1970, UTC
};

// Violations: "no-application"; "open" for one that somebody may still decide on, which needs its texts;
// "nothing-kept".
std::expected<ledger::Appended, Refusal> erase_texts(ledger::Ledger& ledger, const std::string& registry,
                                                     std::uint64_t number, const Erasing& erasing);

// The applications in which a person is written of: as assignee or contact, or anywhere in the texts by the id or one
// of the names. Reads them all.
Result<std::vector<std::uint64_t>> applications_naming(ledger::Ledger& ledger, const std::string& registry,
                                                       const std::vector<std::string>& names);

}  // namespace portolan::desk
