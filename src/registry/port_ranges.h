// SPDX-License-Identifier: Apache-2.0
//
// The three ranges of port numbers and how their ports are given out (RFC 6335, sections 6 and 8.1.2; the procedures
// are those of RFC 8126).
//
// Thread-safety: constants.
#pragma once

#include <array>
#include <string_view>

#include "portolan/types.h"

namespace portolan::registry {

struct PortRangeWords {
  PortRange ports;
  std::string_view key;        // "system", "user", "dynamic": for programs
  std::string_view title;      // "System Ports"
  std::string_view procedure;  // "assigned by IETF Review or IESG Approval"
};

inline constexpr std::array<PortRangeWords, 3> kPortRanges = {{
    {kSystemPorts, "system", "System Ports", "assigned by IETF Review or IESG Approval"},
    {kUserPorts, "user", "User Ports", "assigned by IETF Review, IESG Approval or Expert Review"},
    {kDynamicPorts, "dynamic", "Dynamic Ports", "never assigned: for private and short-lived use"},
}};

constexpr const PortRangeWords& port_range_of(std::uint16_t port) noexcept {
  if (kSystemPorts.contains(port)) return kPortRanges[0];
  return kUserPorts.contains(port) ? kPortRanges[1] : kPortRanges[2];
}

}  // namespace portolan::registry
