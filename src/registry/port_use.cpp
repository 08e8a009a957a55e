// SPDX-License-Identifier: Apache-2.0
#include "registry/port_use.h"

#include <cstddef>
#include <numeric>
#include <utility>

namespace portolan::registry {
namespace {

constexpr std::size_t kPorts = 65536;

void mark(PortUse::State& state, const Holding& holding) noexcept {
  switch (holding.status.status) {
    case Status::kReserved: state.reserved |= holding.transports; return;
    case Status::kDeassigned: state.deassigned |= holding.transports; return;
    default: state.assigned |= holding.transports; return;
  }
}

}  // namespace

std::vector<Holding> holdings_of(const Registry& registry) {
  std::vector<Holding> out;
  for (std::size_t i = 0; i < registry.records.size(); ++i) {
    const Record& record = registry.records[i];
    if (!record.ports) continue;
    const RecordStatus status = status_of(record);
    if (status.status == Status::kUnassigned) continue;
    out.push_back({.ports = *record.ports,
                   .transports = record.covers(),
                   .status = status,
                   .name = record.name.text(),
                   .record = static_cast<std::uint32_t>(i)});
  }
  return out;
}

PortUse::PortUse(std::vector<Holding> holdings) : holdings_(std::move(holdings)) {
  std::erase_if(holdings_, [](const Holding& holding) {
    return holding.transports.empty() || holding.status.status == Status::kUnassigned;
  });
  index();
}

void PortUse::index() {
  states_.resize(kPorts);
  begins_.resize(kPorts + 1);
  for (const Holding& holding : holdings_)
    for (std::uint32_t port = holding.ports.first; port <= holding.ports.last; ++port) {
      mark(states_[port], holding);
      ++begins_[port + 1];
    }
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  by_port_.resize(begins_.back());
  std::vector<std::uint32_t> next(begins_.begin(), begins_.end() - 1);
  for (std::size_t i = 0; i < holdings_.size(); ++i)
    for (std::uint32_t port = holdings_[i].ports.first; port <= holdings_[i].ports.last; ++port)
      by_port_[next[port]++] = static_cast<std::uint32_t>(i);
}

const Holding* PortUse::first(std::uint16_t port) const noexcept {
  const auto found = on(port);
  return found.empty() ? nullptr : &holdings_[found.front()];
}

std::span<const std::uint32_t> PortUse::on(std::uint16_t port) const noexcept {
  return std::span(by_port_).subspan(begins_[port], begins_[port + 1U] - begins_[port]);
}

}  // namespace portolan::registry
