// SPDX-License-Identifier: Apache-2.0
#include "formats/wrap.h"

#include <utf8proc.h>

#include <algorithm>

namespace portolan::formats {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
// Where a word may be cut when it must be: the marks that join the parts of names, addresses and lists of ids.
constexpr std::string_view kJoints = "-/_.,;:@&=?]";

struct CodePoint {
  utf8proc_int32_t value = -1;  // negative: the byte is no UTF-8
  std::size_t bytes = 1;
};

// REQUIRES: text is not empty.
CodePoint first_code_point(std::string_view text) noexcept {
  CodePoint found;
  const auto* const bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const utf8proc_ssize_t length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &found.value);
  if (length <= 0) return {};
  found.bytes = static_cast<std::size_t>(length);
  return found;
}

bool is_ascii_character(char c) noexcept { return c >= 0x20 && c <= 0x7E; }

bool reverses_direction(utf8proc_int32_t c) noexcept {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// What some programs take for the end of a line, besides those that are control characters.
bool separates_lines(utf8proc_int32_t c) noexcept { return c == 0x2028 || c == 0x2029; }

bool is_printable(utf8proc_int32_t c) noexcept {
  const bool controls = c != '\n' && utf8proc_category(c) == UTF8PROC_CATEGORY_CC;
  return c >= 0 && !controls && !reverses_direction(c) && !separates_lines(c);
}

std::size_t width_of(utf8proc_int32_t c) noexcept {
  return c < 0 ? 1 : static_cast<std::size_t>(std::max(0, utf8proc_charwidth(c)));
}

// A piece of text with its width.
struct Piece {
  std::size_t bytes = 0;
  std::size_t width = 0;
};

// The first character with all marks that belong to it. REQUIRES: text is not empty.
Piece first_cluster(std::string_view text) noexcept {
  if (is_ascii_character(text.front()) && (text.size() == 1 || is_ascii_character(text[1]))) return {1, 1};
  CodePoint last = first_code_point(text);
  Piece cluster{last.bytes, width_of(last.value)};
  utf8proc_int32_t state = 0;
  while (cluster.bytes < text.size() && last.value >= 0) {
    const CodePoint next = first_code_point(text.substr(cluster.bytes));
    if (next.value < 0 || utf8proc_grapheme_break_stateful(last.value, next.value, &state)) break;
    cluster.bytes += next.bytes;
    cluster.width += width_of(next.value);
    last = next;
  }
  return cluster;
}

// As much of a word as fits; at least one character.
Piece first_part(std::string_view word, std::size_t width) noexcept {
  Piece all;
  Piece joint;
  while (all.bytes < word.size()) {
    const Piece next = first_cluster(word.substr(all.bytes));
    if (all.bytes > 0 && all.width + next.width > width) break;
    all = {all.bytes + next.bytes, all.width + next.width};
    if (kJoints.contains(word[all.bytes - 1])) joint = all;
  }
  // A joint near the beginning would leave a line almost empty.
  return joint.width * 3 >= width && joint.bytes > 0 ? joint : all;
}

// One line of a text, cut into lines.
void wrap_line(std::string_view line, std::size_t width, std::vector<std::string_view>& lines) {
  std::size_t begin = 0;  // of what will be the next line; it is used up to `end` and `used` columns wide
  std::size_t end = 0;
  std::size_t used = 0;
  bool cut = false;
  for (std::size_t word = line.find_first_not_of(' '); word != std::string_view::npos;
       word = line.find_first_not_of(' ', end)) {
    const std::size_t stop = std::min(line.find(' ', word), line.size());
    std::size_t needed = display_width(line.substr(word, stop - word));
    const std::size_t gap = word - end;
    if (used + gap + needed <= width) {
      used += gap + needed;
      end = stop;
      continue;
    }
    if (end > begin) lines.push_back(line.substr(begin, end - begin));
    for (begin = word; needed > width && begin < stop; cut = true) {
      const Piece part = first_part(line.substr(begin, stop - begin), width);
      lines.push_back(line.substr(begin, part.bytes));
      begin += part.bytes;
      needed -= part.width;
    }
    used = needed;
    end = stop;
  }
  if (end > begin || !cut) lines.push_back(line.substr(begin, end - begin));
}

void append_cell_line(std::string& out, std::size_t& blanks, std::string_view text, const Cell& cell) {
  const std::size_t width = display_width(text);
  const std::size_t rest = cell.width > width ? cell.width - width : 0;
  const std::size_t before = cell.align == Align::kRight ? rest : 0;
  if (text.empty()) {
    blanks += cell.width;
    return;
  }
  out.append(blanks + before, ' ').append(text);
  blanks = rest - before;
}

}  // namespace

std::string printable(std::string_view text) {
  const auto plain = [](char c) { return is_ascii_character(c) || c == '\n'; };
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(text, plain) - text.begin());
    out.append(text.substr(0, length));
    text.remove_prefix(length);
    if (text.empty()) break;
    const CodePoint next = first_code_point(text);
    if (next.value == '\t')
      out.push_back(' ');
    else
      out.append(is_printable(next.value) ? text.substr(0, next.bytes) : kReplacement);
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::size_t display_width(std::string_view text) noexcept {
  if (std::ranges::all_of(text, is_ascii_character)) return text.size();
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    width += width_of(next.value);
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::vector<std::string_view> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    wrap_line(text.substr(0, end), width, lines);
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

void append_row(std::string& out, std::span<const Cell> cells, std::size_t gap) {
  std::vector<std::vector<std::string_view>> columns;
  columns.reserve(cells.size());
  std::size_t height = 1;
  for (const Cell& cell : cells) height = std::max(height, columns.emplace_back(wrap(cell.text, cell.width)).size());
  for (std::size_t line = 0; line < height; ++line) {
    std::size_t blanks = 0;  // owed before the next text: written late, so that no line ends in them
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto& lines = columns[i];
      append_cell_line(out, blanks, line < lines.size() ? lines[line] : std::string_view(), cells[i]);
      blanks += gap;
    }
    out.push_back('\n');
  }
}

std::string printable_line(std::string_view text) {
  std::string out = printable(text);
  std::ranges::replace(out, '\n', ' ');
  return out;
}

}  // namespace portolan::formats
