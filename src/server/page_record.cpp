// SPDX-License-Identifier: Apache-2.0
//
// Records on pages: of page_parts.h what concerns them.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "lookup/compiler.h"
#include "registry/service_name.h"
#include "server/page_parts.h"

namespace portolan::server {
namespace {

using registry::Record;

// A row's records, as they are looked at and whole.
struct Whole {
  RecordView view;
  Record record;
};

std::vector<Whole> whole_records(const app::Row& row) {
  std::vector<Whole> out;
  for (const RecordView view : row.records)
    if (auto record = lookup::record_of(view)) out.push_back({view, std::move(*record)});
  return out;
}

std::string transport_words(const Record& record) {
  if (record.transport) return std::string(to_string(*record.transport));
  return record.ports ? "any transport" : "no transport";
}

using Value = std::function<Markup(const Whole&)>;

// What a column says; where the transports differ, each value with those that have it.
void add_fact(Markup& facts, std::string_view label, const std::vector<Whole>& records, const Value& value) {
  std::vector<std::pair<Markup, std::string>> values;
  for (const Whole& whole : records) {
    const Markup markup = value(whole);
    const auto known = std::ranges::find_if(values, [&](const auto& v) { return v.first.html() == markup.html(); });
    if (known == values.end())
      values.emplace_back(markup, transport_words(whole.record));
    else
      known->second += ", " + transport_words(whole.record);
  }
  const bool alike = values.size() == 1;
  for (const auto& [markup, transports] : values) {
    if (markup.empty()) continue;
    facts += tag("dt", {}, alike ? std::string(label) : fmt::format("{} ({})", label, transports));
    facts += tag("dd", {}, markup);
  }
}

Markup alias_words(const Context& context, RecordView record) {
  if (record.alias_of().empty()) return {};
  Markup out = "A historic spelling of ";
  out += service_link(context, record.alias_of());
  return out;
}

Markup replaced_words(const Context& context, RecordView record) {
  Markup out;
  for (std::string_view left = record.replaces(); !left.empty();) {
    const std::string_view name = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(left.size(), name.size() + 1));
    if (!out.empty()) out += ", ";
    out += service_link(context, name);
  }
  return out;
}

Markup syntax_words(RecordView record) {
  if (record.name().empty()) return {};
  Markup out;
  for (const std::string& violation : registry::name_violations(record.name())) {
    out += out.empty() ? "Breaks the syntax of RFC 6335, section 5.1: " : "; ";
    out += violation;
  }
  return out;
}

Markup status_words(const Context& context, RecordView record) {
  Markup out = status_mark(record);
  out += " ";
  out += tag("span", {{"class", "muted"}}, status_meaning(record.status()));
  if (const Markup alias = alias_words(context, record); !alias.empty()) out += tag("div", {}, alias);
  return out;
}

Markup facts_of(const Context& context, const app::Row& row) {
  const std::vector<Whole> records = whole_records(row);
  Markup facts;
  const auto add = [&](std::string_view label, const Value& value) { add_fact(facts, label, records, value); };
  add("Status", [&](const Whole& w) { return status_words(context, w.view); });
  add("Description", [&](const Whole& w) { return rich_text(context, w.record.description); });
  add("Replaces", [&](const Whole& w) { return replaced_words(context, w.view); });
  add("Name", [&](const Whole& w) { return syntax_words(w.view); });
  const bool same = std::ranges::all_of(
      records, [](const Whole& w) { return w.record.holders().encoded() == w.record.contacts.encoded(); });
  add(same ? "Assignee and contact" : "Assignee", [&](const Whole& w) { return people(context, w.record.holders()); });
  if (!same) add("Contact", [&](const Whole& w) { return people(context, w.record.contacts); });
  add("Registered", [](const Whole& w) { return time_tag(to_string(w.record.registered)); });
  add("Modified", [](const Whole& w) { return time_tag(to_string(w.record.modified)); });
  add("Reference", [&](const Whole& w) { return references(context, w.record.references); });
  add("Service code", [](const Whole& w) {
    return w.record.service_code ? Markup(service_code_words(*w.record.service_code)) : Markup();
  });
  add("Unauthorized use", [&](const Whole& w) { return rich_text(context, w.record.unauthorized_use); });
  add("Notes", [&](const Whole& w) { return rich_text(context, w.record.notes); });
  return tag("dl", {{"class", "facts"}}, facts);
}

}  // namespace

Markup record_card(const Context& context, const app::Row& row) {
  Markup head = service_link(context, row.first().name());
  if (row.first().ports()) {
    const Markup ports = port_link(context, row.first().ports());
    head += tag("span", {{"class", "ports"}}, ports, " ", app::transports_cell(row));
  } else {
    head += tag("span", {{"class", "muted"}}, "without a port",
                row.first().transport() ? ", " + app::transports_cell(row) : std::string());
  }
  return tag("article", {{"class", "card record"}}, tag("h3", {}, head), facts_of(context, row));
}

Markup record_line(const Context& context, const app::Row& row) {
  const RecordView record = row.first();
  Markup where = tag("strong", {}, service_link(context, record.name()));
  where += " ";
  if (record.ports())
    where += tag("span", {{"class", "ports"}}, port_link(context, record.ports()), "/", app::transports_cell(row));
  return tag("li", {}, tag("span", {}, where), tag("span", {}, app::description_cell(row)), status_mark(record));
}

Markup record_list(const Context& context, const std::vector<app::Row>& rows) {
  Markup items;
  for (const app::Row& row : rows) items += record_line(context, row);
  return rows.empty() ? Markup() : tag("ul", {{"class", "results"}}, items);
}

Markup records_json(const Context& context, const std::vector<RecordView>& records) {
  std::string text;
  for (const RecordView record : records) {
    text += text.empty() ? "[" : ",\n ";
    text += context.view->record_json(record.position());
  }
  return records.empty() ? Markup() : copy_block("JSON", text + "]");
}

}  // namespace portolan::server
