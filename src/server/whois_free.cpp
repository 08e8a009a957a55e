// SPDX-License-Identifier: Apache-2.0
//
// One line that says whether something can still be had.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/query.h"
#include "app/rows.h"
#include "registry/service_name.h"
#include "server/whois.h"

namespace portolan::server {
namespace {

using registry::Availability;
using registry::Finding;
using registry::Reason;
using registry::Reasons;

constexpr std::size_t kMostRanges = 20;

// What keeps a port from being assigned to somebody else.
constexpr Reasons kHeld = {Reason::kAssigned, Reason::kReserved, Reason::kReservedForService, Reason::kDeassigned,
                           Reason::kDynamic};

bool is_free(const Availability& availability, std::uint16_t port) {
  return availability.reasons(port).common(kHeld).empty();
}

// The reason that is about the transports that are asked for comes first.
std::string why_not(const Availability& availability, std::uint16_t port, Transports asked) {
  std::vector<Finding> findings = availability.explain(port);
  std::erase_if(findings, [](const Finding& finding) { return !kHeld.contains(finding.reason); });
  const auto about = std::ranges::find_if(
      findings, [&](const Finding& finding) { return (finding.transports.bits() & asked.bits()) != 0; });
  return (about == findings.end() ? findings.front() : *about).words;
}

std::string on_port(const Availability& availability, std::uint16_t port, Transports asked) {
  if (!is_free(availability, port)) return why_not(availability, port, asked);
  return kSystemPorts.contains(port) ? "free, for what IETF Review or IESG Approval decides (RFC 6335, section 8.1.2)"
                                     : "free";
}

std::string in_range(const Availability& availability, PortRange range) {
  std::vector<PortRange> free;
  std::uint32_t count = 0;
  for (std::uint32_t i = range.first; i <= range.last; ++i) {
    const auto port = static_cast<std::uint16_t>(i);
    if (!is_free(availability, port)) continue;
    ++count;
    if (!free.empty() && free.back().last + 1U == i)
      free.back().last = port;
    else
      free.push_back({port, port});
  }
  std::string out = fmt::format("{} free of {}", count, range.size());
  for (std::size_t i = 0; i < std::min(free.size(), kMostRanges); ++i)
    out += fmt::format("{}{}", i == 0 ? ": " : ", ", to_string(free[i]));
  return free.size() > kMostRanges ? out + ", ..." : out;
}

std::string on_name(const Lookup& lookup, const app::Query& query) {
  const app::Answer answer = app::answer(lookup, query);
  if (answer.damaged) return "not known, the registry of this server is damaged there";
  if (!answer.records.empty()) {
    const app::Row row = app::join_rows(answer.records).front();
    return fmt::format("{}: {}/{}", to_string(row.first().status()), app::ports_cell(row), app::transports_cell(row));
  }
  const std::string_view name = query.qualified ? query.qualified->name : query.text;
  const auto violations = registry::name_violations(name);
  return violations.empty() ? "free" : fmt::format("no service name: {}", violations.front());
}

}  // namespace

std::string whois_free(const app::View& view, const Availability& availability, std::string_view question) {
  const auto query = app::parse_query(question);
  if (!query) return fmt::format("% {}\n", query.error().message);
  const auto said = [&] {
    if (!query->ports) return on_name(view.lookup(), *query);
    if (query->ports->size() > 1) return in_range(availability, *query->ports);
    return on_port(availability, query->ports->first, query->transports);
  };
  return fmt::format("{}: {}\n", question, said());
}

}  // namespace portolan::server
