// SPDX-License-Identifier: Apache-2.0
#include "app/snippets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "formats/services.h"
#include "lookup/compiler.h"

namespace portolan::app {
namespace {

bool is_assigned(RecordView record) {
  return record.status() == Status::kAssigned || record.status() == Status::kHistoric;
}

// Lines without those of comments.
std::string without_comments(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
    text.remove_prefix(line.size());
    if (!line.starts_with('#') && line != "\n") out += line;
  }
  return out;
}

Result<void> add_records(const Lookup& lookup, PortRange ports, Transports transports, registry::Registry& registry) {
  for (const RecordView view : lookup.in_range(ports, transports)) {
    if (view.name().empty()) continue;
    auto record = lookup::record_of(view);
    if (!record) return std::unexpected(std::move(record.error()));
    record->ports = {std::max(record->ports->first, ports.first), std::min(record->ports->last, ports.last)};
    registry.records.push_back(std::move(*record));
  }
  return {};
}

bool has_word(std::string_view line, std::string_view word) {
  line = line.substr(0, line.find('#'));
  for (std::size_t at = line.find(word); at != line.npos; at = line.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const auto is_gap = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
    if ((at == 0 || is_gap(line[at - 1])) && (end == line.size() || is_gap(line[end]))) return true;
  }
  return false;
}

// A comment of nftables stands in quotes, and knows no escape for one.
bool can_be_comment(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.' || c == '+';
  });
}

}  // namespace

Result<std::string> services_lines(const Lookup& lookup, PortRange ports, Transports transports) {
  if (ports.size() > kMostLines) return std::string();
  registry::Registry registry;
  if (auto added = add_records(lookup, ports, transports, registry); !added)
    return std::unexpected(std::move(added.error()));
  std::string out;
  formats::write_services(registry, out);
  return without_comments(out);
}

Result<std::string> services_lines(const Lookup& lookup, std::string_view name) {
  std::vector<PortRange> seen;
  std::string out;
  for (const RecordView record : lookup.named(name)) {
    const auto ports = record.ports();
    if (!ports || std::ranges::find(seen, *ports) != seen.end()) continue;
    seen.push_back(*ports);
    const auto lines = services_lines(lookup, *ports);
    if (!lines) return lines;
    for (std::string_view left = *lines; !left.empty();) {
      const std::string_view line = left.substr(0, left.find('\n') + 1);
      left.remove_prefix(line.size());
      if (has_word(line, record.name())) out += line;
    }
  }
  return out;
}

std::string nftables_line(PortRange ports, std::span<const RecordView> records) {
  Transports transports;
  std::string_view name;
  for (const RecordView record : records) {
    const auto covered = record.ports();
    if (!is_assigned(record) || !covered || !covered->overlaps(ports)) continue;
    transports |= record.transport() ? Transports(*record.transport()) : Transports::all();
    if (name.empty()) name = record.name();
  }
  if (transports.empty()) return {};
  std::vector<std::string_view> words;
  for (const Transport transport : kAllTransports)
    if (transports.contains(transport)) words.push_back(to_string(transport));
  const std::string comment = can_be_comment(name) ? fmt::format(" comment \"{}\"", name) : std::string();
  if (words.size() == 1) return fmt::format("{} dport {} accept{}", words.front(), to_string(ports), comment);
  return fmt::format("meta l4proto {{ {} }} th dport {} accept{}", fmt::join(words, ", "), to_string(ports), comment);
}

}  // namespace portolan::app
