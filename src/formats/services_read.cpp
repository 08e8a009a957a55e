// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "formats/bad_byte.h"
#include "formats/services.h"

namespace portolan::formats {
namespace {

using registry::Column;
using registry::Record;

constexpr std::string_view kBlanks = " \t";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

// Takes the next word off `rest`; empty at its end.
std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
  rest.remove_prefix(word.size());
  return word;
}

class ServicesReader {
 public:
  explicit ServicesReader(const ReadOptions& options) : options_(options), problems_(options) {}

  Reading read(std::string_view bytes) {
    set_default_head(registry_);
    if (bytes.size() > options_.limits.bytes)
      problems_.add(ErrorCode::kLimit, fmt::format("the document is larger than {} bytes", options_.limits.bytes), 1,
                    1);
    else
      read_lines(bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes);
    if (!problems_.empty()) return {.registry = std::nullopt, .problems = problems_.take(), .record_lines = {}};
    return {.registry = std::move(registry_), .problems = {}, .record_lines = std::move(record_lines_)};
  }

 private:
  void read_lines(std::string_view rest) {
    while (!rest.empty() && !over_) {
      ++number_;
      // The next problem is the one that says that no more are listed.
      if (problems_.full()) return problems_.add(ErrorCode::kLimit, {}, number_, 1);
      line_ = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line_.size() + 1, rest.size()));
      if (line_.ends_with('\r')) line_.remove_suffix(1);
      read_line();
    }
  }

  void read_line() {
    const std::size_t hash = std::min(line_.find('#'), line_.size());
    const std::string_view content = line_.substr(0, hash);
    if (trimmed(content).empty()) return;
    if (line_.size() > options_.limits.text)
      return report(ErrorCode::kLimit, fmt::format("the line is longer than {} bytes", options_.limits.text), line_);
    if (const std::size_t bad = first_bad_byte(line_); bad < line_.size())
      return report(ErrorCode::kSyntax, bad_byte_words(line_, bad), line_.substr(bad),
                    bad < hash ? std::string() : std::string(title(Column::kDescription)));
    read_service(content, trimmed(line_.substr(std::min(hash + 1, line_.size()))));
  }

  void read_service(std::string_view content, std::string_view comment) {
    const std::string_view name = take_word(content);
    Record record;
    if (!read_port(take_word(content), record)) return;
    record.description = registry::RichText::plain(comment);
    // The master format has this element in every record, also where it is empty.
    if (record.description.empty()) record.empty_columns.add(Column::kDescription);
    for (std::string_view next = name; !next.empty() && !over_; next = take_word(content)) add(record, next);
  }

  bool read_port(std::string_view word, Record& record) {
    const std::size_t slash = std::min(word.find_first_of("/,"), word.size());
    const std::string_view port = word.substr(0, slash);
    const std::string_view transport = word.substr(std::min(slash + 1, word.size()));
    if (word.empty()) {
      refuse("no port: a line is name port/transport alias...", word, Column::kPortNumber);
    } else if (slash == word.size()) {
      refuse("no '/' between port and transport: write 80/tcp", word, Column::kPortNumber);
    } else if (port.contains('-')) {
      refuse("a range of ports: here each port has its own line", word, Column::kPortNumber);
    } else {
      const bool good_port = take(parse_ports(port), record.ports, port, Column::kPortNumber);
      return take(parse_transport_column(transport), record.transport, transport, Column::kTransportProtocol) &&
             good_port;
    }
    return false;
  }

  template <class T>
  bool take(Result<T> parsed, std::optional<T>& value, std::string_view where, Column column) {
    if (parsed)
      value = *parsed;
    else
      report(parsed.error().code, std::move(parsed.error().message), where, std::string(title(column)));
    return parsed.has_value();
  }

  void add(const Record& record, std::string_view name) {
    over_ = registry_.records.size() >= options_.limits.records;
    if (over_) return report(ErrorCode::kLimit, fmt::format("more than {} records", options_.limits.records), name);
    registry_.records.push_back(record);
    registry_.records.back().name = registry::ServiceName(name);
    if (options_.record_lines) record_lines_.push_back(number_);
  }

  void refuse(std::string message, std::string_view where, Column column) {
    report(ErrorCode::kSyntax, std::move(message), where, std::string(title(column)));
  }

  // `where` points into the line.
  void report(ErrorCode code, std::string message, std::string_view where, std::string field = {}) {
    const auto column = static_cast<std::uint64_t>(where.data() - line_.data()) + 1;
    problems_.add(code, std::move(message), number_, column, std::move(field));
  }

  const ReadOptions& options_;
  Problems problems_;
  registry::Registry registry_;
  std::vector<std::uint64_t> record_lines_;
  std::string_view line_;
  std::uint64_t number_ = 0;
  bool over_ = false;  // no more records are taken
};

}  // namespace

Reading read_services(std::string_view bytes, const ReadOptions& options) {
  return ServicesReader(options).read(bytes);
}

}  // namespace portolan::formats
