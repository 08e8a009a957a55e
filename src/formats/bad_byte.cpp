// SPDX-License-Identifier: Apache-2.0
#include "formats/bad_byte.h"

#include <fmt/format.h>

#include "registry/text.h"

namespace portolan::formats {
namespace {

std::size_t length_of_character(unsigned char lead) noexcept {
  if (lead < 0x80) return 1;
  if (lead < 0xE0) return 2;
  return lead < 0xF0 ? 3 : 4;
}

bool is_noncharacter(std::string_view text) noexcept {
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

}  // namespace

std::size_t first_bad_byte(std::string_view text) noexcept {
  if (registry::is_plain_text(text)) return text.size();
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view character = text.substr(at, length_of_character(static_cast<unsigned char>(text[at])));
    if (!registry::is_plain_text(character)) return at;
    at += character.size();
  }
  return at;
}

std::string bad_byte_words(std::string_view text, std::size_t offset) {
  const auto byte = static_cast<unsigned char>(text[offset]);
  if (byte < 0x80) return fmt::format("control character 0x{:02x}: remove it", byte);
  if (is_noncharacter(text.substr(offset))) return "U+FFFE and U+FFFF are no characters: remove them";
  return fmt::format("the byte 0x{:02x} is not UTF-8: convert the file", byte);
}

}  // namespace portolan::formats
