// SPDX-License-Identifier: Apache-2.0
#include "formats/csv_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "formats/bad_byte.h"
#include "registry/record.h"
#include "registry/text.h"

namespace portolan::formats {
namespace {

std::vector<std::string> registry_titles() {
  std::vector<std::string> titles;
  for (const auto& column : registry::columns()) titles.emplace_back(column.title);
  return titles;
}

}  // namespace

CsvScanner::CsvScanner(std::string_view bytes, const Limits& limits, Problems& problems)
    : CsvScanner(bytes, limits, problems, registry::kColumnCount) {
  name_columns(registry_titles());
}

CsvScanner::CsvScanner(std::string_view bytes, const Limits& limits, Problems& problems, std::size_t columns)
    : bytes_(bytes), limits_(limits), problems_(problems), cells_(columns + 1) {
  if (bytes_.starts_with("\xEF\xBB\xBF")) bytes_.remove_prefix(3);
}

bool CsvScanner::next() {
  if (done()) return false;
  // Those of the row before, and the one in which it may have ended; the others are empty already.
  for (std::size_t i = 0; i < std::min(count_ + 1, cells_.size()); ++i) cells_[i].text.clear();
  count_ = 0;
  whole_ = true;
  row_line_ = line_;
  while (take_cell()) {
  }
  return true;
}

// True if another cell follows in the row.
bool CsvScanner::take_cell() {
  CsvCell& cell = cells_[std::min(count_, cells_.size() - 1)];
  cell.text.clear();
  cell.line = line_;
  cell.column = column_of(at_);
  too_long_ = false;
  quoted_ = at_ < bytes_.size() && bytes_[at_] == '"';
  if (!(quoted_ ? take_quoted(cell) : take_plain(cell))) {
    whole_ = false;
    skip_line();
    return false;
  }
  ++count_;
  return take_separator();
}

bool CsvScanner::take_plain(CsvCell& cell) {
  const std::size_t begin = at_;
  while (at_ < bytes_.size() && bytes_[at_] != ',' && bytes_[at_] != '"' && bytes_[at_] != '\n' && bytes_[at_] != '\r')
    ++at_;
  append(cell, bytes_.substr(begin, at_ - begin));
  if (at_separator()) return true;
  report(ErrorCode::kSyntax,
         bytes_[at_] == '"' ? "a quote inside a field without quotes: put the field in quotes and double this one"
                            : "a carriage return without a line feed",
         line_, column_of(at_));
  return false;
}

bool CsvScanner::take_quoted(CsvCell& cell) {
  ++at_;
  for (;;) {
    const std::size_t begin = at_;
    while (at_ < bytes_.size() && bytes_[at_] != '"' && bytes_[at_] != '\n') ++at_;
    const bool ends_in_cr = at_ < bytes_.size() && bytes_[at_] == '\n' && at_ > begin && bytes_[at_ - 1] == '\r';
    append(cell, bytes_.substr(begin, at_ - begin - (ends_in_cr ? 1 : 0)));
    if (at_ >= bytes_.size()) {
      report(ErrorCode::kSyntax, "the closing quote of this field is missing", cell.line, cell.column);
      return false;
    }
    if (bytes_[at_] == '\n') {
      break_line(cell);
      continue;
    }
    ++at_;
    if (at_ >= bytes_.size() || bytes_[at_] != '"') break;
    append(cell, bytes_.substr(at_, 1));
    ++at_;
  }
  if (at_separator()) return true;
  report(ErrorCode::kSyntax,
         fmt::format("text behind the closing quote of the field that begins at line {}, column {}: a closing quote "
                     "is missing before, or a quote inside the field is not doubled",
                     cell.line, cell.column),
         line_, column_of(at_));
  return false;
}

bool CsvScanner::at_row_end() const noexcept {
  if (at_ >= bytes_.size()) return true;
  return bytes_[at_] == '\n' || (bytes_[at_] == '\r' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n');
}

bool CsvScanner::at_separator() const noexcept { return at_row_end() || bytes_[at_] == ','; }

bool CsvScanner::take_separator() {
  if (!at_row_end()) {
    ++at_;
    return true;
  }
  skip_line();
  return false;
}

void CsvScanner::append(CsvCell& cell, std::string_view raw) {
  if (raw.empty() || too_long_) return;
  if (cell.text.size() + raw.size() > limits_.text) {
    too_long_ = true;
    whole_ = false;
    report(ErrorCode::kLimit,
           fmt::format("the field is longer than {} bytes{}", limits_.text,
                       quoted_ ? ": perhaps its closing quote is missing" : ""),
           cell.line, cell.column);
    return;
  }
  check_characters(raw, static_cast<std::size_t>(raw.data() - bytes_.data()));
  cell.text.append(raw);
}

void CsvScanner::check_characters(std::string_view raw, std::size_t offset) {
  if (registry::is_plain_text(raw)) return;
  const std::size_t bad = first_bad_byte(raw);
  whole_ = false;
  report(ErrorCode::kSyntax, bad_byte_words(raw, bad), line_, column_of(offset + bad));
}

void CsvScanner::break_line(CsvCell& cell) {
  append(cell, bytes_.substr(at_, 1));
  end_line();
}

// REQUIRES: at a line feed.
void CsvScanner::end_line() noexcept {
  ++at_;
  ++line_;
  line_begin_ = at_;
}

void CsvScanner::skip_line() noexcept {
  at_ = std::min(bytes_.find('\n', at_), bytes_.size());
  if (at_ < bytes_.size()) end_line();
}

void CsvScanner::report(ErrorCode code, std::string message, std::uint64_t line, std::uint64_t column) {
  problems_.add(code, std::move(message), line, column, count_ < titles_.size() ? titles_[count_] : std::string());
}

}  // namespace portolan::formats
