// SPDX-License-Identifier: Apache-2.0
#include "server/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace portolan::server {
namespace {

// Of the whole picture and of what is drawn in it, in the units of the picture.
constexpr double kWidth = 720;
constexpr double kHeight = 260;
constexpr double kLeft = 72;  // room for the numbers of the axis, also where letters are large
constexpr double kTop = 20;
constexpr double kBottom = 30;    // room for labels below
constexpr double kLabel = 190;    // room for labels beside lying bars
constexpr double kNumber = 90;    // room for numbers behind them
constexpr double kLying = 22;     // thickness of a lying bar
constexpr double kDistance = 34;  // from one lying bar to the next

// A tenth of a unit is less than a pixel.
std::string at(double position) {
  std::string text = fmt::format("{:.1f}", position);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

Markup text(double x, double y, std::string_view anchor, std::string_view words) {
  return tag("text", {{"x", at(x)}, {"y", at(y)}, {"text-anchor", std::string(anchor)}}, words);
}

Markup mark(double x, double y, double width, double height, const Series& series, const std::string& tip) {
  return tag(
      "rect",
      {{"class", "mark " + series.css_class}, {"x", at(x)}, {"y", at(y)}, {"width", at(width)}, {"height", at(height)}},
      tag("title", {}, tip));
}

std::string tip_of(const BarPlot& plot, const Bar& bar, std::size_t series) {
  const std::string number = with_commas(bar.values[series]);
  if (plot.series.size() == 1) return fmt::format("{}: {} {}", bar.label, number, plot.unit);
  return fmt::format("{}, {}: {} {}", bar.label, plot.series[series].name, number, plot.unit);
}

Markup picture(const BarPlot& plot, double height, const Markup& content) {
  const std::string title = plot.id + "-title";
  const std::string description = plot.id + "-desc";
  return tag("svg",
             {{"xmlns", "http://www.w3.org/2000/svg"},
              {"viewBox", fmt::format("0 0 {} {}", at(kWidth), at(height))},
              {"role", "img"},
              {"aria-labelledby", title},
              {"aria-describedby", description}},
             tag("title", {{"id", title}}, plot.title), tag("desc", {{"id", description}}, plot.description), content);
}

// Lines across the picture with their numbers.
Markup axis(std::uint64_t step, std::uint64_t top, double height) {
  Markup out;
  for (std::uint64_t value = 0; value <= top; value += step) {
    const double y = kTop + height - height * static_cast<double>(value) / static_cast<double>(top);
    out += tag(
        "line",
        {{"class", value == 0 ? "axis" : "grid"}, {"x1", at(kLeft)}, {"x2", at(kWidth)}, {"y1", at(y)}, {"y2", at(y)}});
    out += text(kLeft - 6, y + 4, "end", with_commas(value));
  }
  return out;
}

bool has_label(const BarPlot& plot, std::size_t i) {
  if (plot.label_every == 1) return true;
  const std::string& label = plot.bars[i].label;
  unsigned long number = 0;
  for (const char c : label) {
    if (c < '0' || c > '9') return true;
    number = number * 10 + static_cast<unsigned long>(c - '0');
  }
  return number % plot.label_every == 0;
}

// The place that a column has.
struct Slot {
  double x;
  double width;
  double per_unit;  // height of one
};

using DrawColumn = std::function<void(const Bar&, const Slot&, Markup&)>;

Markup columns(const BarPlot& plot, std::uint64_t most, const DrawColumn& draw) {
  constexpr double kDrawn = kHeight - kTop - kBottom;
  const std::uint64_t step = axis_step(most);
  const std::uint64_t top = std::max(step, (most + step - 1) / step * step);
  const double width = (kWidth - kLeft) / static_cast<double>(std::max<std::size_t>(plot.bars.size(), 1));
  Markup out = axis(step, top, kDrawn);
  for (std::size_t i = 0; i < plot.bars.size(); ++i) {
    const double x = kLeft + width * static_cast<double>(i);
    draw(plot.bars[i], {x + width * 0.1, width * 0.8, kDrawn / static_cast<double>(top)}, out);
    if (has_label(plot, i)) out += text(x + width / 2, kHeight - 7, "middle", plot.bars[i].label);
  }
  return picture(plot, kHeight, out);
}

// `share`: each bar fills the whole length, and its segments are named with it.
Markup lying(const BarPlot& plot, std::uint64_t most, bool share) {
  const double length = kWidth - kLabel - (share ? 0 : kNumber);
  Markup out;
  double y = 4;
  for (const Bar& bar : plot.bars) {
    const auto whole = static_cast<double>(std::max<std::uint64_t>(share ? bar.sum() : most, 1));
    double x = kLabel;
    out += text(kLabel - 8, y + kLying / 2 + 4, "end", bar.label);
    for (std::size_t s = 0; s < bar.values.size(); ++s) {
      const double width = length * static_cast<double>(bar.values[s]) / whole;
      std::string tip = tip_of(plot, bar, s);
      if (share) tip += fmt::format(" ({})", percent(static_cast<double>(bar.values[s]) / whole));
      if (bar.values[s] != 0) out += mark(x, y, width, kLying, plot.series[s], tip);
      x += width;
    }
    if (!share) out += text(x + 6, y + kLying / 2 + 4, "start", with_commas(bar.sum()));
    y += kDistance;
  }
  return picture(plot, std::max(y - kDistance + kLying + 4, 1.0), out);
}

template <class Number>
std::uint64_t largest(const BarPlot& plot, Number number) {
  std::uint64_t most = 0;
  for (const Bar& bar : plot.bars) most = std::max<std::uint64_t>(most, std::invoke(number, bar));
  return most;
}

}  // namespace

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, ",");
  return text;
}

