// SPDX-License-Identifier: Apache-2.0
//
// Which record speaks for each port on each transport, where several cover it: an assignment goes before a historic
// one, that before a reserved, a de-assigned and an unassigned one; of alike ones the first of the registry.
//
// Thread-safety: immutable after construction.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "portolan/types.h"
#include "registry/port_cover.h"
#include "registry/registry.h"

namespace portolan::app {

inline constexpr std::uint32_t kPortCount = 65536;
inline constexpr std::size_t kStatusCount = 5;
// Which status a port has where records differ, first to last.
inline constexpr std::array<Status, kStatusCount> kStatusOrder = {
    Status::kAssigned, Status::kHistoric, Status::kReserved, Status::kDeassigned, Status::kUnassigned};

// Somebody holds it: assigned or historic.
constexpr bool is_assignment(Status status) noexcept {
  return status == Status::kAssigned || status == Status::kHistoric;
}

// The status of each record, in the registry's order.
std::vector<Status> statuses_of(const registry::Registry& registry);

class PortCells {
 public:
  // `statuses` are those of the registry. Nothing of either is kept. Costs little more than the number of records and
  // of ports, however often ranges repeat.
  PortCells(const registry::Registry& registry, std::span<const Status> statuses);

  // The position of the record; nothing where no record covers the port.
  std::optional<std::size_t> record(Transport transport, std::uint32_t port) const;
  std::optional<Status> status(Transport transport, std::uint32_t port) const;
  // The status on any transport: the first of kStatusOrder that one of them has.
  std::optional<Status> status(std::uint32_t port) const;

 private:
  registry::PortCover cover_;
  std::vector<Status> statuses_;
};

}  // namespace portolan::app
