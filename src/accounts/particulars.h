// SPDX-License-Identifier: Apache-2.0
//
// Texts that people give: what is allowed in them, and how two are compared. For this room.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace portolan::accounts {

// In lower case, as far as it is ASCII: names and mail addresses that differ only in case are the same.
std::string mail_key(std::string_view mail);

// The number of characters; nothing if it is not UTF-8.
std::optional<std::size_t> characters_of(std::string_view text) noexcept;

// No control characters, and UTF-8.
bool is_one_line(std::string_view text) noexcept;

// What can be kept of a text that a stranger's program sent: printable ASCII, at most `most` bytes.
std::string kept_of(std::string_view text, std::size_t most);

}  // namespace portolan::accounts
