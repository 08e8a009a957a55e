// SPDX-License-Identifier: Apache-2.0
#include "formats/csv_cells.h"

#include <algorithm>
#include <array>
#include <string>

namespace portolan::formats {
namespace {

using registry::ReferenceKind;
using registry::References;

using Parts = std::vector<std::string_view>;

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// What goes into an attribute of the master format, where a tab or line break would become a blank.
bool is_one_line(std::string_view text) { return text.find_first_of("\t\n") == std::string_view::npos; }

bool is_address(std::string_view text) {
  constexpr std::array<std::string_view, 4> kSchemes = {"http://", "https://", "mailto:", "ftp://"};
  return is_one_line(text) &&
         std::ranges::any_of(kSchemes, [&](std::string_view scheme) { return text.starts_with(scheme); });
}

bool is_draft(std::string_view text) {
  return (text.starts_with("draft-") || text.starts_with("RFC-")) &&
         text.find_first_of(" \t\n,") == std::string_view::npos;
}

constexpr std::string_view kForm = "each entry stands in brackets, with nothing before, between and after: [A][B]";

bool brackets_pair(std::string_view cell) {
  std::size_t depth = 0;
  for (const char c : cell) {
    if (c == '[') ++depth;
    if (c == ']' && depth-- == 0) return false;
  }
  return depth == 0;
}

// REQUIRES: brackets_pair(cell).
Result<Parts> split_pairs(std::string_view cell) {
  Parts parts;
  std::size_t begin = 0;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    if (depth == 0 && cell[i] != '[') return fail(ErrorCode::kInvalidValue, std::string(kForm));
    if (cell[i] == '[' && depth++ == 0) begin = i + 1;
    if (cell[i] == ']' && --depth == 0) parts.push_back(cell.substr(begin, i - begin));
  }
  return parts;
}

// Where brackets do not pair, a part can only end where another begins or the cell ends.
// REQUIRES: the cell begins and ends with a bracket.
Parts split_at_borders(std::string_view cell) {
  Parts parts;
  std::size_t begin = 1;
  for (std::size_t border = cell.find("]["); border != std::string_view::npos; border = cell.find("][", begin)) {
    parts.push_back(cell.substr(begin, border - begin));
    begin = border + 2;
  }
  parts.push_back(cell.substr(begin, cell.size() - begin - 1));
  return parts;
}

void add_reference(References& references, std::string_view text) {
  const auto add = [&](ReferenceKind kind, std::string_view data, std::string_view shown) {
    references.add({.kind = kind, .data = data, .section = {}, .shown = shown});
  };
  if (text.starts_with("RFC") && all_digits(text.substr(3)))
    add(ReferenceKind::kRfc, "rfc" + std::string(text.substr(3)), {});
  else if (is_draft(text))
    add(ReferenceKind::kDraft, text, {});
  else if (is_address(text))
    add(ReferenceKind::kUri, text, {});
  else if (all_digits(text))
    add(ReferenceKind::kNote, text, {});
  else
    add(ReferenceKind::kText, {}, text);
}

}  // namespace

Result<Parts> split_brackets(std::string_view cell) {
  if (brackets_pair(cell)) return split_pairs(cell);
  if (cell.size() < 2 || cell.front() != '[' || cell.back() != ']')
    return fail(ErrorCode::kInvalidValue, std::string(kForm));
  return split_at_borders(cell);
}

Result<References> parse_persons(std::string_view cell) {
  const auto parts = split_brackets(cell);
  if (!parts) return std::unexpected(parts.error());
  References persons;
  for (const std::string_view id : *parts) {
    if (id.empty()) return fail(ErrorCode::kInvalidValue, "[] names no contact: write the contact's id");
    if (!is_one_line(id)) return fail(ErrorCode::kInvalidValue, "a contact's id must not hold tabs or line breaks");
    persons.add_person(id);
  }
  return persons;
}

Result<References> parse_references(std::string_view cell) {
  const auto parts = split_brackets(cell);
  if (!parts) return std::unexpected(parts.error());
  References references;
  for (const std::string_view part : *parts) add_reference(references, part);
  return references;
}

}  // namespace portolan::formats
