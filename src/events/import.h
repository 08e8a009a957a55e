// SPDX-License-Identifier: Apache-2.0
//
// From two registries to the events between them.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "events/event.h"
#include "events/state.h"
#include "portolan/error.h"
#include "registry/difference.h"

namespace portolan::events {

// An event and what is kept beside it.
struct Prepared {
  What what;
  std::optional<Personal> personal;  // of ContactAdded and ContactChanged, of a step in which somebody wrote
};

// What gives numbers that none of its kind ever had, and salts. Both must be fresh at each call.
struct Supply {
  std::function<std::uint64_t()> record_number;
  std::function<std::uint64_t()> contact_number;
  std::function<std::string()> salt;
  std::function<std::uint64_t()> application_number = {};
};

// The events that make of `state` a state whose registry is `after`. `before` is state.registry() and `numbers` what
// it filled; `difference` is that of `before` and `after` and points into both. Applied in their order.
std::vector<Prepared> events_between(const State& state, const registry::Registry& before,
                                     const State::Numbers& numbers, const registry::Registry& after,
                                     const registry::Difference& difference, const Supply& supply);

// What a registry holds, each as a key that only one may have: a name ("n:https") or a port on a transport
// ("p:443/tcp"). Sorted, each once. Ports and names that are assigned or historic; reserved and unassigned ports are
// held by nobody.
std::vector<std::string> holdings(const registry::Registry& registry);
// What these records hold.
std::vector<std::string> holdings(std::span<const registry::Record> records);

}  // namespace portolan::events