std::string percent(double part) {
  if (part > 0 && part < 0.0005) return "under 0.1 %";
  return fmt::format("{:.1f} %", part * 100);
}

std::uint64_t Bar::sum() const noexcept { return std::accumulate(values.begin(), values.end(), std::uint64_t{0}); }

std::uint64_t axis_step(std::uint64_t most) noexcept {
  constexpr std::uint64_t kSteps = 6;
  for (std::uint64_t power = 1;; power *= 10)
    for (const std::uint64_t step : {power, 2 * power, 5 * power})
      if (most / step < kSteps) return step;
}

Markup stacked_columns(const BarPlot& plot) {
  return columns(plot, largest(plot, &Bar::sum), [&](const Bar& bar, const Slot& slot, Markup& out) {
    double y = kHeight - kBottom;
    for (std::size_t s = 0; s < bar.values.size(); ++s) {
      const double height = slot.per_unit * static_cast<double>(bar.values[s]);
      y -= height;
      if (bar.values[s] != 0) out += mark(slot.x, y, slot.width, height, plot.series[s], tip_of(plot, bar, s));
    }
  });
}

Markup grouped_columns(const BarPlot& plot) {
  const auto most = [](const Bar& bar) { return bar.values.empty() ? 0 : *std::ranges::max_element(bar.values); };
  return columns(plot, largest(plot, most), [&](const Bar& bar, const Slot& slot, Markup& out) {
    const double width = slot.width / static_cast<double>(bar.values.size());
    for (std::size_t s = 0; s < bar.values.size(); ++s) {
      const double height = slot.per_unit * static_cast<double>(bar.values[s]);
      if (bar.values[s] == 0) continue;
      out += mark(slot.x + width * static_cast<double>(s), kHeight - kBottom - height, width, height, plot.series[s],
                  tip_of(plot, bar, s));
    }
  });
}

Markup lying_bars(const BarPlot& plot) { return lying(plot, largest(plot, &Bar::sum), false); }
Markup share_bars(const BarPlot& plot) { return lying(plot, 0, true); }

Markup legend(const std::vector<Series>& series) {
  if (series.size() < 2) return {};
  Markup items;
  for (const Series& one : series) items += tag("li", {{"class", "key " + one.css_class}}, one.name);
  return tag("ul", {{"class", "legend"}}, items);
}

Markup number_table(const BarPlot& plot, bool sum) {
  sum = sum && plot.series.size() > 1;
  const auto head = [](std::string_view words) { return tag("th", {{"scope", "col"}, {"class", "number"}}, words); };
  const auto cell = [](std::uint64_t value) { return tag("td", {{"class", "number"}}, with_commas(value)); };
  Markup heads = tag("th", {{"scope", "col"}}, plot.what);
  for (const Series& series : plot.series) heads += head(series.name);
  if (sum) heads += head("Together");
  Markup rows;
  for (const Bar& bar : plot.bars) {
    Markup cells = tag("th", {{"scope", "row"}}, bar.label);
    for (const std::uint64_t value : bar.values) cells += cell(value);
    if (sum) cells += cell(bar.sum());
    rows += tag("tr", {}, cells);
  }
  return tag("table", {}, tag("caption", {}, plot.title), tag("thead", {}, tag("tr", {}, heads)),
             tag("tbody", {}, rows));
}

Markup figure(const BarPlot& plot, const Markup& picture, const Markup& table) {
  const auto scrolling = [](const std::string& label, const Markup& content) {
    return tag("div", {{"class", "region"}, {"role", "region"}, {"aria-label", label}, {"tabindex", "0"}}, content);
  };
  Markup out = tag("figcaption", {}, plot.title);
  out += legend(plot.series);
  out += picture;
  if (!table.empty())
    out +=
        tag("details", {}, tag("summary", {}, "The numbers: ", plot.title), scrolling("Numbers: " + plot.title, table));
  return tag("figure", {{"class", "plot"}}, out);
}

}  // namespace portolan::server
