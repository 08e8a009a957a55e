// SPDX-License-Identifier: Apache-2.0
//
// All 65,536 ports as one picture without a script: a cell each on a Hilbert curve of 256 by 256, so that ports whose
// numbers are near lie near each other. The web application draws the same curve (web/src/lib/hilbert.ts).
//
// Thread-safety: pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "app/port_cells.h"
#include "server/html.h"

namespace portolan::server {

// What a port is in the picture: its status on any transport, and where no record says anything, whether it is of the
// dynamic ports. The words are classes of the style sheet.
enum class Shade : std::uint8_t { kAssigned, kHistoric, kReserved, kDeassigned, kUnassigned, kUncovered, kDynamic };
inline constexpr std::size_t kShadeCount = 7;
// "assigned", ..., "de-assigned", "uncovered", "dynamic".
std::string_view css_class(Shade shade) noexcept;
// "Assigned", ..., "Nothing registered", "Dynamic".
std::string_view words(Shade shade) noexcept;

// By port.
using Shades = std::array<Shade, app::kPortCount>;
Shades shades_of(const app::PortCells& cells);

struct Cell {
  int x = 0;
  int y = 0;
};
// Where a port lies: port 0 at the top left, 65535 at the top right.
Cell cell_of(std::uint32_t port) noexcept;

// The picture, with a title and a description.
Markup map_picture(const Shades& shades);

}  // namespace portolan::server
