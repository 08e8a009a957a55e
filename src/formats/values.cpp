// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "formats/format.h"
#include "formats/shown.h"
#include "formats/wrap.h"

namespace portolan::formats {
namespace {

// As a message may repeat it: short, on one line, and without anything that a terminal would obey.
std::string quoted(std::string_view text) {
  const std::string_view shown = beginning(text);
  std::string out = printable(shown);
  std::ranges::replace(out, '\n', ' ');
  return fmt::format("'{}{}'", out, shown.size() < text.size() ? "..." : "");
}

Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error == std::errc::invalid_argument || end != text.data() + text.size())
    return fail(ErrorCode::kInvalidValue, fmt::format("{} is no port number", quoted(text)));
  if (error == std::errc::result_out_of_range || value > 65535)
    return fail(ErrorCode::kInvalidValue, fmt::format("port {} is above 65535", text.substr(0, 20)));
  if (text.size() > 1 && text.front() == '0')
    return fail(ErrorCode::kInvalidValue, fmt::format("port {} has a leading zero", quoted(text)));
  return static_cast<std::uint16_t>(value);
}

}  // namespace

bool is_instruction_target(std::string_view target) noexcept {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !target.empty() && letter(target.front()) && !registry::same_name(target, "xml") &&
         std::ranges::all_of(target,
                             [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

void Problems::add(ErrorCode code, std::string message, std::uint64_t line, std::uint64_t column, std::string field) {
  if (found_.size() > options_.limits.problems) return;
  if (full()) {
    message = "too many problems, the rest are not listed";
    field.clear();
  }
  found_.push_back({code, std::move(message), {options_.file, line, column, std::move(field)}});
}

std::vector<Error> Problems::take() { return std::move(found_); }

Result<PortRange> parse_ports(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = parse_port(text.substr(0, dash));
  if (!first) return std::unexpected(first.error());
  if (dash == std::string_view::npos) return PortRange{*first, *first};
  const auto last = parse_port(text.substr(dash + 1));
  if (!last) return std::unexpected(last.error());
  if (*first > *last)
    return fail(ErrorCode::kInvalidValue, fmt::format("the range {} is reversed: write {}-{}", text, *last, *first));
  return PortRange{*first, *last};
}

Result<void> set_ports(registry::Record& record, std::string_view text) {
  const auto ports = parse_ports(text);
  if (!ports) return std::unexpected(ports.error());
  record.ports = *ports;
  record.range_of_one = ports->size() == 1 && text.contains('-');
  return {};
}

Result<Transport> parse_transport_column(std::string_view text) {
  if (const auto transport = parse_transport(text)) return *transport;
  return fail(ErrorCode::kInvalidValue,
              fmt::format("unknown transport {}: it is tcp, udp, sctp or dccp", quoted(text)));
}

Result<Date> parse_date_column(std::string_view text) {
  if (const auto date = parse_date(text)) return *date;
  return fail(ErrorCode::kInvalidValue, fmt::format("{} is no date: write YYYY-MM-DD or YYYY-MM", quoted(text)));
}

Result<std::uint32_t> parse_service_code(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || (text.size() > 1 && text[0] == '0'))
    return fail(ErrorCode::kInvalidValue,
                fmt::format("{} is no service code: a number from 0 to 4294967295", quoted(text)));
  return value;
}

}  // namespace portolan::formats
