// SPDX-License-Identifier: Apache-2.0
#include "cli/records.h"

#include <fmt/format.h>

#include "formats/csv.h"
#include "formats/json.h"
#include "lookup/compiler.h"
#include "registry/registry.h"

namespace portolan::cli {
namespace {

Result<std::vector<registry::Record>> whole_records(std::span<const RecordView> views) {
  std::vector<registry::Record> records;
  records.reserve(views.size());
  for (const RecordView view : views) {
    auto record = lookup::record_of(view);
    if (!record) return std::unexpected(std::move(record.error()));
    records.push_back(std::move(*record));
  }
  return records;
}

void write_json_array(std::span<const registry::Record> records, std::string& out) {
  out += '[';
  for (const registry::Record& record : records) {
    out += &record == records.data() ? "\n" : ",\n";
    formats::write_json_record(record, out);
  }
  out += records.empty() ? "]\n" : "\n]\n";
}

void write_json_lines(std::span<const registry::Record> records, std::string& out) {
  for (const registry::Record& record : records) {
    formats::write_json_record(record, out);
    out += '\n';
  }
}

}  // namespace

TableLine line_of(const app::Row& row, Remarks amount, const Invocation& invocation, const Lookup& lookup) {
  TableLine line{app::name_cell(row), app::ports_cell(row), app::transports_cell(row), app::description_cell(row), {}};
  const bool details = invocation.arguments.has("details");
  const std::string status = app::status_words(row);
  if (!invocation.terminal.present && !details) {
    if (!status.empty()) line.description.append(line.description.empty() ? "" : " ").append("[" + status + "]");
    return line;
  }
  if (!status.empty()) line.remarks.push_back(status);
  if (amount == Remarks::kUsual || details)
    std::ranges::move(app::remarks(row, details), std::back_inserter(line.remarks));
  if (details) std::ranges::move(app::particulars(row, lookup), std::back_inserter(line.remarks));
  return line;
}

void print_table(std::span<const TableLine> lines, const Invocation& invocation) {
  if (lines.empty()) return;
  const Terminal& terminal = invocation.terminal;
  write_table(lines, {.header = terminal.present, .colour = terminal.colour, .width = terminal.width}, invocation.out);
}

Result<void> print_records(std::span<const RecordView> views, const Invocation& invocation) {
  auto records = whole_records(views);
  if (!records) return std::unexpected(std::move(records.error()));
  switch (invocation.format()) {
    case OutputFormat::kJson: write_json_array(*records, invocation.out); break;
    case OutputFormat::kJsonLines: write_json_lines(*records, invocation.out); break;
    case OutputFormat::kTable:
    case OutputFormat::kCsv: {
      registry::Registry registry;
      registry.records = std::move(*records);
      formats::write_csv(registry, invocation.out);
    }
  }
  return {};
}

}  // namespace portolan::cli
