// SPDX-License-Identifier: Apache-2.0
//
// Plots as SVG inside a page: bars in series, with what they show in words and as a table, so that nothing is told by
// the picture or by colour alone.
//
// Colours come from the style sheet by class: that of a series is a status ("assigned") or a transport ("tcp"), as
// web/src/plots.css has them. A mark says what it is in a <title>, which browsers show and the web application reads.
//
// Thread-safety: values and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/html.h"

namespace portolan::server {

// Numbers as people read them: "48,128"; "12.3 %" for 0.123.
std::string with_commas(std::uint64_t number);
std::string percent(double part);

struct Series {
  std::string name;       // "TCP"
  std::string css_class;  // "tcp"
};

struct Bar {
  std::string label;                  // "2014"
  std::vector<std::uint64_t> values;  // one for each series
  std::uint64_t sum() const noexcept;
};

struct BarPlot {
  std::string id;           // unique in the page: letters and hyphens
  std::string title;        // "Assignments by year of registration"
  std::string description;  // what one sees in it, in a sentence or two
  std::string what;         // of what the bars are: "Year"
  std::string unit;         // what is counted: "assignments"
  std::vector<Series> series;
  std::vector<Bar> bars;
  std::uint64_t label_every = 1;  // upright bars: numbers that this divides have their label, and all other words
};

// Upright bars on an axis, the series on top of each other or side by side.
Markup stacked_columns(const BarPlot& plot);
Markup grouped_columns(const BarPlot& plot);
// Lying bars with their numbers, for few bars with long labels; the series behind each other.
Markup lying_bars(const BarPlot& plot);
// Lying bars that all have the whole length: each series takes its share.
Markup share_bars(const BarPlot& plot);

// What the colours mean; empty for a single series.
Markup legend(const std::vector<Series>& series);
// The numbers: a row for each bar, a column for each series, their sum where there are several and `sum` is set.
Markup number_table(const BarPlot& plot, bool sum);

// A picture with its caption and legend, and its numbers folded away below.
Markup figure(const BarPlot& plot, const Markup& picture, const Markup& table);

// The step of an axis up to `most`: 1, 2 or 5 times a power of ten, so that there are at most six.
std::uint64_t axis_step(std::uint64_t most) noexcept;

}  // namespace portolan::server
