// SPDX-License-Identifier: Apache-2.0
#include "portolan/types.h"

#include "registry/service_name.h"

namespace portolan {
namespace {

constexpr std::array<std::string_view, 4> kTransportNames = {"tcp", "udp", "sctp", "dccp"};
constexpr std::array<std::string_view, 5> kStatusNames = {"assigned", "historic", "unassigned", "reserved",
                                                          "de-assigned"};

std::optional<unsigned> digits(std::string_view text) noexcept {
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

unsigned days_in(unsigned year, unsigned month) noexcept {
  constexpr std::array<unsigned, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

}  // namespace

std::string_view to_string(Transport transport) noexcept {
  return kTransportNames[static_cast<unsigned>(transport) & 3U];
}

std::optional<Transport> parse_transport(std::string_view word) noexcept {
  for (const Transport transport : kAllTransports)
    if (registry::same_name(word, to_string(transport))) return transport;
  return std::nullopt;
}

std::string to_string(Transports transports) {
  std::string out;
  for (const Transport transport : kAllTransports) {
    if (!transports.contains(transport)) continue;
    if (!out.empty()) out.push_back(',');
    out.append(to_string(transport));
  }
  return out;
}

std::string to_string(PortRange range) {
  const std::string first = std::to_string(range.first);
  return range.first == range.last ? first : first + "-" + std::to_string(range.last);
}

std::partial_ordering compare(Date a, Date b) noexcept {
  if (a.empty() || b.empty())
    return a.empty() && b.empty() ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
  if (a.year != b.year) return a.year <=> b.year;
  if (a.month != b.month) return a.month <=> b.month;
  if (a.has_day() != b.has_day()) return std::partial_ordering::unordered;
  return a.day <=> b.day;
}

std::string to_string(Date date) {
  if (date.empty()) return {};
  std::string text(date.has_day() ? 10 : 7, '-');
  const auto put = [&](std::size_t end, std::size_t size, unsigned value) {
    for (std::size_t i = 0; i < size; ++i, value /= 10) text[end - 1 - i] = static_cast<char>('0' + value % 10);
  };
  put(4, 4, date.year);
  put(7, 2, date.month);
  if (date.has_day()) put(10, 2, date.day);
  return text;
}

std::optional<Date> parse_date(std::string_view text) noexcept {
  if (text.empty()) return Date{};
  if ((text.size() != 7 && text.size() != 10) || text[4] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  if (!year || *year == 0 || !month || *month < 1 || *month > 12) return std::nullopt;
  Date date{.year = static_cast<std::uint16_t>(*year), .month = static_cast<std::uint8_t>(*month), .day = 0};
  if (text.size() == 7) return date;
  const auto day = digits(text.substr(8, 2));
  if (text[7] != '-' || !day || *day < 1 || *day > days_in(*year, *month)) return std::nullopt;
  date.day = static_cast<std::uint8_t>(*day);
  return date;
}

std::string_view to_string(Status status) noexcept {
  const auto index = static_cast<unsigned>(status);
  return index < kStatusNames.size() ? kStatusNames[index] : "reserved";
}

}  // namespace portolan
