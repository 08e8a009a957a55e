// SPDX-License-Identifier: Apache-2.0
#include "lookup/fold.h"

#include <utf8proc.h>

#include <algorithm>

namespace portolan::lookup {
namespace {

constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_COMPAT |
                                                         UTF8PROC_COMPOSE | UTF8PROC_STABLE);

bool is_ascii(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

void Folder::reserve(std::size_t bytes) {
  // utf8proc writes a 32-bit number per character, a decomposition has at most 18 of them, and then turns them into
  // UTF-8 in the same place. Real text never grows so much: it is enough to grow on demand.
  if (buffer_.size() < bytes + 16) buffer_.resize(bytes + 16);
}

std::string_view Folder::fold(std::string_view text) {
  reserve(text.size());
  if (!is_ascii(text)) {
    const auto needed = utf8proc_decompose(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                           static_cast<utf8proc_ssize_t>(text.size()), nullptr, 0, kOptions);
    if (needed > 0) reserve(static_cast<std::size_t>(needed));
  }
  return fold_into_buffer(text);
}

std::string_view Folder::fold_within(std::string_view text) noexcept {
  std::size_t size = std::min(text.size(), buffer_.size() - 16);
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return fold_into_buffer(text.substr(0, size));
}

std::string_view Folder::fold_into_buffer(std::string_view text) noexcept {
  auto* bytes = reinterpret_cast<char*>(buffer_.data());
  if (is_ascii(text)) {
    std::ranges::transform(text, bytes, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return {bytes, text.size()};
  }
  const auto room = static_cast<utf8proc_ssize_t>(buffer_.size() - 1);
  const auto count = utf8proc_decompose(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                        static_cast<utf8proc_ssize_t>(text.size()), buffer_.data(), room, kOptions);
  if (count < 0 || count > room) return {};
  const auto size = utf8proc_reencode(buffer_.data(), count, kOptions);
  return size < 0 ? std::string_view() : std::string_view(bytes, static_cast<std::size_t>(size));
}

}  // namespace portolan::lookup
