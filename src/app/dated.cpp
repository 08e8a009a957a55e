// SPDX-License-Identifier: Apache-2.0
#include "app/dated.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <tuple>

namespace portolan::app {
namespace {

auto newest_first(const Dated& one) {
  const Date day = last_day(one.date);
  return std::tuple(-int{day.year}, -int{day.month}, -int{day.day}, one.record.position());
}

void add(RecordView record, std::vector<Dated>& out) {
  const Date registered = record.registered();
  const Date modified = record.modified();
  const Date deassigned = record.deassigned();
  if (!registered.empty()) out.push_back({registered, DatedWhat::kRegistered, record});
  if (!deassigned.empty()) out.push_back({deassigned, DatedWhat::kDeassigned, record});
  if (!modified.empty() && modified != registered && modified != deassigned)
    out.push_back({modified, DatedWhat::kModified, record});
}

}  // namespace

std::string_view to_string(DatedWhat what) noexcept {
  switch (what) {
    case DatedWhat::kRegistered: return "registered";
    case DatedWhat::kModified: return "modified";
    case DatedWhat::kDeassigned: return "de-assigned";
  }
  return {};
}

std::vector<Dated> dated(std::span<const RecordView> records) {
  std::vector<Dated> out;
  for (const RecordView record : records) add(record, out);
  std::ranges::stable_sort(out, {}, newest_first);
  return out;
}

std::vector<Dated> newest(const Lookup& lookup, std::size_t most) {
  std::vector<Dated> out;
  for (std::uint32_t position = 0; position < lookup.size(); ++position) add(lookup.record(position), out);
  std::ranges::stable_sort(out, {}, newest_first);
  if (out.size() <= most || most == 0) return out;
  const Date last = last_day(out[most - 1].date);
  const auto end = std::find_if(out.begin() + static_cast<std::ptrdiff_t>(most), out.end(),
                                [&](const Dated& one) { return last_day(one.date) != last; });
  out.erase(end, out.end());
  return out;
}

Date last_day(Date date) noexcept {
  if (date.has_day()) return date;
  const std::chrono::year_month_day_last last{std::chrono::year(date.year),
                                              std::chrono::month_day_last(std::chrono::month(date.month))};
  date.day = static_cast<std::uint8_t>(static_cast<unsigned>(last.day()));
  return date;
}

std::string timestamp(Date date) { return to_string(last_day(date)) + "T00:00:00Z"; }

}  // namespace portolan::app
