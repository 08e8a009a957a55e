// SPDX-License-Identifier: Apache-2.0
//
// What a registry holds, as far as procedures ask.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "registry/registry.h"

namespace portolan::procedures {

// Thread-safety: immutable after construction and lay_over(). Holds pointers into the registry: it must outlive this
// unchanged.
class World {
 public:
  explicit World(const registry::Registry& registry);

  const registry::Registry& registry() const noexcept { return registry_; }

  // Records with this name, in any case, in the order of the registry.
  std::vector<const registry::Record*> named(std::string_view name) const;
  // Records that cover the port on the transport.
  std::vector<const registry::Record*> on(std::uint16_t port, Transport transport) const;
  // The registry below this one, which must outlive it; null: it stands alone.
  void lay_over(const World& under) noexcept { under_ = &under; }
  const World* under() const noexcept { return under_; }
  // What the registry below has assigned of a name, or of a port on a transport. Historic names count as well: whoever
  // had them may still use them.
  std::vector<const registry::Record*> below(std::string_view name) const;
  std::vector<const registry::Record*> below(std::uint16_t port, Transport transport) const;

  // Names that are easily taken for this one, and are another.
  std::vector<std::string> confusable_with(std::string_view name) const;

  enum class Use : std::uint8_t {
    kFree,      // unassigned, or nothing is said of it
    kReturned,  // reserved, because its holder gave it back or lost it
    kKept,      // reserved, for the service that has it on another transport
    kReserved,
    kTaken,
  };
  Use use_of(std::uint16_t port, Transport transport) const;

 private:
  const registry::Registry& registry_;
  const World* under_ = nullptr;
  std::unordered_multimap<std::string, const registry::Record*> by_name_;
  std::unordered_multimap<std::string, const registry::Record*> by_shape_;
  std::unordered_multimap<std::uint16_t, const registry::Record*> by_port_;
  std::vector<const registry::Record*> ranges_;
};

// What is written into the notes of a port that is kept for a service on its other transports.
std::string kept_note(std::string_view name);

}  // namespace portolan::procedures
