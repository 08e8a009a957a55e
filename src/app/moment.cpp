// SPDX-License-Identifier: Apache-2.0
#include "app/moment.h"

#include <charconv>

namespace portolan::app {

std::optional<PastMoment> parse_moment(std::string_view text) noexcept {
  if (!text.starts_with('@')) {
    const auto date = parse_date(text);
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
