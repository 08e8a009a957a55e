// SPDX-License-Identifier: Apache-2.0
#include "bundled/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bundled/package_reader.h"
#include "bundled/packages.h"
#include "registry/status.h"

namespace portolan::bundled {
namespace {

using registry::Record;

// What the newer package says of one port and transport.
struct Word {
  Record record;
  bool confirms = false;  // the older package says the same there
};

std::uint32_t place_of(std::uint32_t port, Transport transport) noexcept {
  return port << 2U | static_cast<std::uint32_t>(transport);
}

class Words {
 public:
  explicit Words(std::vector<Record> records) : words_(records.size()) {
    for (std::size_t i = 0; i < records.size(); ++i) {
      places_.emplace(place_of(records[i].ports->first, *records[i].transport), i);
      words_[i].record = std::move(records[i]);
    }
  }

  Word* at(std::uint32_t port, Transport transport) {
    const auto found = places_.find(place_of(port, transport));
    return found == places_.end() ? nullptr : &words_[found->second];
  }
  std::vector<Word>& all() noexcept { return words_; }

 private:
  std::vector<Word> words_;
  std::unordered_map<std::uint32_t, std::size_t> places_;
};

bool says_the_same(const Record& older, const Record& newer) {
  if (older.name.empty() && newer.name.empty()) return older.description.published() == newer.description.published();
  return registry::same_name(older.name.text(), newer.name.text());
}

// Calls `visit(port, transport, word)` for everything that the newer package says of what the record covers.
template <class Visit>
void for_each_word(const Record& record, Words& words, Visit visit) {
  if (!record.ports) return;
  for (std::uint32_t port = record.ports->first; port <= record.ports->last; ++port)
    for (const Transport transport : kAllTransports)
      if (record.covers().contains(transport))
        if (Word* const word = words.at(port, transport)) visit(port, transport, *word);
}

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
  return text;
}

// The newer package writes line breaks as blanks: only other words make a new description.
void refresh_description(Record& record, const Record& newer) {
  if (without_blanks(record.description.published()) != without_blanks(newer.description.published()))
    record.description = newer.description;
}

void confirm(std::vector<Record>& older, Words& words) {
  for (Record& record : older) {
    for_each_word(record, words, [&](std::uint32_t, Transport, Word& word) {
      if (!says_the_same(record, word.record)) return;
      word.confirms = true;
      if (record.ports->size() == 1 && record.transport) refresh_description(record, word.record);
    });
  }
}

// For each port of the record that it loses something of, the transports that it loses.
using Losses = std::unordered_map<std::uint32_t, Transports>;

Losses losses_of(const Record& record, Words& words) {
  Losses losses;
  for_each_word(record, words, [&](std::uint32_t port, Transport transport, const Word& word) {
    const bool stands = record.name.empty() ? says_the_same(record, word.record) : word.confirms;
    if (!stands) losses[port] |= transport;
  });
  return losses;
}

// Unassigned on all transports: it says no more of a port than if it were not there, so every other record goes first.
bool is_unassigned_range(const Record& record) {
  return record.ports && !record.transport && registry::status_of(record).status == Status::kUnassigned;
}

// The ports of which a record speaks.
class Spoken {
 public:
  void add(const Record& record) {
    if (!record.ports) return;
    for (std::uint32_t port = record.ports->first; port <= record.ports->last; ++port) ports_[port] = true;
  }
  // What an unassigned range loses, after which its other ports are spoken of too.
  Losses take(const Record& range) {
    Losses losses;
    for (std::uint32_t port = range.ports->first; port <= range.ports->last; ++port)
      if (ports_[port]) losses[port] = Transports::all();
    add(range);
    return losses;
  }

 private:
  std::vector<bool> ports_ = std::vector<bool>(std::size_t{kDynamicPorts.last} + 1);
};

Spoken spoken_of(const std::vector<Record>& older, Words& words) {
  Spoken spoken;
  for (const Record& record : older)
    if (!is_unassigned_range(record)) spoken.add(record);
  for (const Word& word : words.all())
    if (!word.confirms) spoken.add(word.record);
  return spoken;
}

void keep_transports(const Record& record, std::uint16_t port, Transports lost, std::vector<Record>& out) {
  for (const Transport transport : kAllTransports) {
    if (!record.covers().contains(transport) || lost.contains(transport)) continue;
    out.push_back(record);
    out.back().ports = PortRange{port, port};
    out.back().transport = transport;
  }
}

// What is left of a record of the older package.
void keep(Record record, const Losses& losses, std::vector<Record>& out) {
  if (losses.empty()) return out.push_back(std::move(record));
  const PortRange all = *record.ports;
  std::uint32_t begin = all.first;  // of the ports that lose nothing
  for (std::uint32_t port = all.first; port <= std::uint32_t{all.last} + 1; ++port) {
    const auto lost = losses.find(port);
    if (lost == losses.end() && port <= all.last) continue;
    if (begin < port) {
      out.push_back(record);
      out.back().ports = PortRange{static_cast<std::uint16_t>(begin), static_cast<std::uint16_t>(port - 1)};
    }
    if (lost != losses.end()) keep_transports(record, static_cast<std::uint16_t>(port), lost->second, out);
    begin = port + 1;
  }
}

std::vector<Record> merged_records(std::vector<Record> older, Words words) {
  confirm(older, words);
  Spoken spoken = spoken_of(older, words);
  std::vector<Record> records;
  records.reserve(older.size() + words.all().size() / 4);
  for (Record& record : older) {
    const Losses losses = is_unassigned_range(record) ? spoken.take(record) : losses_of(record, words);
    keep(std::move(record), losses, records);
  }
  for (Word& word : words.all())
    if (!word.confirms) records.push_back(std::move(word.record));
  std::ranges::stable_sort(records, {}, [](const Record& record) {
    return record.ports ? std::uint32_t{record.ports->first} : std::uint32_t{kDynamicPorts.last} + 1;
  });
  return records;
}

registry::Note about_this_copy() {
  const std::string text = fmt::format(
      "This is the registry that portolan was built with, put together from two public packages. Names and ports are "
      "those of {} ({} {}), all other columns those of {} ({} {}). Names that came later have no assignee, contact or "
      "reference here, and there is no contact table.\n`portolan update` replaces it with IANA's own registry.",
      to_string(kNames.date), kNames.name, kNames.version, to_string(kColumns.date), kColumns.name, kColumns.version);
  return {.title = "About This Copy", .text = registry::RichText::lines(text)};
}

}  // namespace

Result<registry::Registry> merge(std::string_view columns_json, std::string_view names_json) {
  auto older = read_columns(columns_json);
  if (!older) return std::unexpected(std::move(older.error()));
  auto newer = read_names(names_json);
  if (!newer) return std::unexpected(std::move(newer.error()));
  registry::Registry merged;
  set_default_head(merged);
  merged.title += " (bundled copy)";
  merged.updated = kNames.date;
  merged.notes.push_back(about_this_copy());
  merged.records = merged_records(std::move(*older), Words(std::move(*newer)));
  return merged;
}

}  // namespace portolan::bundled
