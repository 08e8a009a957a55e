// SPDX-License-Identifier: Apache-2.0
#include "formats/xml.h"

namespace portolan::formats {
namespace {

using registry::Column;
using registry::Node;
using registry::Record;
using registry::Reference;
using registry::References;
using registry::RichText;

class XmlWriter {
 public:
  explicit XmlWriter(std::string& out) : out_(out) {}

  void document(const registry::Registry& registry) {
    out_ += "<?xml version='1.0' encoding='UTF-8'?>\n";
    for (const auto& [target, data] : registry.instructions)
      out_.append("<?").append(target).append(data.empty() ? "" : " ").append(data).append("?>\n");
    out_ += "<registry xmlns=\"http://www.iana.org/assignments\"";
    attribute("id", registry.id);
    out_ += ">\n";
    head(registry);
    for (const Record& one : registry.records) record(one);
    for (const auto& [anchor, text] : registry.footnotes) {
      out_ += "  <footnote";
      attribute("anchor", anchor);
      rich_body("footnote", text);
    }
    people(registry);
    out_ += "</registry>\n";
  }

  void record(const Record& record) {
    out_ += "  <record";
    if (!record.registered.empty()) attribute("date", to_string(record.registered));
    if (!record.modified.empty()) attribute("updated", to_string(record.modified));
    out_ += ">\n";
    column(record, Column::kServiceName, "name", record.name.text());
    column(record, Column::kTransportProtocol, "protocol", record.transport ? to_string(*record.transport) : "");
    assignee(record);
    references("    ", record.contacts);
    references("    ", record.references);
    rich_column(record, Column::kDescription, "description", record.description);
    column(record, Column::kPortNumber, "number", ports_text(record));
    column(record, Column::kServiceCode, "sc",
           record.service_code ? std::to_string(*record.service_code) : std::string());
    rich_column(record, Column::kUnauthorizedUse, "unauthorized", record.unauthorized_use);
    rich_column(record, Column::kAssignmentNotes, "note", record.notes);
    out_ += "  </record>\n";
  }

 private:
  void head(const registry::Registry& registry) {
    if (!registry.title.empty()) value("  ", "title", registry.title);
    if (!registry.category.empty()) value("  ", "category", registry.category);
    if (!registry.updated.empty()) value("  ", "updated", to_string(registry.updated));
    references("  ", registry.references);
    if (!registry.experts.empty()) rich("  ", "expert", registry.experts);
    for (const auto& [title, text] : registry.notes) {
      out_ += "  <note";
      if (title) attribute("title", *title);
      rich_body("note", text);
    }
  }

  void assignee(const Record& record) {
    if (record.assignee.empty()) {
      if (record.empty_columns.contains(Column::kAssignee)) out_ += "    <assignee/>\n";
      return;
    }
    out_ += "    <assignee>\n";
    references("      ", record.assignee);
    out_ += "    </assignee>\n";
  }

  void people(const registry::Registry& registry) {
    if (registry.contacts.empty()) return;
    out_ += "  <people>\n";
    for (const registry::Contact& contact : registry.contacts) {
      out_ += "    <person";
      attribute("id", contact.id);
      out_ += ">\n";
      if (contact.name) value("      ", "name", *contact.name);
      if (contact.organization) value("      ", "org", *contact.organization);
      for (const std::string& uri : contact.uris) value("      ", "uri", uri);
      if (contact.updated) value("      ", "updated", to_string(*contact.updated));
      out_ += "    </person>\n";
    }
    out_ += "  </people>\n";
  }

  void column(const Record& record, Column which, std::string_view element, std::string_view text) {
    if (!text.empty() || record.empty_columns.contains(which)) value("    ", element, text);
  }

  void rich_column(const Record& record, Column which, std::string_view element, const RichText& text) {
    if (!text.empty() || record.empty_columns.contains(which)) rich("    ", element, text);
  }

  void value(std::string_view indent, std::string_view element, std::string_view text) {
    out_.append(indent).append("<").append(element);
    if (text.empty()) {
      out_ += "/>\n";
      return;
    }
    out_ += '>';
    escaped(text);
    out_.append("</").append(element).append(">\n");
  }

  void rich(std::string_view indent, std::string_view element, const RichText& text) {
    out_.append(indent).append("<").append(element);
    rich_body(element, text);
  }

  // Behind the name and attributes of the start tag.
  void rich_body(std::string_view element, const RichText& text) {
    if (text.empty()) {
      out_ += "/>\n";
      return;
    }
    out_ += '>';
    for (const Node& node : text.nodes()) {
      switch (node.kind) {
        case Node::Kind::kText: escaped(node.text); break;
        case Node::Kind::kBreak: out_ += "<br/>"; break;
        case Node::Kind::kReference: reference(node.reference); break;
        case Node::Kind::kParagraphBegin: out_ += "<paragraph>"; break;
        case Node::Kind::kParagraphEnd: out_ += "</paragraph>"; break;
      }
    }
    out_.append("</").append(element).append(">\n");
  }

  void references(std::string_view indent, const References& references) {
    for (const Reference& one : references) {
      out_ += indent;
      reference(one);
      out_ += '\n';
    }
  }

  void reference(const Reference& reference) {
    out_ += "<xref";
    attribute("type", to_string(reference.kind));
    if (!reference.data.empty()) attribute("data", reference.data);
    if (!reference.section.empty()) attribute("section", reference.section);
    if (reference.shown.empty()) {
      out_ += "/>";
      return;
    }
    out_ += '>';
    escaped(reference.shown);
    out_ += "</xref>";
  }

  void attribute(std::string_view name, std::string_view text) {
    out_.append(" ").append(name).append("=\"");
    for (const char c : text) {
      if (c == '"')
        out_ += "&quot;";
      else if (c == '\n')
        out_ += "&#10;";
      else if (c == '\t')
        out_ += "&#9;";
      else
        escape(c);
    }
    out_ += '"';
  }

  void escaped(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find_first_of("&<>");
      out_.append(text.substr(0, end));
      if (end == std::string_view::npos) return;
      escape(text[end]);
      text.remove_prefix(end + 1);
    }
  }

  void escape(char c) {
    if (c == '&')
      out_ += "&amp;";
    else if (c == '<')
      out_ += "&lt;";
    else if (c == '>')
      out_ += "&gt;";
    else
      out_ += c;
  }

  std::string& out_;
};

}  // namespace

void write_xml(const registry::Registry& registry, std::string& out) {
  out.reserve(out.size() + registry.records.size() * 280 + registry.contacts.size() * 160 + 8192);
  XmlWriter(out).document(registry);
}

void write_xml_record(const registry::Record& record, std::string& out) { XmlWriter(out).record(record); }

}  // namespace portolan::formats
