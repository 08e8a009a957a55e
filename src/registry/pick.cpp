// SPDX-License-Identifier: Apache-2.0
#include "registry/pick.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

namespace portolan::registry {
namespace {

std::uint64_t fnv1a(std::uint64_t hash, std::string_view bytes) noexcept {
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
  return hash;
}

std::uint64_t seed(std::string_view user, std::string_view name) noexcept {
  std::uint64_t hash = fnv1a(14695981039346656037U, user);
  hash = fnv1a(hash, std::string_view("\0", 1));
  for (char letter : name) {
    letter = fold_ascii(letter);
    hash = fnv1a(hash, std::string_view(&letter, 1));
  }
  return hash;
}

std::uint64_t splitmix64(std::uint64_t& state) noexcept {
  state += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state;
  z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9U;
  z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
  return z ^ z >> 31U;
}

const PortRange* containing(const std::vector<PortRange>& ranges, std::uint16_t port) noexcept {
  const auto found = std::ranges::find_if(ranges, [port](PortRange range) { return range.contains(port); });
  return found == ranges.end() ? nullptr : &*found;
}

Reasons all_reasons(const Availability& availability, const PickRequest& request, std::uint16_t port) noexcept {
  Reasons out = availability.reasons(port, request.transports);
  if (containing(request.exclusions, port) != nullptr) out.add(Reason::kExcluded);
  return out;
}

std::optional<Error> problem(const PickRequest& request) {
  const auto reversed = [](PortRange range) { return range.first > range.last; };
  if (reversed(request.range) || std::ranges::any_of(request.exclusions, reversed))
    return Error{ErrorCode::kInvalidArgument, "a range begins with its lower port", {}};
  if (request.count == 0) return Error{ErrorCode::kInvalidArgument, "ask for at least one port", {}};
  if (request.count > request.range.size())
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{} ports are more than the range {} has: ask for {} or fewer, or for a larger range",
                             request.count, to_string(request.range), request.range.size()),
                 {}};
  if (request.transports.empty()) return Error{ErrorCode::kInvalidArgument, "name at least one transport", {}};
  return std::nullopt;
}

void count_range(const Availability& availability, const PickRequest& request, Picked& out) noexcept {
  for (std::uint32_t port = request.range.first; port <= request.range.last; ++port) {
    const Reasons reasons = all_reasons(availability, request, static_cast<std::uint16_t>(port));
    if (reasons.without(request.tolerated).empty()) ++out.free;
    if (reasons.empty()) continue;
    for (const Reason reason : kAllReasons)
      if (reasons.contains(reason)) ++out.totals[static_cast<std::size_t>(reason)];
  }
}

}  // namespace

Walk::Walk(std::string_view user, std::string_view name, PortRange range) noexcept : range_(range) {
  std::uint64_t state = seed(user, name);
  start_ = splitmix64(state) % size();
  step_ = splitmix64(state) % size();
  while (std::gcd(step_, std::uint64_t{size()}) != 1) step_ = (step_ + 1) % size();
}

Result<Picked> pick(const Availability& availability, const PickRequest& request) {
  if (auto error = problem(request)) return std::unexpected(std::move(*error));
  Picked out;
  count_range(availability, request, out);
  const Walk walk(request.user, request.name, request.range);
  for (std::uint32_t i = 0; i < walk.size() && out.ports.size() < request.count; ++i) {
    const std::uint16_t port = walk.at(i);
    const Reasons against = all_reasons(availability, request, port).without(request.tolerated);
    if (against.empty())
      out.ports.push_back(port);
    else
      out.rejected.push_back({port, against});
  }
  return out;
}

Result<Verdict> explain(const Availability& availability, const PickRequest& request, std::uint16_t port) {
  if (auto error = problem(request)) return std::unexpected(std::move(*error));
  Verdict out{.in_range = request.range.contains(port),
              .free = all_reasons(availability, request, port).without(request.tolerated).empty(),
              .findings = availability.explain(port, request.transports)};
  if (const PortRange* range = containing(request.exclusions, port))
    out.findings.push_back({.reason = Reason::kExcluded,
                            .words = fmt::format("excluded by the request ({})", to_string(*range)),
                            .transports = {},
                            .ports = *range,
                            .record = {}});
  return out;
}

}  // namespace portolan::registry
