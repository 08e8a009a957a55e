// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <iterator>

#include "formats/json.h"
#include "formats/json_text.h"
#include "registry/alias.h"
#include "registry/status.h"

namespace portolan::formats {
namespace {

using registry::Column;
using registry::Columns;
using registry::Contact;
using registry::Record;
using registry::Registry;
using registry::RichText;

constexpr std::string_view kIndent = "\n    ";

// The bytes that RFC 8259, section 7, does not let stand in a string.
constexpr std::array<bool, 256> kEscaped = [] {
  std::array<bool, 256> escaped{};
  for (std::size_t c = 0; c < 0x20; ++c) escaped[c] = true;
  escaped['"'] = escaped['\\'] = true;
  return escaped;
}();

void write_escape(char c, std::string& out) {
  switch (c) {
    case '"': out.append("\\\""); return;
    case '\\': out.append("\\\\"); return;
    case '\b': out.append("\\b"); return;
    case '\f': out.append("\\f"); return;
    case '\n': out.append("\\n"); return;
    case '\r': out.append("\\r"); return;
    case '\t': out.append("\\t"); return;
    default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c)); return;
  }
}

// `,"key":`, or without the comma where the object begins.
void write_key(std::string_view key, std::string& out) {
  if (out.back() != '{') out.push_back(',');
  out.append("\"").append(key).append("\":");
}

void write_string(std::string_view key, std::string_view text, std::string& out) {
  write_key(key, out);
  write_json_string(text, out);
}

// Null where the text is empty, unless the document has the empty element.
void write_string_or_null(std::string_view key, std::string_view text, bool element_is_there, std::string& out) {
  write_key(key, out);
  if (text.empty() && !element_is_there)
    out.append("null");
  else
    write_json_string(text, out);
}

void write_optional(std::string_view key, const std::optional<std::string>& text, std::string& out) {
  write_string_or_null(key, text ? std::string_view(*text) : std::string_view(), text.has_value(), out);
}

void write_number(std::string_view key, std::optional<std::uint32_t> number, std::string& out) {
  write_key(key, out);
  if (number)
    fmt::format_to(std::back_inserter(out), "{}", *number);
  else
    out.append("null");
}

void write_references(std::string_view key, const registry::References& references, bool persons_as_ids,
                      std::string& out) {
  write_key(key, out);
  out.push_back('[');
  json::write_references(references, persons_as_ids, {}, out);
  out.push_back(']');
}

// The published form and, where it does not say all, the markup. For texts outside of records.
void write_text(std::string_view key, const RichText& text, std::string& out) {
  const std::string published = text.published();
  write_string_or_null(key, published, !text.empty(), out);
  json::write_markup(key, text, published, out);
}

// A column that is one of a record's texts: its value is kept until the markup is written.
struct TextColumn {
  Column column;
  const RichText& text;
  std::string published;

  TextColumn(Column of, const RichText& rich) : column(of), text(rich), published(rich.published()) {}

  void write(const Record& record, std::string& out) const {
    write_string_or_null(key(column), published, !text.empty() || record.empty_columns.contains(column), out);
  }
};

// An empty name or text shows its empty element by "" instead of null.
bool shown_as_empty_string(const Record& record, Column column) {
  switch (column) {
    case Column::kServiceName: return record.name.empty();
    case Column::kDescription: return record.description.empty();
    case Column::kUnauthorizedUse: return record.unauthorized_use.empty();
    case Column::kAssignmentNotes: return record.notes.empty();
    default: return false;
  }
}

void write_empty_elements(const Record& record, std::string& out) {
  bool begun = false;
  for (const auto& [column, title, key] : registry::columns()) {
    if (!record.empty_columns.contains(column) || shown_as_empty_string(record, column)) continue;
    if (begun)
      out.push_back(',');
    else
      out.append(",\"empty_elements\":[");
    begun = true;
    write_json_string(key, out);
  }
  if (begun) out.push_back(']');
}

void write_derived(const Record& record, std::string& out) {
  const registry::RecordStatus status = status_of(record);
  const auto port = [&](std::uint16_t PortRange::*end) {
    return record.ports ? std::optional<std::uint32_t>(*record.ports.*end) : std::nullopt;
  };
  write_number("first_port", port(&PortRange::first), out);
  write_number("last_port", port(&PortRange::last), out);
  write_string("status", to_string(status.status), out);
  write_string("status_text", to_string(status), out);
  write_string_or_null("deassigned_date", to_string(status.since), false, out);
  const std::string characters =
      record.service_code ? registry::service_code_characters(*record.service_code) : std::string();
  write_string_or_null("service_code_characters", characters, false, out);
  write_optional("alias_of", alias_target(record), out);
  write_key("replaces", out);
  out.push_back('[');
  for (const std::string& name : replaced_names(record)) {
    if (out.back() != '[') out.push_back(',');
    write_json_string(name, out);
  }
  out.push_back(']');
}

