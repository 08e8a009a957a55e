// SPDX-License-Identifier: Apache-2.0
//
// Which record covers a port on a transport. For check.cpp.
//
// Thread-safety: a value; find() can be called from any number of threads after finish().
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "portolan/types.h"

namespace portolan::registry {

// Of several records the one added first counts. Adding costs one step for each port that was not covered yet, however
// often ranges repeat.
class PortCover {
 public:
  PortCover();
  void add(PortRange range, Transports transports, std::size_t record);
  // To be called once, after the last add() and before the first find().
  void finish();
  // The record that covers the lowest covered port of the range.
  std::optional<std::size_t> find(PortRange range, Transports transports) const;

 private:
  struct Line {
    std::vector<std::uint32_t> free;   // leads from each port to the next one that is not covered
    std::vector<std::uint32_t> taken;  // after finish(), from each port to the next one that is
    std::vector<std::uint32_t> record;
  };
  static std::uint32_t next_free(Line& line, std::uint32_t port);

  std::array<Line, 4> lines_;  // by transport
};

}  // namespace portolan::registry
