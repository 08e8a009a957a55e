// SPDX-License-Identifier: Apache-2.0
//
// The history of a subject as far as a request may see it.
#pragma once

#include <string_view>
#include <vector>

#include "keeping/telling.h"
#include "ledger/ledger.h"
#include "portolan/error.h"
#include "server/context.h"

namespace portolan::server {

// Ranges with more ports have no history of their own: it would be that of half the registry.
inline constexpr std::uint32_t kMostPortsOfHistory = 1024;

struct Told {
  // Nothing later than what the request asks for, and nothing of who did it: those are accounts of the host.
  std::vector<keeping::Chapter> chapters;
  // Dates whose states were imported later. Chapters tell what was recorded as it happened, so nothing of these.
  std::vector<Date> late;
};

// The dates on which the registry changed, oldest first, up to the state that the request asks for.
Result<std::vector<ledger::DatedEvents>> dates_until(const Context& context, ledger::Ledger& ledger,
                                                     std::string_view registry);

// Waits for the ledger. Fails where there is none.
Result<Told> history_of(const Context& context, std::string_view words, keeping::Subject subject);

}  // namespace portolan::server
