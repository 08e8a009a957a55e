// SPDX-License-Identifier: Apache-2.0
#include "app/port_cells.h"

#include <algorithm>

#include "registry/status.h"

namespace portolan::app {

std::vector<Status> statuses_of(const registry::Registry& registry) {
  std::vector<Status> statuses;
  statuses.reserve(registry.records.size());
  for (const registry::Record& record : registry.records) statuses.push_back(registry::status_of(record).status);
  return statuses;
}

PortCells::PortCells(const registry::Registry& registry, std::span<const Status> statuses)
    : statuses_(statuses.begin(), statuses.end()) {
  for (const Status status : kStatusOrder) {
    for (std::size_t i = 0; i < registry.records.size(); ++i) {
      const registry::Record& record = registry.records[i];
      if (record.ports && statuses_[i] == status) cover_.add(*record.ports, record.covers(), i);
    }
  }
  cover_.finish();
}

std::optional<std::size_t> PortCells::record(Transport transport, std::uint32_t port) const {
  const auto number = static_cast<std::uint16_t>(port);
  return cover_.find({number, number}, transport);
}

std::optional<Status> PortCells::status(Transport transport, std::uint32_t port) const {
  const auto found = record(transport, port);
  return found ? std::optional(statuses_[*found]) : std::nullopt;
}

std::optional<Status> PortCells::status(std::uint32_t port) const {
  std::optional<Status> best;
  for (const Transport transport : kAllTransports) {
    const auto here = status(transport, port);
    if (!here) continue;
    if (!best || std::ranges::find(kStatusOrder, *here) < std::ranges::find(kStatusOrder, *best)) best = here;
  }
  return best;
}

}  // namespace portolan::app
