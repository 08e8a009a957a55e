// SPDX-License-Identifier: Apache-2.0
#include "app/port_list.h"

#include <algorithm>

#include "formats/format.h"

namespace portolan::app {

std::vector<std::string_view> split_list(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

Result<std::vector<PortRange>> parse_port_list(std::string_view text) {
  std::vector<PortRange> ranges;
  for (const std::string_view part : split_list(text)) {
    const auto range = formats::parse_ports(part);
    if (!range) return fail(ErrorCode::kInvalidArgument, range.error().message);
    ranges.push_back(*range);
  }
  return ranges;
}

}  // namespace portolan::app
