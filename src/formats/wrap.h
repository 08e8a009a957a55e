// SPDX-License-Identifier: Apache-2.0
//
// Text in columns: how wide it is on a screen, and how it is cut into lines. For all output of fixed width.
//
// Widths are in columns of a terminal: a CJK character takes two, a combining mark none. A cut never falls between a
// character and the marks that belong to it.
//
// Thread-safety: free functions without shared state. They neither throw (but for memory) nor fail: bytes that are
// no UTF-8 count as one column each.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::formats {

// The text as it may go to a terminal: tabs are blanks, and control characters, bytes that are no UTF-8, and the marks
// that reverse the direction of writing are U+FFFD, since a terminal would obey them. Newlines stay.
std::string printable(std::string_view text);

// The same on one line: newlines are blanks.
std::string printable_line(std::string_view text);

// REQUIRES: printable text without newlines; the width of others is not defined.
std::size_t display_width(std::string_view text) noexcept;

// The lines of a text, each at most `width` columns wide. It is broken at its newlines, then at blanks, which are
// dropped there. A word that is wider than a line is broken after a hyphen, a slash or another mark that joins the
// parts of names and addresses, else anywhere. Blanks within a line stay, so that tables and indentation do. Only a
// single character can be too wide: a CJK one in a line of one column. No line ends in a blank. An empty text has no
// lines. REQUIRES: printable text, width > 0. The lines are views into `text`.
std::vector<std::string_view> wrap(std::string_view text, std::size_t width);

enum class Align : bool { kLeft, kRight };

struct Cell {
  std::string_view text;  // printable
  std::size_t width = 0;  // of the column
  Align align = Align::kLeft;
};

// Writes cells side by side with `gap` blanks between the columns, each wrapped into its width, as many lines as the
// tallest needs. Lines end in a newline and never in a blank; a row of empty cells is one empty line.
void append_row(std::string& out, std::span<const Cell> cells, std::size_t gap);

}  // namespace portolan::formats
