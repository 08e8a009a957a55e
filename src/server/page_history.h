// SPDX-License-Identifier: Apache-2.0
//
// Histories on pages and in feeds: what the ledger remembers of a subject, or the dates of its records.
//
// Thread-safety: free functions.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "app/dated.h"
#include "keeping/telling.h"
#include "server/page_layout.h"
#include "server/told.h"

namespace portolan::server {

// What a history is of.
struct Subject {
  enum class Kind : std::uint8_t { kPorts, kService, kContact };
  Kind kind = Kind::kPorts;
  std::string words;  // "443/tcp", "https", "Jon_Postel"
  PortRange ports;    // of kPorts
};

// Oldest first; empty where there is no ledger. Waits: only where the context may.
Result<Told> chapters_of(const Context& context, const Subject& subject);
// True if the history of a page makes it wait.
bool history_waits(const Context& context);

// A timeline, newest first. `path` is that of the page, for links to it at those dates.
Markup timeline(const Context& context, const std::vector<keeping::Chapter>& chapters, std::string_view path);
Markup timeline(const Context& context, std::span<const app::Dated> dates);

// Everything of one date together, in their order.
std::vector<std::vector<app::Dated>> by_date(std::span<const app::Dated> dates);
// What happened on a date, as a list.
Markup dated_list(const Context& context, std::span<const app::Dated> dates);

// The section of a page: from the ledger, or from the dates of its records where there is none. REQUIRES: it may wait,
// or needs not.
Markup history_section(const Context& context, const Subject& subject, std::span<const RecordView> records,
                       std::string_view path);

}  // namespace portolan::server
