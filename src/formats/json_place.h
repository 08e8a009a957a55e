// SPDX-License-Identifier: Apache-2.0
//
// Where in a JSON document something stands. The reader counts tokens (keys and values, in document order, from 0) and
// asks for places only when there is something to report, so a correct document pays nothing for them.
//
// Thread-safety: free functions without shared state. All are linear in the document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace portolan::formats::json {

struct Position {
  std::uint64_t line = 1;    // from 1
  std::uint64_t column = 1;  // from 1, in bytes

  bool operator==(const Position&) const = default;
};

Position position_of(std::string_view bytes, std::size_t offset);

// Where each of these tokens begins. REQUIRES: `tokens` ascends; the document is JSON up to the last of them.
std::vector<Position> positions_of(std::string_view bytes, std::span<const std::size_t> tokens);

}  // namespace portolan::formats::json
