// SPDX-License-Identifier: Apache-2.0
#include "app/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "registry/record.h"
#include "registry/registry.h"
#include "registry/service_name.h"

namespace portolan::app {
namespace {

std::string row_key(RecordView record) {
  const auto ports = record.ports();
  return fmt::format("{}\n{}\n{}\n{}", registry::fold_ascii(record.name()), ports ? to_string(*ports) : std::string(),
                     static_cast<int>(record.status()),
                     record.name().empty() ? record.description() : std::string_view());
}

Transports transports_of(std::span<const RecordView> records) {
  Transports all;
  for (const RecordView record : records)
    if (const auto transport = record.transport()) all |= *transport;
  return all;
}

std::string one_line(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '\n', ' ');
  return out;
}

bool says(std::string_view text, std::string_view words) {
  return registry::fold_ascii(text).find(registry::fold_ascii(words)) != std::string::npos;
}

// The same text of several records comes once, and says of which transports it is where not of all.
template <class Text>
void add_texts(const Row& row, std::string_view label, Text text, std::vector<std::string>& lines) {
  std::vector<std::pair<std::string, std::vector<RecordView>>> found;
  for (const RecordView record : row.records) {
    const std::string value = text(record);
    const auto known = std::ranges::find(found, value, [](const auto& entry) { return entry.first; });
    if (known == found.end())
      found.emplace_back(value, std::vector{record});
    else
      known->second.push_back(record);
  }
  for (const auto& [value, records] : found) {
    if (value.empty()) continue;
    const std::string where =
        found.size() > 1 ? fmt::format(" ({})", to_string(transports_of(records))) : std::string();
    lines.push_back(fmt::format("{}{}: {}", label, where, value));
  }
}

std::string alias_words(RecordView record) {
  return record.alias_of().empty() ? std::string() : fmt::format("historic alias of {}", record.alias_of());
}

std::string deassignment_words(RecordView record) {
  std::string out = record.removed() ? "removed" : "de-assigned";
  const Date date = record.deassigned();
  if (!date.empty()) out.append(date.has_day() ? " on " : " in ").append(to_string(date));
  return out;
}

std::string service_code_words(RecordView record) {
  const auto code = record.service_code();
  if (!code) return {};
  const std::string characters = registry::service_code_characters(*code);
  return characters.empty() ? std::to_string(*code) : fmt::format("{} (\"{}\")", *code, characters);
}

// Notes that only repeat what the status says are left out.
std::string note_words(RecordView record) {
  const std::string_view notes = record.notes();
  if (!record.alias_of().empty() && notes.starts_with("This entry is an alias to")) return {};
  if (record.status() == Status::kDeassigned && registry::same_name(notes, deassignment_words(record))) return {};
  return std::string(notes);
}

constexpr std::size_t kNoteBeginning = 120;

// On one line with single blanks, cut after a word.
std::string beginning_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const char folded = c == '\n' || c == '\t' ? ' ' : c;
    if (folded != ' ' || (!out.empty() && out.back() != ' ')) out.push_back(folded);
  }
  if (out.size() <= kNoteBeginning) return out;
  const std::size_t blank = out.rfind(' ', kNoteBeginning);
  if (blank == std::string::npos) return out;
  return out.substr(0, blank) + " ... (--details shows all)";
}

std::string ids_with_names(std::string_view ids, const Lookup& lookup) {
  std::string out;
  while (!ids.empty()) {
    const std::size_t end = ids.find(']');
    if (!ids.starts_with('[') || end == std::string_view::npos) return out.append(ids);
    const std::string_view id = ids.substr(1, end - 1);
    ids.remove_prefix(end + 1);
    const ContactView contact = lookup.contact(id);
    const std::string_view name = contact && !contact.name().empty() ? contact.name() : id;
    if (!out.empty()) out.append("; ");
    const std::string_view organization = contact.organization();
    // "Nexum" of "Nexum, Inc." is one holder, not two.
    if (!organization.starts_with(name)) out.append(name).append(organization.empty() ? "" : ", ");
    out.append(organization);
    const std::string_view uri = contact.uris().substr(0, contact.uris().find('\n'));
    if (!uri.empty()) out.append(" <").append(registry::address(uri)).append(">");
  }
  return out;
}

}  // namespace

