// SPDX-License-Identifier: Apache-2.0
//
// The spellings that signed texts are made of. Each value has one spelling and every other is refused, so a text that
// was read is written again as the same bytes.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "portolan/error.h"
#include "proof/hash.h"

namespace portolan::proof {

// Base 64 of RFC 4648, section 4, with padding.
std::string to_base64(std::string_view bytes);

// The number of bytes written to `out`; nothing if the text is not canonical or its bytes do not fit.
std::optional<std::size_t> from_base64(std::string_view text, std::span<std::byte> out) noexcept;

// kSyntax at `place` unless it is 32 bytes in base 64.
Result<Hash> read_hash(std::string_view text, Place place);

// kSyntax at `place` unless it is a decimal number without leading zeroes, kLimit above 2^63 - 1.
Result<std::uint64_t> read_number(std::string_view text, Place place);

// kSyntax, with line and column, unless the text is UTF-8 without control characters (below U+0020) but line feeds, and
// ends in a line feed.
Result<void> check_lines(std::string_view text);

// Whether it can be the name of a key: UTF-8, not empty, without spaces of any script, control characters and "+".
bool is_key_name(std::string_view text) noexcept;

// The lines of a text that check_lines() passed, one after the other.
class Lines {
 public:
  explicit Lines(std::string_view text) noexcept : rest_(text) {}

  // The next line without its line feed; nothing after the last one.
  std::optional<std::string_view> next() noexcept;
  // The line that next() gave last, from 1.
  Place place(std::string field = {}) const { return {{}, line_, 1, std::move(field)}; }
  std::string_view rest() const noexcept { return rest_; }

 private:
  std::string_view rest_;
  std::uint64_t line_ = 0;
};

}  // namespace portolan::proof
