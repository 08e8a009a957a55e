// SPDX-License-Identifier: Apache-2.0
//
// The rows and cells of a CSV document by RFC 4180, without a meaning. For the CSV reader, and for other tables.
//
//     row   = cell *( "," cell ) ( CRLF / LF / end of document )
//     cell  = plain / quoted
//     plain = *( any character but comma, quote, CR, LF )
//     quoted = DQUOTE *( any character but DQUOTE / 2DQUOTE ) DQUOTE
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/format.h"

namespace portolan::formats {

struct CsvCell {
  std::string text;  // without its quotes, line breaks as LF
  std::uint64_t line = 0;
  std::uint64_t column = 0;  // of the opening quote where there is one
};

// Thread-safety: none. Lifetimes: the bytes and the problems must outlive it.
class CsvScanner {
 public:
  // The registry's twelve columns, by whose titles problems are told.
  CsvScanner(std::string_view bytes, const Limits& limits, Problems& problems);
  // A table of at most `columns` columns, without titles until name_columns.
  CsvScanner(std::string_view bytes, const Limits& limits, Problems& problems, std::size_t columns);

  // The fields of problems in the rows that follow.
  void name_columns(std::vector<std::string> titles) { titles_ = std::move(titles); }

  // Goes to the next row; false at the end of the document. Empty cells of short rows hold no old text.
  bool next();
  bool done() const noexcept { return at_ >= bytes_.size(); }
  // False if the row broke a rule: the problem is reported, the rest of its line skipped.
  bool whole() const noexcept { return whole_; }
  std::uint64_t line() const noexcept { return row_line_; }
  // How many cells the row has; only as many as there are columns are kept.
  std::size_t count() const noexcept { return count_; }
  const CsvCell& cell(std::size_t index) const noexcept { return cells_[index]; }

 private:
  bool take_cell();
  bool take_plain(CsvCell& cell);
  bool take_quoted(CsvCell& cell);
  bool take_separator();
  bool at_separator() const noexcept;
  bool at_row_end() const noexcept;
  void append(CsvCell& cell, std::string_view raw);
  void check_characters(std::string_view raw, std::size_t offset);
  void break_line(CsvCell& cell);
  void end_line() noexcept;
  void skip_line() noexcept;
  void report(ErrorCode code, std::string message, std::uint64_t line, std::uint64_t column);
  std::uint64_t column_of(std::size_t offset) const noexcept { return offset - line_begin_ + 1; }

  std::string_view bytes_;
  const Limits& limits_;
  Problems& problems_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  std::size_t line_begin_ = 0;
  std::uint64_t row_line_ = 1;
  std::vector<CsvCell> cells_;  // the last one takes what is too much
  std::vector<std::string> titles_;
  std::size_t count_ = 0;
  bool whole_ = true;
  bool too_long_ = false;  // the cell, and it is said already
  bool quoted_ = false;    // the cell
};

}  // namespace portolan::formats
