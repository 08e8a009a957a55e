// SPDX-License-Identifier: Apache-2.0
//
// Where a byte of a document stands, for messages.
//
// Thread-safety: an object serves one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

namespace portolan::formats {

// Line and column of byte offsets. Asked for in rising order mostly, so it counts on from the last one.
class LineCounter {
 public:
  explicit LineCounter(std::string_view bytes) : bytes_(bytes) {}

  std::pair<std::uint64_t, std::uint64_t> at(std::size_t offset) {
    offset = std::min(offset, bytes_.size());
    if (offset < seen_) seen_ = line_start_ = 0, line_ = 1;
    const std::string_view before = bytes_.substr(0, offset);
    for (auto newline = before.find('\n', seen_); newline != before.npos; newline = before.find('\n', seen_)) {
      seen_ = line_start_ = newline + 1;
      ++line_;
    }
    seen_ = offset;
    return {line_, offset - line_start_ + 1};
  }

 private:
  std::string_view bytes_;
  std::size_t seen_ = 0;
  std::size_t line_start_ = 0;
  std::uint64_t line_ = 1;
};

}  // namespace portolan::formats
