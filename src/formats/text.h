// SPDX-License-Identifier: Apache-2.0
//
// Plain text for reading: head, notes, the records as a table with wrapped cells, the contacts.
#pragma once

#include <cstddef>
#include <string>

#include "formats/format.h"

namespace portolan::formats {

inline constexpr std::size_t kTextWidth = 132;

// At most `width` columns wide, except where a single word is wider than its cell could be. REQUIRES: width >= 60.
void write_text(const registry::Registry& registry, std::string& out, std::size_t width);
void write_text(const registry::Registry& registry, std::string& out);

}  // namespace portolan::formats
