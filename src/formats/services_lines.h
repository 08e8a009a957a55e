// SPDX-License-Identifier: Apache-2.0
//
// The lines of a services(5) file before they are text: which names stand on which port and transport, and in which
// order the lines must come. For the services writer.
//
// Thread-safety: values. Lifetimes: they point into the registry that they were made from.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "registry/registry.h"

namespace portolan::formats {

// A name and, for each transport, the line of its first port in registry order.
struct LineName {
  static constexpr std::uint32_t kNoLine = 0xFFFFFFFF;

  std::string_view text;
  std::array<const registry::Record*, 4> first_record{};
  std::array<std::uint32_t, 4> first_line = {kNoLine, kNoLine, kNoLine, kNoLine};
  std::uint32_t last_line = kNoLine;  // while lines are made: the line it was put on last
  bool first_over_all = true;         // whether its first line of all transports must come first

  // The line of its first port in registry order, of whatever transport.
  std::uint32_t first_of_all() const noexcept;
};

struct NameOnLine {
  LineName* name = nullptr;
  const registry::Record* record = nullptr;  // the first that gives the name this port
};

struct ServiceLine {
  std::uint16_t port = 0;
  Transport transport = Transport::kTcp;
  std::vector<NameOnLine> names;  // in registry order
};

struct ServiceLines {
  std::unordered_map<std::string_view, LineName> names;
  std::vector<ServiceLine> lines;  // by port, then by transport
};

// True if services(5) can hold the name: no blanks, no '#'.
bool fits_services(std::string_view name) noexcept;

ServiceLines make_service_lines(const registry::Registry& registry);

// The order in which the lines are written, as indexes; the rule is in formats/services.h. Takes names off lines where
// no order would serve.
std::vector<std::uint32_t> order_lines(ServiceLines& table);

// Puts each well-formed name before the historic one whose record calls itself its alias.
void put_well_formed_first(std::vector<NameOnLine>& names);

}  // namespace portolan::formats
