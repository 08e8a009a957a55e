// SPDX-License-Identifier: Apache-2.0
//
// What a person can ask a registry in one word: a port (`443`), a port on a transport (`443/tcp`), a range
// (`6000-6063`), a service name (`https`, `https/tcp`, `_https._tcp`). Parsing needs no registry; answering does.
//
// Thread-safety: pure functions over values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "portolan/lookup.h"
#include "portolan/types.h"
#include "registry/service_name.h"

namespace portolan::app {

// A query taken apart. All texts point into the word that was parsed.
struct Query {
  std::string_view text;           // the word itself
  std::optional<PortRange> ports;  // nothing: it asks for a name
  Transports transports = Transports::all();

  // A name with its transport, read out of the word.
  struct Qualified {
    std::string_view name;
    Transport transport = Transport::kTcp;
  };
  // The second reading of a name query. Names may hold a slash (`cl/1`), so a service that is called like the whole
  // word wins over it.
  std::optional<Qualified> qualified;
};

// Fails with kInvalidArgument where the word begins like a port and is none (65536, 6063-6000, 443/ftp).
Result<Query> parse_query(std::string_view word);

// What a registry says to a query.
struct Answer {
  std::vector<RecordView> records;  // by port, then in registry order; names in registry order
  bool assigned = false;            // one of them is an assignment, a historic one included
  bool damaged = false;             // the lookup file is damaged where the answer lies, and the answer is void
};

Answer answer(const Lookup& lookup, const Query& query);

// The ports of `range` that none of the records covers, as ranges in order.
std::vector<PortRange> uncovered(PortRange range, const std::vector<RecordView>& records);

// Ports of a query that no record of its answer covers, in ranges of which one thing can be said: none crosses the
// border of the dynamic ports. REQUIRES: the query asks for ports.
std::vector<PortRange> silent_ports(const Query& query, const Answer& answer);
// What to say of them. A port that is assigned on other transports only is not free: it is kept for the same service
// (RFC 6335, section 8.1).
std::string silence_words(const Lookup& lookup, const Query& query, PortRange ports);

// The transports that records of this name have.
template <class Records>
Transports transports_of(const Records& records, std::string_view name) {
  Transports all;
  for (const RecordView record : records)
    if (const auto transport = record.transport(); transport && registry::same_name(record.name(), name))
      all |= *transport;
  return all;
}

}  // namespace portolan::app
