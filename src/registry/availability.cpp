// SPDX-License-Identifier: Apache-2.0
#include "registry/availability.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace portolan::registry {
namespace {

constexpr std::size_t kPorts = 65536;

constexpr std::array<std::string_view, kReasonCount> kReasonNames = {"assigned",    "reserved",  "reserved-for-service",
                                                                     "de-assigned", "system",    "dynamic",
                                                                     "ephemeral",   "node-port", "browser",
                                                                     "listening",   "excluded"};

// "Bad ports" of the WHATWG's Fetch standard, https://fetch.spec.whatwg.org/#port-blocking, as of 2026-07-02.
constexpr std::array<std::uint16_t, 83> kBadPorts = {
    0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,   42,   43,
    53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,  117,  119,
    123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,  530,  531,
    532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720, 1723, 2049,
    3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080};
static_assert(std::ranges::is_sorted(kBadPorts));

bool is_assigned(const Holding& holding) noexcept {
  return holding.status.status == Status::kAssigned || holding.status.status == Status::kHistoric;
}

bool is_all(Transports transports) noexcept { return transports == Transports::all(); }

bool share(Transports a, Transports b) noexcept { return (a.bits() & b.bits()) != 0; }

// Reserved on some transports only, and assigned on one of the others: kept for that service.
bool for_service(Transports reserved, Transports assigned) noexcept {
  return !reserved.empty() && (assigned.bits() & ~unsigned{reserved.bits()}) != 0;
}

Reasons registry_reasons(PortUse::State state) noexcept {
  Reasons out;
  if (!state.assigned.empty()) out.add(Reason::kAssigned);
  if (for_service(state.reserved, state.assigned))
    out.add(Reason::kReservedForService);
  else if (!state.reserved.empty())
    out.add(Reason::kReserved);
  if (!state.deassigned.empty()) out.add(Reason::kDeassigned);
  return out;
}

Reason reason_of(const Holding& holding, PortUse::State state) noexcept {
  if (is_assigned(holding)) return Reason::kAssigned;
  if (holding.status.status == Status::kDeassigned) return Reason::kDeassigned;
  return for_service(state.reserved, state.assigned) ? Reason::kReservedForService : Reason::kReserved;
}

std::string on(Transports transports) { return is_all(transports) ? "" : " on " + to_string(transports); }

std::string assigned_words(const Holding& holding, Transports transports) {
  if (holding.ports.size() > 1) {
    const std::string where = is_all(transports) ? "" : " (" + to_string(transports) + ")";
    const std::string whose = holding.name.empty() ? "an assigned" : holding.name + "'s";
    return fmt::format("inside {} range {}{}", whose, to_string(holding.ports), where);
  }
  return holding.name.empty() ? fmt::format("assigned without a service name{}", on(transports))
                              : fmt::format("assigned: {}{}", holding.name, on(transports));
}

std::string holding_words(Reason reason, const Holding& holding, Transports transports, PortUse::State state) {
  switch (reason) {
    case Reason::kAssigned: return assigned_words(holding, transports);
    case Reason::kDeassigned: return fmt::format("reserved{}: {}", on(transports), to_string(holding.status));
    case Reason::kReservedForService:
      return fmt::format("reserved{} for the same service, assigned{}", on(transports), on(state.assigned));
    default: return "reserved" + on(transports);
  }
}

std::string listener_words(const Listener& listener, const std::vector<std::string_view>& addresses) {
  const std::string by = listener.process.empty() ? "" : " by " + listener.process;
  return fmt::format("listening now on {}{} ({})", to_string(listener.transport), by, fmt::join(addresses, ", "));
}

}  // namespace

std::string_view to_string(Reason reason) noexcept {
  const auto index = static_cast<std::size_t>(reason);
  return index < kReasonNames.size() ? kReasonNames[index] : "excluded";
}

std::optional<Reason> parse_reason(std::string_view word) noexcept {
  for (const Reason reason : kAllReasons)
    if (to_string(reason) == word) return reason;
  return std::nullopt;
}

bool browsers_refuse(std::uint16_t port) noexcept { return std::ranges::binary_search(kBadPorts, port); }

Availability::Availability(const PortUse& use, HostFacts facts, Policy policy)
    : use_(&use), facts_(std::move(facts)), policy_(std::move(policy)), reasons_(kPorts), listening_(kPorts) {
  add_registry();
  add_host();
  add(kSystemPorts, Reason::kSystem);
  add(kDynamicPorts, Reason::kDynamic);
  if (policy_.node_ports) add(*policy_.node_ports, Reason::kNodePort);
  if (policy_.browsers)
    for (const std::uint16_t port : kBadPorts) reasons_[port].add(Reason::kBrowser);
  for (const PortRange range : policy_.excluded) add(range, Reason::kExcluded);
}

