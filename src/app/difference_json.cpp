// SPDX-License-Identifier: Apache-2.0
#include "app/difference_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "app/difference_text.h"
#include "formats/json.h"

namespace portolan::app {
namespace {

using formats::write_json_string;

void write_date(Date date, std::string& out) { out += date.empty() ? "null" : "\"" + to_string(date) + "\""; }

void write_text(const std::optional<std::string>& text, std::string& out) {
  if (text)
    write_json_string(*text, out);
  else
    out += "null";
}

// "de-assigned" is a word in values; keys are snake_case.
std::string key_of(std::string_view word) {
  std::string key(word);
  std::ranges::replace(key, '-', '_');
  return key;
}

void write_summary(const registry::Difference& difference, std::string& out) {
  auto end = std::back_inserter(out);
  out += "{\"sentence\":";
  write_json_string(difference_summary(difference), out);
  const auto counts = difference.counts();
  for (std::size_t i = 0; i < counts.size(); ++i)
    fmt::format_to(end, ",\"{}\":{}", key_of(to_string(static_cast<registry::ChangeKind>(i))), counts[i]);
  fmt::format_to(end, ",\"unchanged\":{}", difference.unchanged_records);
  for (std::size_t i = 0; i < registry::kContactChangeKindCount; ++i) {
    const auto kind = static_cast<registry::ContactChangeKind>(i);
    fmt::format_to(end, ",\"contacts_{}\":{}", to_string(kind), difference.count(kind));
  }
  fmt::format_to(end, ",\"contacts_unchanged\":{}}}", difference.unchanged_contacts);
}

template <class T, class Write>
void write_both(const T* before, const T* after, Write write, std::string& out) {
  for (const auto& [key, value] : {std::pair{",\"before\":", before}, std::pair{",\"after\":", after}}) {
    out += key;
    if (value != nullptr)
      write(*value, out);
    else
      out += "null";
  }
}

void write_change(const registry::RecordChange& change, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{{\"kind\":\"{}\"", to_string(change.kind));
  write_both(change.before, change.after, formats::write_json_record, out);
  out += ",\"changed\":[";
  std::string_view separator;
  for (const registry::ColumnName& column : registry::columns()) {
    if (!change.changed.contains(column.column)) continue;
    fmt::format_to(std::back_inserter(out), "{}\"{}\"", separator, column.key);
    separator = ",";
  }
  out += "]}";
}

void write_change(const registry::ContactChange& change, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{{\"kind\":\"{}\",\"id\":", to_string(change.kind));
  write_json_string(change.contact().id, out);
  write_both(change.before, change.after, formats::write_json_contact, out);
  out += ",\"changed\":[";
  std::string_view separator;
  for (const registry::ContactField field : change.changed) {
    fmt::format_to(std::back_inserter(out), "{}\"{}\"", separator, to_string(field));
    separator = ",";
  }
  out += "]}";
}

void write_change(const registry::HeadChange& change, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{{\"part\":\"{}\",\"label\":", to_string(change.part));
  write_json_string(change.label, out);
  out += ",\"before\":";
  write_text(change.before, out);
  out += ",\"after\":";
  write_text(change.after, out);
  out += '}';
}

template <class Change>
void write_list(std::string_view key, const std::vector<Change>& changes, std::string& out) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":[", key);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (i != 0) out += ',';
    write_change(changes[i], out);
  }
  out += ']';
}

}  // namespace

void write_difference_json(const registry::Difference& difference, std::string& out) {
  out += "{\"from\":";
  write_date(difference.from, out);
  out += ",\"to\":";
  write_date(difference.to, out);
  out += ",\"summary\":";
  write_summary(difference, out);
  write_list("changes", difference.records, out);
  write_list("contacts", difference.contacts, out);
  write_list("head", difference.head, out);
  out += '}';
}

}  // namespace portolan::app
