// SPDX-License-Identifier: Apache-2.0
#include "bundled/package_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <string>
#include <utility>

#include "bundled/packages.h"
#include "formats/csv.h"

namespace portolan::bundled {
namespace {

namespace json = boost::json;

// The first package's names of the columns, in their order.
constexpr std::array<std::string_view, registry::kColumnCount> kKeys = {
    "ServiceName", "PortNumber",  "TransportProtocol",     "Description",
    "Assignee",    "Contact",     "RegistrationDate",      "ModificationDate",
    "Reference",   "ServiceCode", "KnownUnauthorizedUses", "AssignmentNotes"};

using Row = std::array<std::string_view, registry::kColumnCount>;

// A CSV document that remembers which entry of the package each line came from.
class Table {
 public:
  Table() {
    Row titles;
    std::ranges::transform(registry::columns(), titles.begin(), &registry::ColumnName::title);
    add(titles, {});
  }

  void add(const Row& row, std::string entry) {
    begins_.emplace_back(line_, std::move(entry));
    for (const std::string_view cell : row) add_cell(cell);
    csv_.back() = '\r';  // the last comma
    csv_.push_back('\n');
    ++line_;
  }

  Result<std::vector<registry::Record>> read(const Package& package) && {
    formats::Reading reading =
        formats::read_csv(csv_, {.file = std::string(package.name), .limits = {}, .record_lines = false});
    if (reading.ok()) return std::move(reading.registry->records);
    Error problem = std::move(reading.problems.front());
    problem.place.field = fmt::format("{}.{}", entry_at(problem.place.line), problem.place.field);
    problem.place.line = problem.place.column = 0;
    return std::unexpected(std::move(problem));
  }

 private:
  void add_cell(std::string_view cell) {
    csv_.push_back('"');
    for (const char c : cell) {
      if (c == '"') csv_.push_back('"');
      if (c == '\n') ++line_;
      csv_.push_back(c);
    }
    csv_.append("\",");
  }

  const std::string& entry_at(std::uint64_t line) const {
    const auto after = std::ranges::upper_bound(begins_, line, {}, &std::pair<std::uint64_t, std::string>::first);
    return after == begins_.begin() ? after->second : std::prev(after)->second;
  }

  std::string csv_;
  std::uint64_t line_ = 1;
  std::vector<std::pair<std::uint64_t, std::string>> begins_;
};

std::unexpected<Error> not_as_expected(const Package& package, std::string entry, std::string message) {
  return fail(ErrorCode::kSyntax,
              fmt::format("{}: the layout is not that of version {}", std::move(message), package.version),
              {.file = std::string(package.name), .line = 0, .column = 0, .field = std::move(entry)});
}

Result<json::value> parse(std::string_view text, const Package& package) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error) return not_as_expected(package, {}, fmt::format("no JSON ({})", error.message()));
  return value;
}

Result<Row> row_of(const json::value& value, const std::string& entry) {
  const json::object* object = value.if_object();
  if (object == nullptr) return not_as_expected(kColumns, entry, "no object");
  Row row;
  for (const auto& [key, cell] : *object) {
    const auto* const column = std::ranges::find(kKeys, std::string_view(key));
    if (column == kKeys.end())
      return not_as_expected(kColumns, entry, fmt::format("unknown key '{}'", std::string_view(key)));
    if (!cell.is_string()) return not_as_expected(kColumns, entry, fmt::format("'{}' is no string", *column));
    row[static_cast<std::size_t>(column - kKeys.begin())] = cell.get_string();
  }
  return row;
}

Result<Row> row_of(std::string_view key, const json::value& value) {
  const std::size_t slash = key.find('/');
  const json::array* words = value.if_array();
  const bool fits = slash != std::string_view::npos && words != nullptr && words->size() == 2 &&
                    (*words)[0].is_string() && (*words)[1].is_string();
  if (!fits) return not_as_expected(kNames, std::string(key), "no \"port/transport\": [name, description]");
  return Row{(*words)[0].get_string(), key.substr(0, slash), key.substr(slash + 1), (*words)[1].get_string()};
}

bool is_about_one_port(const registry::Record& record) {
  return record.ports && record.ports->size() == 1 && record.transport;
}

}  // namespace

Result<std::vector<registry::Record>> read_columns(std::string_view json) {
  const auto document = parse(json, kColumns);
  if (!document) return std::unexpected(document.error());
  const json::array* entries = document->if_array();
  if (entries == nullptr) return not_as_expected(kColumns, {}, "no list");
  Table table;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    std::string entry = fmt::format("[{}]", i);
    const auto row = row_of((*entries)[i], entry);
    if (!row) return std::unexpected(row.error());
    table.add(*row, std::move(entry));
  }
  return std::move(table).read(kColumns);
}

Result<std::vector<registry::Record>> read_names(std::string_view json) {
  const auto document = parse(json, kNames);
  if (!document) return std::unexpected(document.error());
  const json::object* entries = document->if_object();
  if (entries == nullptr) return not_as_expected(kNames, {}, "no object");
  Table table;
  for (const auto& [key, value] : *entries) {
    const auto row = row_of(key, value);
    if (!row) return std::unexpected(row.error());
    table.add(*row, key);
  }
  auto records = std::move(table).read(kNames);
  if (!records) return records;
  const auto odd = std::ranges::find_if_not(*records, is_about_one_port);
  if (odd != records->end())
    return not_as_expected(kNames, registry::label(*odd), "an entry that is not about one port and transport");
  return records;
}

}  // namespace portolan::bundled
