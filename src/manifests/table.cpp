// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "formats/csv_scan.h"
#include "manifests/readers.h"
#include "manifests/transports.h"
#include "registry/service_name.h"

namespace portolan::manifests {
namespace {

// Tables of people are wide; what is wider is hardly one.
constexpr std::size_t kMostColumns = 256;

enum class Column : std::uint8_t { kPort, kTransport, kName, kOwner, kContact, kPurpose, kExpires };
constexpr std::size_t kColumnCount = 7;

struct Title {
  std::string_view words;
  Column column;
};
constexpr std::array kTitles = {
    Title{"port", Column::kPort},
    Title{"port number", Column::kPort},
    Title{"transport", Column::kTransport},
    Title{"protocol", Column::kTransport},
    Title{"transport protocol", Column::kTransport},
    Title{"name", Column::kName},
    Title{"service", Column::kName},
    Title{"service name", Column::kName},
    Title{"owner", Column::kOwner},
    Title{"assignee", Column::kOwner},
    Title{"contact", Column::kContact},
    Title{"purpose", Column::kPurpose},
    Title{"description", Column::kPurpose},
    Title{"expires", Column::kExpires},
};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

class TableReader {
 public:
  TableReader(std::string_view bytes, Findings& findings)
      : findings_(findings), rows_(bytes, findings.read_options().limits, findings.problems(), kMostColumns) {
    places_.fill(kNone);
  }

  void read() {
    if (!rows_.next())
      return findings_.wrong(ErrorCode::kSyntax, "the file is empty: its first row says what the columns are", {});
    if (!rows_.whole() || !read_header()) return;
    while (!rows_.done() && !findings_.full() && rows_.next())
      if (rows_.whole() && check_count()) read_row();
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};

  bool read_header() {
    width_ = rows_.count();
    if (width_ > kMostColumns) return no_header(fmt::format("more than {} columns", kMostColumns));
    for (std::size_t i = 0; i < width_; ++i) {
      find_column(i);
      titles_.push_back(shown(rows_.cell(i).text));
    }
    if (place(Column::kPort) == kNone && place(Column::kName) == kNone)
      return no_header(rows_.cell(0).text.contains(';')
                           ? "no column is called port or name: columns are separated by commas, not semicolons"
                           : "no column is called port or name: the first row says what the columns are");
    rows_.name_columns(titles_);
    return true;
  }

  bool no_header(std::string message) {
    findings_.wrong(ErrorCode::kInvalidValue, std::move(message), {rows_.line(), 1, {}});
    return false;
  }

  void find_column(std::size_t index) {
    const std::string_view words = trimmed(rows_.cell(index).text);
    const auto* const found =
        std::ranges::find_if(kTitles, [&](const Title& title) { return registry::same_name(title.words, words); });
    if (found == kTitles.end()) {
      if (!words.empty()) findings_.pass_over("nothing is read from this column", spot(index, shown(words)));
      return;
    }
    std::size_t& place = places_[static_cast<std::size_t>(found->column)];
    if (place != kNone)
      findings_.wrong(ErrorCode::kInvalidValue,
                      fmt::format("column {} says the same: '{}'", place + 1, shown(rows_.cell(place).text)),
                      spot(index, shown(words)));
    place = index;
  }

  // A row of empty cells is what a spreadsheet keeps of one that was deleted.
  bool check_count() {
    if (rows_.count() == 1 && rows_.cell(0).text.empty()) return false;
    if (rows_.count() == width_) return true;
    findings_.wrong(ErrorCode::kSyntax, fmt::format("the row has {} fields instead of {}", rows_.count(), width_),
                    {rows_.line(), 1, {}});
    return false;
  }

  void read_row() {
    bool empty = true;
    for (std::size_t i = 0; i < width_; ++i) empty = empty && trimmed(rows_.cell(i).text).empty();
    if (empty) return;
    Use use;
    use.name = text(Column::kName);
    use.owner = text(Column::kOwner);
    use.contact = text(Column::kContact);
    use.purpose = text(Column::kPurpose);
    const auto expires = formats::parse_date_column(text(Column::kExpires));
    if (!expires) return wrong(Column::kExpires, expires.error());
    use.expires = *expires;
    add(use);
  }

  void add(Use& use) {
    const auto transports = parse_transports(text(Column::kTransport));
    if (!transports) return wrong(Column::kTransport, transports.error());
    const std::string_view number = text(Column::kPort);
    if (number.empty() && use.name.empty())
      return wrong(Column::kPort, {ErrorCode::kInvalidValue, "the row has neither a port nor a name", {}});
    if (number.empty()) return add_name(use, *transports);
    const auto ports = parse_used_ports(number);
    if (!ports) return wrong(Column::kPort, ports.error());
    for_each(transports->empty() ? Transports(Transport::kTcp) : *transports, [&](Transport transport) {
      use.transport = transport;
      findings_.add_range(use, *ports, row_spot());
    });
  }

  void add_name(Use& use, Transports transports) {
    if (transports.empty()) return findings_.add(use, row_spot());
    for_each(transports, [&](Transport transport) {
      use.transport = transport;
      findings_.add(use, row_spot());
    });
  }

  std::size_t place(Column column) const { return places_[static_cast<std::size_t>(column)]; }
  std::string_view text(Column column) const {
    return place(column) == kNone ? std::string_view() : trimmed(rows_.cell(place(column)).text);
  }
  Spot spot(std::size_t index, std::string field) const {
    return {rows_.cell(index).line, rows_.cell(index).column, std::move(field)};
  }
  Spot row_spot() const { return {rows_.line(), 1, {}}; }
  void wrong(Column column, Error error) {
    const std::size_t index = place(column);
    findings_.wrong(std::move(error), index == kNone ? row_spot() : spot(index, titles_[index]));
  }

  Findings& findings_;
  formats::CsvScanner rows_;
  std::size_t width_ = 0;
  std::vector<std::string> titles_;  // as the header has them
  std::array<std::size_t, kColumnCount> places_{};
};

}  // namespace

void read_table(std::string_view bytes, Findings& findings) {
  if (bytes.size() > findings.limits().bytes)
    return findings.wrong(ErrorCode::kLimit,
                          fmt::format("the file has {} bytes, the limit is {}", bytes.size(), findings.limits().bytes),
                          {});
  TableReader(bytes, findings).read();
}

}  // namespace portolan::manifests