void Availability::add(PortRange range, Reason reason) noexcept {
  for (std::uint32_t port = range.first; port <= range.last; ++port) reasons_[port].add(reason);
}

void Availability::add_registry() noexcept {
  for (std::uint32_t port = 0; port < kPorts; ++port)
    reasons_[port] = registry_reasons(use_->at(static_cast<std::uint16_t>(port)));
}

void Availability::add_host() noexcept {
  add(facts_.ephemeral, Reason::kEphemeral);
  for (const PortRange range : facts_.reserved_from_ephemeral)
    for (std::uint32_t port = range.first; port <= range.last; ++port)
      reasons_[port] = reasons_[port].without({Reason::kEphemeral});
  for (const Listener& listener : facts_.listeners) listening_[listener.port] |= listener.transport;
}

Reasons Availability::reasons(std::uint16_t port, Transports asked) const noexcept {
  Reasons out = reasons_[port];
  if (share(listening_[port], asked)) out.add(Reason::kListening);
  return out;
}

std::vector<Finding> Availability::explain(std::uint16_t port, Transports asked) const {
  std::vector<Finding> found;
  explain_registry(port, found);
  explain_ranges(port, found);
  explain_listeners(port, asked, found);
  std::vector<Finding> out;
  for (const Reason reason : kAllReasons)
    std::ranges::copy_if(found, std::back_inserter(out),
                         [&](const Finding& finding) { return finding.reason == reason; });
  return out;
}

void Availability::explain_registry(std::uint16_t port, std::vector<Finding>& out) const {
  const PortUse::State state = use_->at(port);
  std::vector<const Holding*> firsts;
  for (const std::uint32_t index : use_->on(port)) {
    const Holding& holding = use_->holdings()[index];
    const auto same = std::ranges::find_if(firsts, [&](const Holding* first) {
      return first->name == holding.name && first->ports == holding.ports && first->status == holding.status;
    });
    if (same != firsts.end()) {
      out[static_cast<std::size_t>(same - firsts.begin())].transports |= holding.transports;
      continue;
    }
    firsts.push_back(&holding);
    out.push_back({.reason = reason_of(holding, state),
                   .words = {},
                   .transports = holding.transports,
                   .ports = holding.ports,
                   .record = holding.record});
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i].words = holding_words(out[i].reason, *firsts[i], out[i].transports, state);
}

void Availability::explain_ranges(std::uint16_t port, std::vector<Finding>& out) const {
  const auto find = [&](Reason reason, std::optional<PortRange> range, std::string words) {
    if (reasons_[port].contains(reason))
      out.push_back({.reason = reason, .words = std::move(words), .transports = {}, .ports = range, .record = {}});
  };
  find(Reason::kSystem, kSystemPorts, "system port (needs IETF Review or IESG Approval)");
  find(Reason::kDynamic, kDynamicPorts, "dynamic port, never assigned");
  find(Reason::kEphemeral, facts_.ephemeral,
       fmt::format("in the ephemeral range {} {}", to_string(facts_.ephemeral),
                   facts_.ephemeral_known ? "of this host" : "that is Linux's default"));
  if (policy_.node_ports)
    find(Reason::kNodePort, policy_.node_ports,
         fmt::format("in the Kubernetes NodePort range {}", to_string(*policy_.node_ports)));
  find(Reason::kBrowser, {}, "browsers refuse it");
  for (const PortRange range : policy_.excluded)
    if (range.contains(port))
      find(Reason::kExcluded, range, fmt::format("excluded by the site ({})", to_string(range)));
}

void Availability::explain_listeners(std::uint16_t port, Transports asked, std::vector<Finding>& out) const {
  // The listeners of one program on one transport are one reason, on however many addresses.
  std::vector<std::pair<const Listener*, std::vector<std::string_view>>> groups;
  for (const Listener& listener : facts_.listeners) {
    if (listener.port != port || !asked.contains(listener.transport)) continue;
    auto group = std::ranges::find_if(groups, [&](const auto& known) {
      return known.first->transport == listener.transport && known.first->process == listener.process;
    });
    if (group == groups.end()) group = groups.insert(group, {&listener, {}});
    auto& addresses = group->second;
    if (std::ranges::find(addresses, listener.address) == addresses.end()) addresses.push_back(listener.address);
  }
  for (const auto& [listener, addresses] : groups)
    out.push_back({.reason = Reason::kListening,
                   .words = listener_words(*listener, addresses),
                   .transports = listener->transport,
                   .ports = {},
                   .record = {}});
}

std::uint32_t count_without(const Availability& availability, PortRange range, Reasons reasons) noexcept {
  std::uint32_t count = 0;
  for (std::uint32_t port = range.first; port <= range.last; ++port)
    if (availability.reasons(static_cast<std::uint16_t>(port)).common(reasons).empty()) ++count;
  return count;
}

}  // namespace portolan::registry
