// SPDX-License-Identifier: Apache-2.0
#include "app/moment.h"

#include <charconv>
#include <string>

namespace portolan::app {

std::optional<PastMoment> parse_moment(std::string_view text) noexcept {
  if (!text.starts_with('@')) {
    // No registry is older or newer; other numbers are positions that lost their "@".
    const bool is_year =
        text.size() == 4 && text >= "1900" && text < "3000" && text.find_first_not_of("0123456789") == text.npos;
    const auto date = parse_date(is_year ? std::string(text) + "-12" : std::string(text));
    if (!date || date->empty()) return std::nullopt;
    return *date;
  }
  text.remove_prefix(1);
  std::uint64_t position = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return position;
}

}  // namespace portolan::app
