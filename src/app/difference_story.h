// SPDX-License-Identifier: Apache-2.0
//
// A difference as a story: sections with entries, in words but without layout. difference_text.cpp lays it out.
//
// Changes that a service's transports have in common are one entry ("urp 2794/tcp, udp"), so an entry can stand for
// several records.
//
// Thread-safety: pure functions of values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "registry/difference.h"

namespace portolan::app {

// One value that changed: old and new, either of which can be empty. Without `before` it is a plain statement.
struct Detail {
  std::string what;  // "Description"
  std::optional<std::string> before;
  std::string after;
};

struct Entry {
  std::string subject;  // "urp 2794/tcp, udp"
  std::string about;    // "Uniform Resource Platform [Liu_Hongyan]"; may be empty
  std::vector<Detail> details;
  // For those who link it: the record's name and ports as they are after the change, or the contact's id.
  std::string name;
  std::optional<PortRange> ports;
  std::string contact;
};

struct Section {
  std::string title;  // "Assigned"
  std::vector<Entry> entries;
};

struct Story {
  std::string dates;    // "2024-01-05 to 2025-08-26"; empty if neither registry has a date
  std::string summary;  // "3 assigned, 1 de-assigned, 2 contacts changed"
  std::vector<Section> sections;
  std::string unlisted;  // "25 ranges redrawn, 1 record reordered": what the sections leave out; empty if nothing
};

// With `quiet` the kinds that say nothing new (registry::is_quiet) have sections too.
Story tell(const registry::Difference& difference, bool quiet);

}  // namespace portolan::app
