// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <memory>

#include "server/figure_pages.h"
#include "server/figure_tables.h"
#include "server/map_picture.h"
#include "server/plot.h"

namespace portolan::server {
namespace {

constexpr std::uint32_t kBlock = 1024;

using Counts = std::array<std::uint32_t, kShadeCount>;

std::uint32_t count(const Counts& counts, Shade shade) { return counts[static_cast<std::size_t>(shade)]; }

Counts counts_of(const Shades& shades, std::uint32_t first) {
  Counts counts{};
  for (std::uint32_t port = first; port < first + kBlock; ++port) ++counts[static_cast<std::size_t>(shades[port])];
  return counts;
}

Markup block_table(const Context& context, const Shades& shades) {
  Table table("What the ports are, on any transport, by blocks of 1,024", {{"Ports"},
                                                                           {"Assigned", true},
                                                                           {"Historic", true},
                                                                           {"Reserved", true},
                                                                           {"De-assigned", true},
                                                                           {"Unassigned", true},
                                                                           {"Nothing registered", true},
                                                                           {"Part assigned", true}});
  for (std::uint32_t first = 0; first < app::kPortCount; first += kBlock) {
    const Counts counts = counts_of(shades, first);
    const std::string ports = fmt::format("{}-{}", first, first + kBlock - 1);
    const std::uint32_t nothing = count(counts, Shade::kUncovered) + count(counts, Shade::kDynamic);
    const std::uint32_t assigned = count(counts, Shade::kAssigned) + count(counts, Shade::kHistoric);
    table.add({site_link(context, "/records?ports=" + ports, ports), with_commas(count(counts, Shade::kAssigned)),
               with_commas(count(counts, Shade::kHistoric)), with_commas(count(counts, Shade::kReserved)),
               with_commas(count(counts, Shade::kDeassigned)), with_commas(count(counts, Shade::kUnassigned)),
               with_commas(nothing), percent(static_cast<double>(assigned) / kBlock)});
  }
  return table.scrolling();
}

Markup shade_legend() {
  std::vector<Series> series;
  for (std::size_t i = 0; i < kShadeCount; ++i) {
    const auto shade = static_cast<Shade>(i);
    series.push_back({std::string(words(shade)), std::string(css_class(shade))});
  }
  return legend(series);
}

}  // namespace

Page map_page(const Context& context, const registry::Registry& registry) {
  const auto shades = std::make_unique<Shades>(shades_of(app::PortCells(registry, app::statuses_of(registry))));
  Markup content = tag("figure", {{"class", "plot hilbert"}}, shade_legend(), map_picture(*shades));
  // The web application puts its own picture in the place of this one, and keeps the table.
  content += tag("section", {{"data-keep", ""}}, tag("h2", {}, "Ports by blocks"), block_table(context, *shades));
  Markup body = tag("h1", {}, "Port map");
  body +=
      tag("p", {{"class", "lead"}},
          "All 65,536 ports in one square: each port is a cell, and ports with neighbouring numbers are neighbours.");
  body += island("map", "{}", content);
  return {.title = "Port map",
          .description = "All 65,536 ports in one picture: what is assigned, reserved and free.",
          .path = "/map",
          .section = Section::kMap,
          .body = std::move(body),
          .feed = {},
          .feed_title = {},
          .json = "/api/v1/map",
          .wide = true};
}

}  // namespace portolan::server
