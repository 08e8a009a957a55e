// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "formats/html_parts.h"
#include "server/figure_tables.h"
#include "server/statistics_sections.h"

namespace portolan::server {
namespace {

using app::Statistics;

// In the order of TransportFigures.
std::vector<Series> transport_series() {
  return {{"TCP", "tcp"}, {"UDP", "udp"}, {"SCTP", "sctp"}, {"DCCP", "dccp"}, {"no transport", "no-transport"}};
}

std::vector<Series> one_series(std::string_view name) { return {{std::string(name), "tcp"}}; }

BarPlot year_plot(const Statistics& from, std::string_view id, std::string_view title, std::string_view unit,
                  std::vector<Series> series) {
  BarPlot plot{.id = std::string(id),
               .title = std::string(title),
               .description = "There are no dates.",
               .what = "Year",
               .unit = std::string(unit),
               .series = std::move(series),
               .bars = {},
               .label_every = from.years.size() > 12 ? 5U : 1U};
  for (const app::YearFigures& year : from.years) plot.bars.push_back({std::to_string(year.year), {}});
  return plot;
}

// What one would see first: the highest bar, and the last.
void describe(BarPlot& plot) {
  if (plot.bars.empty()) return;
  const Bar& most = *std::ranges::max_element(plot.bars, {}, &Bar::sum);
  const Bar& last = plot.bars.back();
  plot.description = fmt::format("From {} to {}. Most in {}: {}. {}: {}.", plot.bars.front().label, last.label,
                                 most.label, with_commas(most.sum()), last.label, with_commas(last.sum()));
}

Markup assignments_plot(const Statistics& from) {
  BarPlot plot = year_plot(from, "assigned", "Assignments by year of registration", "assignments", transport_series());
  for (std::size_t i = 0; i < from.years.size(); ++i)
    plot.bars[i].values.assign(from.years[i].by_transport.begin(), from.years[i].by_transport.end());
  describe(plot);
  return figure(plot, stacked_columns(plot), number_table(plot, true));
}

Markup names_plot(const Statistics& from) {
  BarPlot plot = year_plot(from, "names", "Names and ports registered for the first time", "new",
                           {{"Names", "tcp"}, {"Ports", "reserved"}, {"Names without a port", "no-transport"}});
  for (std::size_t i = 0; i < from.years.size(); ++i)
    plot.bars[i].values = {from.years[i].names, from.years[i].ports, from.years[i].without_port};
  plot.description =
      "For each year the new names, the new ports, and how many assignments were of a name without a port.";
  return figure(plot, grouped_columns(plot), number_table(plot, false));
}

Markup modifications_plot(const Statistics& from) {
  BarPlot plot =
      year_plot(from, "modified", "Records by the year of their last modification", "records", one_series("Modified"));
  for (std::size_t i = 0; i < from.years.size(); ++i) plot.bars[i].values = {from.years[i].modifications};
  describe(plot);
  return figure(plot, stacked_columns(plot), number_table(plot, false));
}

// The last year is hardly ever whole.
std::string so_far(const Statistics& from) {
  if (from.updated.empty()) return {};
  return fmt::format(" The figures of {} go up to {}.", from.updated.year, to_string(from.updated));
}

Markup rfc_link(const std::string& rfc) {
  const registry::Reference reference{.kind = registry::ReferenceKind::kRfc, .data = rfc, .section = {}, .shown = {}};
  const registry::Registry none;
  const formats::Anchors anchors(none, {});
  std::string shown = registry::published(reference);
  return link(formats::reference_href(reference, anchors), shown.substr(1, shown.size() - 2));
}

}  // namespace

Markup years_section(const Statistics& from) {
  Markup out = assignments_plot(from);
  out +=
      paragraph(fmt::format("{} assignments have no date of registration.{}", with_commas(from.undated), so_far(from)));
  out += names_plot(from);
  out += modifications_plot(from);
  return section("Assignments by year", out);
}

Markup ages_section(const Statistics& from) {
  BarPlot plot{.id = "ages",
               .title = "Assignments by decade of registration",
               .description = "How old the assignments are.",
               .what = "Decade",
               .unit = "assignments",
               .series = one_series("Assignments"),
               .bars = {{"no date", {from.undated}}}};
  for (const app::Decade& decade : app::decades_of(from))
    plot.bars.push_back({fmt::format("{}s", decade.decade), {decade.assignments}});
  return section("Ages", figure(plot, lying_bars(plot), number_table(plot, false)));
}

Markup transports_section(const Statistics& from) {
  BarPlot plot{.id = "transports",
               .title = "Assignments by transport",
               .description = "How many assignments each transport has.",
               .what = "Transport",
               .unit = "assignments",
               .series = one_series("Assignments"),
               .bars = {}};
  Table table("Records, assignments and ports by transport",
              {{"Transport"}, {"Records", true}, {"Assignments", true}, {"Ports assigned", true}});
  const std::vector<Series> names = transport_series();
  for (std::size_t i = 0; i < from.transports.size(); ++i) {
    const app::TransportFigures& transport = from.transports[i];
    plot.bars.push_back({names[i].name, {transport.assignments}});
    table.add({names[i].name, with_commas(transport.records), with_commas(transport.assignments),
               with_commas(transport.ports)});
  }
  return section("Transports", figure(plot, lying_bars(plot), table.scrolling()));
}

Markup references_section(const Statistics& from) {
  const app::ReferenceFigures& references = from.references;
  const BarPlot plot{.id = "references",
                     .title = "What assignments refer to",
                     .description = "How many assignments cite a document of each kind; some cite several.",
                     .what = "Kind",
                     .unit = "assignments",
                     .series = one_series("Assignments"),
                     .bars = {{"RFC", {references.rfc}},
                              {"Internet-Draft", {references.draft}},
                              {"web address", {references.uri}},
                              {"other", {references.other}},
                              {"nothing", {references.none}}}};
  Table table(fmt::format("The most cited of {} RFCs", with_commas(references.rfcs)), {{"RFC"}, {"Assignments", true}});
  for (const auto& [rfc, count] : references.most) table.add({rfc_link(rfc), with_commas(count)});
  Markup out = figure(plot, lying_bars(plot), number_table(plot, false));
  if (!table.empty()) out += folded("The most cited RFCs", table.scrolling());
  return section("References", out);
}

}  // namespace portolan::server
