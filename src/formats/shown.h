// SPDX-License-Identifier: Apache-2.0
//
// How much of a document's own text a message shows.
#pragma once

#include <string_view>

namespace portolan::formats {

inline constexpr std::size_t kShown = 60;  // bytes

// The text, or as much of its beginning as a message shows, without half a character. REQUIRES: UTF-8.
inline std::string_view beginning(std::string_view text) noexcept {
  if (text.size() <= kShown) return text;
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

}  // namespace portolan::formats
