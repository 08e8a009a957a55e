// SPDX-License-Identifier: Apache-2.0
//
// Plain text for reading: head, notes, the records as a table with wrapped cells, the footnotes, the contacts.
//
// A record is a row of the most wanted columns and, beneath it, labelled lines for what else it has; how many columns
// the row has depends on the width. All twelve columns are there. Where no contact is given, it is the assignee.
#pragma once

#include <cstddef>
#include <string>

#include "formats/format.h"

namespace portolan::formats {

inline constexpr std::size_t kTextWidth = 132;
inline constexpr std::size_t kMinTextWidth = 60;

// Lines of at most `width` columns on a screen, ended by a newline, without blanks at their ends. A smaller width than
// kMinTextWidth counts as that.
void write_text(const registry::Registry& registry, std::string& out, std::size_t width);
void write_text(const registry::Registry& registry, std::string& out);

}  // namespace portolan::formats
