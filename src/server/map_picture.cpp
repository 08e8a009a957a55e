// SPDX-License-Identifier: Apache-2.0
#include "server/map_picture.h"

#include <fmt/format.h>

#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace portolan::server {
namespace {

constexpr int kSide = 256;

struct Looks {
  std::string_view css_class;
  std::string_view words;
};
constexpr std::array<Looks, kShadeCount> kLooks = {{{"assigned", "Assigned"},
                                                    {"historic", "Historic"},
                                                    {"reserved", "Reserved"},
                                                    {"de-assigned", "De-assigned"},
                                                    {"unassigned", "Unassigned"},
                                                    {"uncovered", "Nothing registered"},
                                                    {"dynamic", "Dynamic"}}};

Shade shade_of(std::optional<Status> status, std::uint32_t port) {
  if (!status) return kDynamicPorts.contains(port) ? Shade::kDynamic : Shade::kUncovered;
  switch (*status) {
    case Status::kAssigned: return Shade::kAssigned;
    case Status::kHistoric: return Shade::kHistoric;
    case Status::kUnassigned: return Shade::kUnassigned;
    case Status::kReserved: return Shade::kReserved;
    case Status::kDeassigned: return Shade::kDeassigned;
  }
  return Shade::kUncovered;
}

// The lines of the picture as strokes, for each shade one path: far shorter than a rectangle for each cell.
class Strokes {
 public:
  explicit Strokes(const Shades& shades) : rows_(static_cast<std::size_t>(kSide) * kSide) {
    for (std::uint32_t port = 0; port < app::kPortCount; ++port) {
      const Cell cell = cell_of(port);
      rows_[static_cast<std::size_t>(cell.y * kSide + cell.x)] = shades[port];
    }
    for (int y = 0; y < kSide; ++y) draw_row(y);
  }
  const std::string& of(Shade shade) const { return paths_[static_cast<std::size_t>(shade)].path; }

 private:
  struct Path {
    std::string path;
    int x = 0;  // where its pen is
    int y = 0;
  };

  void draw_row(int y) {
    const Shade* const row = rows_.data() + static_cast<std::ptrdiff_t>(y) * kSide;
    for (int x = 0; x < kSide;) {
      int end = x + 1;
      while (end < kSide && row[end] == row[x]) ++end;
      stroke(paths_[static_cast<std::size_t>(row[x])], x, y, end - x);
      x = end;
    }
  }

  static void stroke(Path& path, int x, int y, int length) {
    fmt::format_to(std::back_inserter(path.path), "m{}{}{}h{}", x - path.x, y < path.y ? "" : " ", y - path.y, length);
    path.x = x + length;
    path.y = y;
  }

  std::vector<Shade> rows_;
  std::array<Path, kShadeCount> paths_;
};

}  // namespace

std::string_view css_class(Shade shade) noexcept { return kLooks[static_cast<std::size_t>(shade)].css_class; }
std::string_view words(Shade shade) noexcept { return kLooks[static_cast<std::size_t>(shade)].words; }

Shades shades_of(const app::PortCells& cells) {
  Shades shades{};
  for (std::uint32_t port = 0; port < app::kPortCount; ++port) shades[port] = shade_of(cells.status(port), port);
  return shades;
}

// From the smallest square upwards: each step places the square so far in one of four, turned so that the ends meet.
Cell cell_of(std::uint32_t port) noexcept {
  Cell cell;
  for (int side = 1; side < kSide; side *= 2) {
    const unsigned quadrant = port & 3U;
    port >>= 2U;
    if (quadrant == 3) cell = {.x = side - 1 - cell.x, .y = side - 1 - cell.y};
    if (quadrant == 0 || quadrant == 3) std::swap(cell.x, cell.y);
    if (quadrant >= 2) cell.x += side;
    if (quadrant == 1 || quadrant == 2) cell.y += side;
  }
  return cell;
}

Markup map_picture(const Shades& shades) {
  const Strokes strokes(shades);
  Markup paths;
  for (std::size_t i = 0; i < kShadeCount; ++i) {
    const auto shade = static_cast<Shade>(i);
    if (strokes.of(shade).empty()) continue;
    // A stroke lies on both sides of its line.
    paths += tag("path", {{"class", std::string(css_class(shade))}, {"d", "M0 .5" + strokes.of(shade)}});
  }
  return tag(
      "svg",
      {{"xmlns", "http://www.w3.org/2000/svg"},
       {"viewBox", "0 0 256 256"},
       {"role", "img"},
       {"aria-labelledby", "map-title"},
       {"aria-describedby", "map-desc"}},
      tag("title", {{"id", "map-title"}}, "The 65,536 ports by status"),
      tag("desc", {{"id", "map-desc"}},
          "A square with a cell for each port. The curve goes from port 0 at the top left down the left half and up "
          "the right one; the quarter at the top right are the dynamic ports."),
      paths);
}

}  // namespace portolan::server
