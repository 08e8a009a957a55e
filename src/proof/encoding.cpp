// SPDX-License-Identifier: Apache-2.0
#include "proof/encoding.h"

#include <sodium.h>
#include <utf8proc.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "proof/merkle.h"

namespace portolan::proof {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;

// The first character and the number of its bytes; a negative number if it is no UTF-8.
std::pair<utf8proc_int32_t, utf8proc_ssize_t> first_character(std::string_view text) noexcept {
  utf8proc_int32_t character = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &character);
  return {character, size};
}

bool is_space(utf8proc_int32_t character) noexcept {
  // Not of a space category, but Unicode's White_Space all the same. The others of that kind are control characters
  // below U+0020.
  if (character == 0x85) return true;
  const utf8proc_category_t category = utf8proc_category(character);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    kVariant);
  text.pop_back();  // the terminating zero
  return text;
}

std::optional<std::size_t> from_base64(std::string_view text, std::span<std::byte> out) noexcept {
  // libsodium 1.0.18 reads every byte from 0x80 on as if it were "/".
  if (!std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return std::nullopt;
  std::size_t size = 0;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                                       text.size(), nullptr, &size, nullptr, kVariant);
  if (failed != 0) return std::nullopt;
  return size;
}

Result<Hash> read_hash(std::string_view text, Place place) {
  Hash hash;
  if (from_base64(text, hash) != hash.size())
    return fail(ErrorCode::kSyntax, "a hash is 32 bytes in base 64", std::move(place));
  return hash;
}

Result<std::uint64_t> read_number(std::string_view text, Place place) {
  if (text.empty() || !std::ranges::all_of(text, is_digit))
    return fail(ErrorCode::kSyntax, "a number has digits only", std::move(place));
  if (text.size() > 1 && text.front() == '0')
    return fail(ErrorCode::kSyntax, "a number has no leading zeroes", std::move(place));
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number > kMaxTreeSize)
    return fail(ErrorCode::kLimit, "a number is below 2^63", std::move(place));
  return number;
}

Result<void> check_lines(std::string_view text) {
  Place place{{}, 1, 1, {}};
  if (text.empty()) return fail(ErrorCode::kSyntax, "the text is empty", place);
  for (std::string_view rest = text; !rest.empty();) {
    const auto [character, size] = first_character(rest);
    if (size < 1) return fail(ErrorCode::kSyntax, "the text must be UTF-8", place);
    if (character < 0x20 && character != '\n')
      return fail(ErrorCode::kSyntax, "no control character but the line feed is allowed", place);
    rest.remove_prefix(static_cast<std::size_t>(size));
    if (character == '\n' && !rest.empty())
      place = {{}, place.line + 1, 1, {}};
    else
      place.column += static_cast<std::uint64_t>(size);
  }
  if (text.back() != '\n') return fail(ErrorCode::kSyntax, "the last line must end in a line feed", place);
  return {};
}

bool is_key_name(std::string_view text) noexcept {
  if (text.empty()) return false;
  while (!text.empty()) {
    const auto [character, size] = first_character(text);
    if (size < 1 || character < 0x20 || character == '+' || is_space(character)) return false;
    text.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

std::optional<std::string_view> Lines::next() noexcept {
  if (rest_.empty()) return std::nullopt;
  const std::size_t end = rest_.find('\n');
  const std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(std::min(rest_.size(), line.size() + 1));
  ++line_;
  return line;
}

}  // namespace portolan::proof
