// SPDX-License-Identifier: Apache-2.0
//
// A registry has some 170,000 cells, most of them empty or a plain line: those are appended without a string of their
// own. The others are what column_text() gives.
#include <algorithm>
#include <array>

#include "formats/csv.h"

namespace portolan::formats {
namespace {

using registry::Column;
using registry::Record;
using registry::Reference;
using registry::ReferenceKind;
using registry::RichText;

// Puts what was appended after `begin` in quotes, if it needs them.
void quote_tail(std::string& out, std::size_t begin) {
  bool needed = false;
  for (std::size_t i = begin; i < out.size() && !needed; ++i)
    needed = out[i] == ',' || out[i] == '"' || out[i] == '\n' || out[i] == '\r';
  if (!needed) return;
  const std::string cell = out.substr(begin);
  out.resize(begin);
  out.push_back('"');
  for (const char c : cell) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
}

// True if a spreadsheet would compute it; some take the wide forms of the signs as well.
bool is_formula(std::string_view cell) {
  constexpr std::array<std::string_view, 10> kSigns = {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"};
  return std::ranges::any_of(kSigns, [&](std::string_view sign) { return cell.starts_with(sign); });
}

// True if the published text is the encoding itself: no markup, no line breaks to fold, nothing to trim.
bool is_one_plain_line(std::string_view encoded) {
  for (const char c : encoded)
    if (static_cast<unsigned char>(c) < 0x20) return false;
  return !encoded.starts_with(' ') && !encoded.ends_with(' ');
}

void append_text(std::string& out, const RichText& text) {
  if (is_one_plain_line(text.encoded()))
    out.append(text.encoded());
  else
    out.append(text.published());
}

void append_references(std::string& out, const registry::References& references) {
  for (const Reference& reference : references) {
    if (reference.kind == ReferenceKind::kPerson && reference.shown.empty())
      out.append("[").append(reference.data).append("]");
    else
      out.append(published(reference));
  }
}

// Ports, transports, dates and codes hold nothing that a cell would need quotes for.
bool may_need_quotes(Column column) {
  switch (column) {
    case Column::kPortNumber:
    case Column::kTransportProtocol:
    case Column::kRegistrationDate:
    case Column::kModificationDate:
    case Column::kServiceCode: return false;
    default: return true;
  }
}

void append_column(std::string& out, const Record& record, Column column) {
  switch (column) {
    case Column::kServiceName: out.append(record.name.text()); break;
    case Column::kDescription: append_text(out, record.description); break;
    case Column::kAssignee: append_references(out, record.holders()); break;
    case Column::kContact: append_references(out, record.contacts); break;
    case Column::kReference: append_references(out, record.references); break;
    case Column::kUnauthorizedUse: append_text(out, record.unauthorized_use); break;
    case Column::kAssignmentNotes: append_text(out, record.notes); break;
    case Column::kTransportProtocol:
      if (record.transport) out.append(to_string(*record.transport));
      break;
    default: out.append(column_text(record, column)); break;
  }
}

void append_record(std::string& out, const Record& record, std::span<const Column> columns, CsvFor reader) {
  for (const Column& column : columns) {
    if (&column != columns.data()) out.push_back(',');
    const std::size_t begin = out.size();
    append_column(out, record, column);
    if (reader == CsvFor::kSpreadsheets && is_formula(std::string_view(out).substr(begin))) out.insert(begin, 1, '\'');
    if (may_need_quotes(column)) quote_tail(out, begin);
  }
  out.append("\r\n");
}

}  // namespace

void write_csv(std::span<const Record> records, std::span<const Column> columns, std::string& out, CsvFor reader) {
  static constexpr std::array<Column, registry::kColumnCount> kAll = [] {
    std::array<Column, registry::kColumnCount> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Column>(i);
    return all;
  }();
  if (columns.empty()) columns = kAll;
  constexpr std::size_t kUsualRow = 90;
  out.reserve(out.size() + (records.size() + 2) * kUsualRow);
  for (const Column& column : columns) {
    if (&column != columns.data()) out.push_back(',');
    out.append(title(column));
  }
  out.append("\r\n");
  for (const Record& record : records) append_record(out, record, columns, reader);
}

void write_csv(const registry::Registry& registry, std::string& out) { write_csv(registry.records, {}, out); }

}  // namespace portolan::formats
