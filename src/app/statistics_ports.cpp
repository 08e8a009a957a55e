// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "app/statistics_parts.h"

namespace portolan::app {
namespace {

using registry::Record;

constexpr int kLastYear = 9999;  // what lies beyond is no year that anybody would write down

RangeFigures count_range(const Material& material, std::string_view name, PortRange range) {
  RangeFigures out{.name = name, .range = range, .any = {}, .by_transport = {}, .forecast = {}};
  for (std::uint32_t port = range.first; port <= range.last; ++port) {
    out.any.add(material.cells.status(port));
    for (const Transport transport : kAllTransports)
      out.by_transport[static_cast<std::size_t>(transport)].add(material.cells.status(transport, port));
  }
  return out;
}

// The first year that is not whole: that of the registry's date; or, where no registration is as young as that and the
// years looked at, that of the newest one. 0 if there is none.
int unfinished_year(const registry::Registry& registry) {
  int newest = 0;
  for (const Record& record : registry.records) newest = std::max(newest, int{record.registered.year});
  const int now = registry.updated.year;
  return newest < now - Forecast::kYears ? newest : now;
}

std::optional<Forecast> forecast_of(const Material& material, const RangeFigures& figures) {
  const int unfinished = unfinished_year(material.registry);
  if (unfinished <= Forecast::kYears || figures.range == kDynamicPorts) return std::nullopt;
  const int first = unfinished - Forecast::kYears;
  std::array<std::uint32_t, Forecast::kYears> assigned{};
  for (std::uint32_t port = figures.range.first; port <= figures.range.last; ++port) {
    const int year = material.first_years[port] - first;
    if (year >= 0 && year < Forecast::kYears) ++assigned[static_cast<std::size_t>(year)];
  }
  return forecast(first, assigned, figures.any.free());
}

// The year in which `free` ports are used, if `rate(years from the first)` are used in each.
template <class Rate>
std::optional<int> year_used(int year, std::uint32_t free, Rate rate) {
  double used = 0;
  for (int ahead = 0; year + ahead <= kLastYear; ++ahead) {
    const double ports = rate(ahead);
    if (ports <= 0) return std::nullopt;
    used += ports;
    if (used >= free) return year + ahead;
  }
  return std::nullopt;
}

}  // namespace

void PortCounts::add(std::optional<Status> status) noexcept {
  if (!status) {
    ++uncovered;
    return;
  }
  switch (*status) {
    case Status::kAssigned:
    case Status::kHistoric: ++assigned; return;
    case Status::kReserved: ++reserved; return;
    case Status::kDeassigned: ++deassigned; return;
    case Status::kUnassigned: ++unassigned; return;
  }
}

Forecast forecast(int first_year, const std::array<std::uint32_t, Forecast::kYears>& assigned, std::uint32_t free) {
  constexpr double kMiddle = (Forecast::kYears - 1) / 2.0;
  Forecast out{.first_year = first_year, .assigned = assigned, .free = free, .runs_out = {}, .runs_out_at_mean = {}};
  double around = 0;
  double spread = 0;
  for (std::size_t i = 0; i < assigned.size(); ++i) {
    const double x = static_cast<double>(i) - kMiddle;
    out.mean += static_cast<double>(assigned[i]) / Forecast::kYears;
    around += x * static_cast<double>(assigned[i]);
    spread += x * x;
  }
  out.slope = around / spread;
  const int next = out.last_year() + 1;
  out.runs_out =
      year_used(next, free, [&](int ahead) { return out.mean + out.slope * (Forecast::kYears + ahead - kMiddle); });
  out.runs_out_at_mean = year_used(next, free, [&](int) { return out.mean; });
  return out;
}

void count_ports(const Material& material, Statistics& out) {
  out.ranges = {count_range(material, "system", kSystemPorts), count_range(material, "user", kUserPorts),
                count_range(material, "dynamic", kDynamicPorts)};
  for (RangeFigures& range : out.ranges) {
    range.forecast = forecast_of(material, range);
    for (std::size_t i = 0; i < kAllTransports.size(); ++i) out.transports[i].ports += range.by_transport[i].assigned;
  }
  registry::PortCover everywhere;
  for (std::size_t i = 0; i < material.registry.records.size(); ++i) {
    const Record& record = material.registry.records[i];
    if (record.ports && !record.transport && is_assignment(material.statuses[i]))
      everywhere.add(*record.ports, Transport::kTcp, i);
  }
  everywhere.finish();
  for (std::uint32_t port = 0; port < kPortCount; ++port) {
    const auto number = static_cast<std::uint16_t>(port);
    if (everywhere.find({number, number}, Transport::kTcp)) ++out.transports.back().ports;
  }
}

}  // namespace portolan::app