// An array with one element per line; `write` is called for each.
template <class Elements, class Write>
void write_lines(std::string_view key, const Elements& elements, Write write, std::string& out) {
  out.append(",\n  \"").append(key).append("\": [");
  bool first = true;
  for (const auto& element : elements) {
    if (!first) out.push_back(',');
    first = false;
    out.append(kIndent);
    write(element, out);
  }
  out.append(first ? "]" : "\n  ]");
}

void write_head_string(std::string_view key, std::string_view text, std::string& out) {
  out.append(",\n  \"").append(key).append("\": ");
  write_json_string(text, out);
}

void write_note(const registry::Note& note, std::string& out) {
  out.push_back('{');
  write_optional("title", note.title, out);
  write_text("text", note.text, out);
  out.push_back('}');
}

void write_footnote(const registry::Footnote& footnote, std::string& out) {
  out.push_back('{');
  write_string("anchor", footnote.anchor, out);
  write_text("text", footnote.text, out);
  out.push_back('}');
}

void write_instruction(const registry::ProcessingInstruction& instruction, std::string& out) {
  out.push_back('{');
  write_string("target", instruction.target, out);
  write_string("data", instruction.data, out);
  out.push_back('}');
}

void write_head(const Registry& registry, std::string& out) {
  out.append("{\n  \"id\": ");
  write_json_string(registry.id, out);
  write_head_string("title", registry.title, out);
  write_head_string("category", registry.category, out);
  if (registry.updated.empty())
    out.append(",\n  \"updated\": null");
  else
    write_head_string("updated", to_string(registry.updated), out);
  out.append(",\n  \"reference\": [");
  json::write_references(registry.references, false, kIndent, out);
  out.append(registry.references.empty() ? "]" : "\n  ]").append(",\n  \"experts\": ");
  const std::string experts = registry.experts.published();
  if (registry.experts.empty())
    out.append("null");
  else
    write_json_string(experts, out);
  json::write_markup("experts", registry.experts, experts, out);
  write_lines("notes", registry.notes, write_note, out);
  write_lines("instructions", registry.instructions, write_instruction, out);
}

}  // namespace

void write_json_string(std::string_view text, std::string& out) {
  out.push_back('"');
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kEscaped[static_cast<unsigned char>(text[i])]) continue;
    out.append(text.substr(begin, i - begin));
    write_escape(text[i], out);
    begin = i + 1;
  }
  out.append(text.substr(begin)).push_back('"');
}

void write_json_record(const Record& record, std::string& out) {
  const Columns empty = record.empty_columns;
  const std::array<TextColumn, 3> texts = {TextColumn(Column::kDescription, record.description),
                                           TextColumn(Column::kUnauthorizedUse, record.unauthorized_use),
                                           TextColumn(Column::kAssignmentNotes, record.notes)};
  out.push_back('{');
  write_string_or_null(key(Column::kServiceName), record.name.text(), empty.contains(Column::kServiceName), out);
  write_string_or_null(key(Column::kPortNumber), column_text(record, Column::kPortNumber), false, out);
  write_string_or_null(key(Column::kTransportProtocol), column_text(record, Column::kTransportProtocol), false, out);
  texts[0].write(record, out);
  write_references(key(Column::kAssignee), record.holders(), true, out);
  write_references(key(Column::kContact), record.contacts, true, out);
  write_string_or_null(key(Column::kRegistrationDate), to_string(record.registered), false, out);
  write_string_or_null(key(Column::kModificationDate), to_string(record.modified), false, out);
  write_references(key(Column::kReference), record.references, false, out);
  write_number(key(Column::kServiceCode), record.service_code, out);
  texts[1].write(record, out);
  texts[2].write(record, out);
  if (!record.assignee.empty()) out.append(",\"assignee_stated\":true");
  for (const TextColumn& text : texts) json::write_markup(key(text.column), text.text, text.published, out);
  write_empty_elements(record, out);
  write_derived(record, out);
  out.push_back('}');
}

void write_json_contact(const Contact& contact, std::string& out) {
  const auto uris = [&](std::string_view key, bool usable) {
    write_key(key, out);
    out.push_back('[');
    for (const std::string& uri : contact.uris) {
      if (out.back() != '[') out.push_back(',');
      write_json_string(usable ? registry::address(uri) : uri, out);
    }
    out.push_back(']');
  };
  out.push_back('{');
  write_string("id", contact.id, out);
  write_optional("name", contact.name, out);
  write_optional("organization", contact.organization, out);
  uris("uris", false);
  uris("addresses", true);
  write_string_or_null("updated", contact.updated ? to_string(*contact.updated) : std::string(),
                       contact.updated.has_value(), out);
  out.push_back('}');
}

void write_json(const Registry& registry, std::string& out) {
  write_head(registry, out);
  write_lines("records", registry.records, write_json_record, out);
  write_lines("footnotes", registry.footnotes, write_footnote, out);
  write_lines("contacts", registry.contacts, write_json_contact, out);
  out.append("\n}\n");
}

}  // namespace portolan::formats