std::vector<Row> join_rows(std::span<const RecordView> records) {
  std::vector<Row> rows;
  std::unordered_map<std::string, std::size_t> places;
  for (const RecordView record : records) {
    const auto [place, is_new] = places.try_emplace(row_key(record), rows.size());
    if (is_new) rows.emplace_back();
    rows[place->second].records.push_back(record);
  }
  return rows;
}

std::string name_cell(const Row& row) {
  return row.first().name().empty() ? std::string("-") : one_line(row.first().name());
}

std::string ports_cell(const Row& row) {
  const auto ports = row.first().ports();
  return ports ? to_string(*ports) : std::string("-");
}

std::string transports_cell(const Row& row) {
  const bool all = std::ranges::any_of(row.records, [](RecordView record) { return !record.transport(); });
  if (all) return row.first().ports() ? "any" : "-";
  return to_string(transports_of(row.records));
}

std::string description_cell(const Row& row) {
  std::string_view text = row.first().description();
  if (!row.first().replaces().empty()) text = text.substr(0, text.find("\nIANA assigned this well-formed"));
  return one_line(text);
}

std::string status_words(const Row& row) {
  const RecordView record = row.first();
  const std::string_view description = record.description();
  switch (record.status()) {
    case Status::kAssigned: return {};
    case Status::kHistoric: {
      const std::string alias = alias_words(record);
      return alias.empty() ? "historic" : alias;
    }
    case Status::kUnassigned:
      return says(description, "unassigned") ? "may be requested" : "unassigned, may be requested";
    case Status::kReserved: return says(description, "reserved") ? std::string() : "reserved";
    case Status::kDeassigned: return deassignment_words(record);
  }
  return {};
}

std::vector<std::string> remarks(const Row& row, bool whole_notes) {
  std::vector<std::string> lines;
  const RecordView record = row.first();
  if (const auto ports = record.ports(); ports && ports->size() > 1 && !record.name().empty())
    lines.push_back(fmt::format("a range of {} ports", ports->size()));
  if (!record.replaces().empty()) {
    std::string names = one_line(record.replaces());
    lines.push_back("replaces " + names);
  }
  if (record.status() != Status::kHistoric)
    if (std::string alias = alias_words(record); !alias.empty()) lines.push_back(std::move(alias));
  add_texts(row, "service code", service_code_words, lines);
  add_texts(
      row, "unauthorized use", [](RecordView view) { return std::string(view.unauthorized_use()); }, lines);
  add_texts(
      row, "note", [&](RecordView view) { return whole_notes ? note_words(view) : beginning_of(note_words(view)); },
      lines);
  return lines;
}

std::vector<std::string> particulars(const Row& row, const Lookup& lookup) {
  std::vector<std::string> lines;
  const auto add = [&](std::string_view label, auto text) { add_texts(row, label, text, lines); };
  const bool differ = std::ranges::any_of(
      row.records, [&](RecordView record) { return record.description() != row.first().description(); });
  if (differ) add("description", [](RecordView record) { return one_line(record.description()); });
  const auto is_both = [](RecordView record) { return record.contact() == record.assignee(); };
  add("assignee and contact",
      [&](RecordView record) { return is_both(record) ? ids_with_names(record.contact(), lookup) : std::string(); });
  add("assignee",
      [&](RecordView record) { return is_both(record) ? std::string() : ids_with_names(record.assignee(), lookup); });
  add("contact",
      [&](RecordView record) { return is_both(record) ? std::string() : ids_with_names(record.contact(), lookup); });
  add("registered", [](RecordView record) { return to_string(record.registered()); });
  add("modified", [](RecordView record) { return to_string(record.modified()); });
  add("reference", [](RecordView record) { return std::string(record.reference()); });
  return lines;
}

}  // namespace portolan::app
