// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "formats/csv.h"
#include "formats/csv_cells.h"
#include "formats/csv_scan.h"
#include "formats/shown.h"

namespace portolan::formats {
namespace {

using registry::Column;
using registry::Record;
using registry::RichText;

// What files before 2016 call the eleventh column.
constexpr std::string_view kOldUnauthorizedUse = "Known Unauthorized Uses";

bool is_title(std::string_view text, Column column) {
  return text == registry::title(column) || (column == Column::kUnauthorizedUse && text == kOldUnauthorizedUse);
}

class CsvReader {
 public:
  CsvReader(std::string_view bytes, const ReadOptions& options)
      : options_(options), problems_(options), rows_(bytes, options.limits, problems_) {}

  Reading read() {
    set_default_head(registry_);
    if (read_header()) read_rows();
    if (!problems_.empty()) return {.registry = std::nullopt, .problems = problems_.take(), .record_lines = {}};
    return {.registry = std::move(registry_), .problems = {}, .record_lines = std::move(record_lines_)};
  }

 private:
  bool read_header() {
    if (!rows_.next()) {
      problems_.add(ErrorCode::kSyntax, "the document is empty: its first row must be the header", 1, 1);
      return false;
    }
    if (!rows_.whole()) return false;
    for (const auto& name : registry::columns()) check_title(name.column);
    check_count();
    return problems_.empty();
  }

  void check_title(Column column) {
    const auto index = static_cast<std::size_t>(column);
    if (index >= rows_.count() || is_title(text(column), column)) return;
    const CsvCell& cell = rows_.cell(index);
    problems_.add(ErrorCode::kSyntax,
                  fmt::format("column {} of the header must be '{}' but is '{}'", index + 1, registry::title(column),
                              beginning(cell.text)),
                  cell.line, cell.column, std::string(registry::title(column)));
  }

  bool check_count() {
    const std::size_t count = rows_.count();
    if (count == registry::kColumnCount) return true;
    const bool empty = count == 1 && rows_.cell(0).text.empty();
    const std::string field(count < registry::kColumnCount ? registry::columns()[count].title : std::string_view());
    problems_.add(ErrorCode::kSyntax,
                  empty ? std::string("an empty row: remove it")
                        : fmt::format("the row has {} fields instead of {}", count, registry::kColumnCount),
                  rows_.line(), 1, field);
    return false;
  }

  void read_rows() {
    while (!rows_.done()) {
      // The next problem is the one that says that no more are listed.
      if (problems_.full()) return problems_.add(ErrorCode::kLimit, {}, rows_.line(), 1);
      rows_.next();
      if (registry_.records.size() >= options_.limits.records)
        return problems_.add(ErrorCode::kLimit, fmt::format("more than {} records", options_.limits.records),
                             rows_.line(), 1);
      if (rows_.whole() && check_count()) read_record();
    }
  }

  void read_record() {
    Record& record = registry_.records.emplace_back();
    if (options_.record_lines) record_lines_.push_back(rows_.line());
    read_key(record);
    read_people(record);
    read_texts(record);
    take(Column::kRegistrationDate, record.registered, parse_date_column);
    take(Column::kModificationDate, record.modified, parse_date_column);
    take(Column::kReference, record.references, parse_references);
    take(Column::kServiceCode, record.service_code, parse_service_code);
  }

  void read_key(Record& record) {
    record.name = registry::ServiceName(text(Column::kServiceName));
    if (!text(Column::kPortNumber).empty())
      if (auto set = set_ports(record, text(Column::kPortNumber)); !set) report(Column::kPortNumber, set.error());
    take(Column::kTransportProtocol, record.transport, parse_transport_column);
  }

  void read_people(Record& record) {
    take(Column::kContact, record.contacts, parse_persons);
    if (text(Column::kAssignee) != text(Column::kContact)) take(Column::kAssignee, record.assignee, parse_persons);
  }

  void read_texts(Record& record) {
    record.description = RichText::lines(text(Column::kDescription));
    record.unauthorized_use = RichText::lines(text(Column::kUnauthorizedUse));
    record.notes = RichText::lines(text(Column::kAssignmentNotes));
    // The master format has this element in every record, also where it is empty.
    if (record.description.empty()) record.empty_columns.add(Column::kDescription);
  }

  template <class T, class Parsed>
  void take(Column column, T& value, Result<Parsed> (*parse)(std::string_view)) {
    if (text(column).empty()) return;
    auto parsed = parse(text(column));
    if (parsed)
      value = std::move(*parsed);
    else
      report(column, parsed.error());
  }

  void report(Column column, Error& error) {
    const CsvCell& cell = rows_.cell(static_cast<std::size_t>(column));
    problems_.add(error.code, std::move(error.message), cell.line, cell.column, std::string(registry::title(column)));
  }

  std::string_view text(Column column) const { return rows_.cell(static_cast<std::size_t>(column)).text; }

  const ReadOptions& options_;
  Problems problems_;
  CsvScanner rows_;
  registry::Registry registry_;
  std::vector<std::uint64_t> record_lines_;
};

}  // namespace

Reading read_csv(std::string_view bytes, const ReadOptions& options) {
  if (bytes.size() > options.limits.bytes) {
    Problems problems(options);
    problems.add(ErrorCode::kLimit, fmt::format("the document is larger than {} bytes", options.limits.bytes), 1, 1);
    return {.registry = std::nullopt, .problems = problems.take(), .record_lines = {}};
  }
  return CsvReader(bytes, options).read();
}

}  // namespace portolan::formats
