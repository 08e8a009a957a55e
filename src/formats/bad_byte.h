// SPDX-License-Identifier: Apache-2.0
//
// The byte that makes a text unfit for a registry, for readers that say where it stands.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace portolan::formats {

// The offset of the first byte that is_plain_text refuses; text.size() if there is none.
std::size_t first_bad_byte(std::string_view text) noexcept;
// What is wrong with it: "control character 0x07", "a byte 0xff that is not UTF-8". REQUIRES: offset < text.size().
std::string bad_byte_words(std::string_view text, std::size_t offset);

}  // namespace portolan::formats
