// SPDX-License-Identifier: Apache-2.0
//
// Which ports a registry keeps from being given to somebody else, port by port.
//
// RFC 6335, section 6, knows three states of a port: assigned, reserved, unassigned. The first two hold a port. A
// de-assigned port is reserved too: it is given again only when nothing else is left in its range (section 8.2).
// "Unassigned" records hold nothing, and neither do names without a port. A record without a transport holds its
// ports on all of them, a range holds each of its ports.
//
// Thread-safety: immutable after construction; any number of threads may ask at once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "portolan/types.h"
#include "registry/registry.h"
#include "registry/status.h"

namespace portolan::registry {

// What one record holds. Its own copy of what it needs, so that holdings can come from a registry in memory, from a
// compiled one, or from several laid over each other.
struct Holding {
  PortRange ports;
  Transports transports;     // never empty
  RecordStatus status;       // never kUnassigned
  std::string name;          // as registered; empty for a port held without a service name
  std::uint32_t record = 0;  // the record's position in its registry

  bool operator==(const Holding&) const = default;
};

// The holdings of a registry, in its order.
std::vector<Holding> holdings_of(const Registry& registry);

class PortUse {
 public:
  explicit PortUse(const Registry& registry) : PortUse(holdings_of(registry)) {}
  // Holdings that break the rules above (no transport, unassigned) are left out.
  explicit PortUse(std::vector<Holding> holdings);

  // On which transports a port is held, by state.
  struct State {
    Transports assigned;
    Transports reserved;
    Transports deassigned;

    constexpr bool held() const noexcept { return !assigned.empty() || !reserved.empty() || !deassigned.empty(); }
    constexpr bool operator==(const State&) const noexcept = default;
  };

  // Constant time.
  State at(std::uint16_t port) const noexcept { return states_[port]; }
  // The first record that holds the port, in registry order; null if none does. Constant time. Lives as long as this.
  const Holding* first(std::uint16_t port) const noexcept;
  // Positions in holdings() of all that hold the port, in registry order. Lives as long as this.
  std::span<const std::uint32_t> on(std::uint16_t port) const noexcept;
  const std::vector<Holding>& holdings() const noexcept { return holdings_; }

 private:
  void index();

  std::vector<Holding> holdings_;
  std::vector<State> states_;           // 65,536
  std::vector<std::uint32_t> begins_;   // 65,537 positions in by_port_
  std::vector<std::uint32_t> by_port_;  // positions in holdings_, grouped by port
};

}  // namespace portolan::registry
