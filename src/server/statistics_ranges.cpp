// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "server/figure_tables.h"
#include "server/statistics_sections.h"

namespace portolan::server {
namespace {

using app::Statistics;

std::string range_words(const app::RangeFigures& range) {
  std::string name(range.name);
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return fmt::format("{} ports", name);
}

BarPlot fill_plot(const Statistics& from) {
  BarPlot plot{.id = "fill",
               .title = "Ports of each range by state",
               .description = {},
               .what = "Range",
               .unit = "ports",
               .series = {{"Assigned", "assigned"},
                          {"Reserved", "reserved"},
                          {"De-assigned", "de-assigned"},
                          {"Unassigned", "unassigned"},
                          {"Nothing registered", "uncovered"}},
               .bars = {}};
  plot.description = "Of each range, the part in each state, on whichever transport.";
  for (const app::RangeFigures& range : from.ranges) {
    plot.bars.push_back(
        {range_words(range),
         {range.any.assigned, range.any.reserved, range.any.deassigned, range.any.unassigned, range.any.uncovered}});
    plot.description += fmt::format(" {}: {} assigned.", range_words(range), percent(range.fill()));
  }
  return plot;
}

Markup transport_fill_table(const Statistics& from) {
  Table table("Ports by range, transport and state", {{"Range"},
                                                      {"Transport"},
                                                      {"Assigned", true},
                                                      {"Reserved", true},
                                                      {"De-assigned", true},
                                                      {"Unassigned", true},
                                                      {"Nothing registered", true},
                                                      {"Part assigned", true}});
  for (const app::RangeFigures& range : from.ranges) {
    const auto add = [&](std::string_view transport, const app::PortCounts& counts) {
      table.add({fmt::format("{} {}", range_words(range), to_string(range.range)), transport,
                 with_commas(counts.assigned), with_commas(counts.reserved), with_commas(counts.deassigned),
                 with_commas(counts.unassigned), with_commas(counts.uncovered),
                 percent(static_cast<double>(counts.assigned) / range.range.size())});
    };
    add("any", range.any);
    for (std::size_t i = 0; i < kAllTransports.size(); ++i) add(to_string(kAllTransports[i]), range.by_transport[i]);
  }
  return table.scrolling();
}

std::string year_words(std::optional<int> year) { return year ? fmt::format("in {}", *year) : "not in sight"; }

std::string slope_words(double slope) {
  if (slope > -0.05 && slope < 0.05) return "about as many each year";
  return fmt::format("{:.1f} {} each year than in the one before", slope < 0 ? -slope : slope,
                     slope < 0 ? "fewer" : "more");
}

Markup forecast_sentence(const app::RangeFigures& range) {
  const app::Forecast& forecast = *range.forecast;
  const std::string facts = fmt::format(
      ": {} of {} are free. From {} to {} an average of {:.1f} a year were assigned for the first time, {}. ",
      with_commas(forecast.free), with_commas(range.range.size()), forecast.first_year, forecast.last_year(),
      forecast.mean, slope_words(forecast.slope));
  const std::string line = forecast.runs_out
                               ? fmt::format("Should that go on, the last one is taken in {}.", *forecast.runs_out)
                               : std::string("Should that go on, they never run out.");
  const std::string mean = forecast.runs_out_at_mean
                               ? fmt::format(" At the average itself they last until {}.", *forecast.runs_out_at_mean)
                               : std::string();
  return tag("p", {}, tag("strong", {}, range_words(range)), facts + line + mean);
}

Markup forecast_table(const Statistics& from) {
  Table table(
      "When the ranges would run out",
      {{"Range"}, {"Free", true}, {"A year", true}, {"More each year", true}, {"Runs out"}, {"At the average"}});
  for (const app::RangeFigures& range : from.ranges) {
    if (!range.forecast) continue;
    table.add({range_words(range), with_commas(range.forecast->free), fmt::format("{:.1f}", range.forecast->mean),
               fmt::format("{:+.2f}", range.forecast->slope), year_words(range.forecast->runs_out),
               year_words(range.forecast->runs_out_at_mean)});
  }
  return table.empty() ? Markup() : table.scrolling();
}

}  // namespace

Markup ranges_section(const Statistics& from) {
  const BarPlot plot = fill_plot(from);
  Markup out = figure(plot, share_bars(plot), Markup());
  for (const app::RangeFigures& range : from.ranges)
    if (range.forecast) out += forecast_sentence(range);
  out += forecast_table(from);
  out += folded("How this is estimated",
                paragraph(fmt::format("A straight line is laid through the numbers of ports that were assigned for the "
                                      "first time on any transport in each of the last {} whole years (least squares), "
                                      "and followed until it has used what is free, or comes to zero. Ports without a "
                                      "date of registration count as older. Reserved and de-assigned ports do not "
                                      "count as free (RFC 6335, section 8.2). Dynamic ports are never assigned.",
                                      app::Forecast::kYears)));
  out += folded("The numbers by transport", transport_fill_table(from));
  return section("How full the ranges are", out);
}

}  // namespace portolan::server
