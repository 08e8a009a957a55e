// SPDX-License-Identifier: Apache-2.0
//
// Assignments as lines for configuration files, to be copied.
//
// Thread-safety: free functions.
#pragma once

#include <span>
#include <string>

#include "portolan/lookup.h"

namespace portolan::app {

// Ranges with more ports than this give no services(5) lines.
inline constexpr std::uint32_t kMostLines = 64;

// The lines of services(5) for ports, as the file of the whole registry has them; of a service only those with its
// name. Empty if there are none. Fails with kDamaged.
Result<std::string> services_lines(const Lookup& lookup, PortRange ports, Transports transports = Transports::all());
Result<std::string> services_lines(const Lookup& lookup, std::string_view name);

// A rule that lets in what comes for these ports on the transports that assignments among `records` have:
// `tcp dport 443 accept comment "https"`. Empty if nothing is assigned.
std::string nftables_line(PortRange ports, std::span<const RecordView> records);

}  // namespace portolan::app
