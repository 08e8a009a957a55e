// SPDX-License-Identifier: Apache-2.0
#include "procedures/policy.h"

#include <algorithm>
#include <array>

namespace portolan::procedures {

std::string_view to_string(Procedure procedure) noexcept {
  constexpr std::array<std::string_view, kProcedureCount> kNames = {"First Come First Served", "Expert Review",
                                                                    "IETF Review", "IESG Approval", "Claim"};
  return kNames[static_cast<std::size_t>(procedure)];
}

const Range* Policy::range_of(std::uint16_t port) const noexcept {
  const auto found = std::ranges::find_if(ranges, [&](const Range& range) { return range.ports.contains(port); });
  return found == ranges.end() ? nullptr : &*found;
}

const Band* Policy::band_of(std::uint16_t port) const noexcept {
  const Range* range = range_of(port);
  if (range == nullptr) return nullptr;
  const auto found = std::ranges::find_if(range->bands, [&](const Band& band) { return band.ports.contains(port); });
  return found == range->bands.end() ? nullptr : &*found;
}

Policy rfc6335_policy() {
  Policy policy;
  policy.name = "RFC 6335";
  policy.ranges = {
      {"System Ports", kSystemPorts, {Procedure::kIetfReview, Procedure::kIesgApproval}},
      {"User Ports", kUserPorts, {Procedure::kIetfReview, Procedure::kIesgApproval, Procedure::kExpertReview}},
      {"Dynamic Ports", kDynamicPorts, {}},
  };
  policy.names = {Procedure::kFirstComeFirstServed};
  return policy;
}

Policy team_policy() {
  Policy policy;
  policy.name = "team";
  policy.ranges = {{"Ports of the team", kUserPorts, {Procedure::kClaim}}};
  policy.names = {Procedure::kClaim};
  policy.keeps_edges = false;
  policy.keeps_other_transports = false;
  policy.one_port = false;
  policy.keeps_returned = false;
  policy.reuses_last = false;
  return policy;
}

}  // namespace portolan::procedures
