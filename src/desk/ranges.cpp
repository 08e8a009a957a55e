// SPDX-License-Identifier: Apache-2.0
#include "desk/ranges.h"

#include <string>

#include "app/port_list.h"
#include "registry/service_name.h"

namespace portolan::desk {

std::optional<PortRange> ports_named(const procedures::Policy& policy, std::string_view word) {
  const std::string wanted = registry::fold_ascii(word);
  for (const procedures::Range& range : policy.ranges) {
    if (registry::fold_ascii(range.name) == wanted) return range.ports;
    for (const procedures::Band& band : range.bands)
      if (registry::fold_ascii(band.name) == wanted) return band.ports;
  }
  const auto ports = app::parse_port_list(word);
  return ports && ports->size() == 1 ? std::optional(ports->front()) : std::nullopt;
}

std::optional<PortRange> claimed_range(const procedures::Policy& policy) noexcept {
  for (const procedures::Range& range : policy.ranges)
    if (range.procedures.contains(procedures::Procedure::kClaim)) return range.ports;
  return std::nullopt;
}

}  // namespace portolan::desk
