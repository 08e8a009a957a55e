// SPDX-License-Identifier: Apache-2.0
#include "formats/html.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

#include "formats/html_parts.h"

namespace portolan::formats {
namespace {

using registry::Contact;
using registry::Record;
using registry::Registry;

// The tables scroll inside regions of their own: a header row can only stick to the box that scrolls. What is changed
// here changes the hash in kHtmlPolicy.
constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--fg:#1a1a1a;--bg:#fff;--line:#c4c8ce;--head:#e9edf2;--even:#f6f7f9;--link:#0b4f9e;--mark:#fff0b3}
@media (prefers-color-scheme:dark){:root{--fg:#e4e6e9;--bg:#15171a;--line:#3c4148;--head:#252a31;--even:#1b1e22;--link:#8cb8ff;--mark:#4d4212}}
*{box-sizing:border-box}
body{margin:0;padding:1rem clamp(1rem,3vw,3rem);font:1rem/1.45 system-ui,sans-serif;color:var(--fg);background:var(--bg)}
h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0 1rem}
h2{font-size:1.25rem;margin:2rem 0 .75rem}
a{color:var(--link)}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;top:.5rem;padding:.5rem 1rem;background:var(--bg);border:2px solid var(--link)}
dl{display:grid;grid-template-columns:minmax(6rem,11rem) minmax(0,1fr);gap:.5rem 1rem;margin:0}
dt{font-weight:600}
dd{margin:0}
.text{white-space:pre-wrap;overflow-wrap:anywhere;font:.875rem/1.4 ui-monospace,monospace}
ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0;padding:0}
nav{margin-top:1.5rem}
.region{overflow:auto;max-height:90vh;border:1px solid var(--line)}
.region:focus-visible{outline:3px solid var(--link);outline-offset:2px}
table{border-collapse:separate;border-spacing:0;table-layout:fixed;width:100%;font-size:.875rem}
.records{min-width:126rem}
.contacts{min-width:60rem}
caption{padding:.5rem;text-align:left;font-weight:600}
th,td{padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;border-bottom:1px solid var(--line)}
thead th{position:sticky;top:0;z-index:1;background:var(--head);vertical-align:bottom}
tbody th{font-weight:400}
tbody tr:nth-child(even){background:var(--even)}
tbody tr,dt{scroll-margin-top:4rem}
tbody tr:target,dt:target{background:var(--mark)}
td p{margin:0 0 .25rem}
.c1{width:9rem}.c2{width:7rem}.c3{width:6.5rem}.c4{width:18rem}.c5,.c6{width:12rem}.c7,.c8{width:8rem}.c9{width:10rem}.c10{width:7rem}.c11{width:8.5rem}
.k1,.k2,.k3{width:22%}.k5{width:7rem}
@media (max-width:40rem){dl{display:block}dd{margin:0 0 .75rem}}
@media print{.region{overflow:visible;max-height:none;border:0}.records,.contacts{min-width:0}.skip,nav{display:none}}
)";

constexpr std::array<std::string_view, 5> kContactColumns = {"ID", "Name", "Organization", "Contact URI",
                                                             "Last Updated"};

// A file name made of what a registry calls itself; nothing in it can change the folder or be taken for a scheme.
std::string file_stem(const Registry& registry) {
  std::string out;
  for (const char c : registry.id) {
    const char folded = registry::fold_ascii(c);
    if ((folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')
      out.push_back(c);
    else
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
  }
  return out.empty() ? "registry" : out;
}

class Page {
 public:
  Page(const Registry& registry, std::string& out)
      : registry_(registry),
        out_(out),
        title_(registry.title.empty() ? "Port number registry" : registry.title),
        stem_(file_stem(registry)),
        ids_{anchor_id("table-", registry.id), "contact-information", "footnotes"},
        anchors_(registry, ids_) {}

  void write() {
    write_beginning();
    write_head();
    write_contents();
    out_.append("</header>\n<main>\n");
    write_records();
    write_footnotes();
    write_contacts();
    out_.append("</main>\n</body>\n</html>\n");
  }

 private:
  const std::string& records_id() const { return ids_[0]; }
  const std::string& contacts_id() const { return ids_[1]; }
  const std::string& footnotes_id() const { return ids_[2]; }

  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<Args>(args)...);
  }

  void write_beginning() {
    out_.append(
        "<!DOCTYPE html>\n"
        "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" xml:lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"");
    out_.append(kHtmlPolicy);
    out_.append(
        "\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>");
    append_escaped(out_, title_);
    out_.append("</title>\n<style>").append(kStyle).append("</style>\n</head>\n<body>\n");
    add("<a class=\"skip\" href=\"#{}\">Skip to the table</a>\n<header>\n<h1>", records_id());
    append_escaped(out_, title_);
    out_.append("</h1>\n");
  }

  void write_head() {
    out_.append("<dl>\n");
    if (!registry_.updated.empty())
      add("<dt>Last Updated</dt>\n<dd><time>{}</time></dd>\n", to_string(registry_.updated));
    if (!registry_.experts.empty()) write_text_entry("Expert(s)", registry_.experts);
    if (!registry_.references.empty()) {
      out_.append("<dt>Reference</dt>\n<dd>");
      append_references(out_, registry_.references, anchors_);
      out_.append("</dd>\n");
    }
    for (const registry::Note& note : registry_.notes)
      write_text_entry(note.title && !note.title->empty() ? *note.title : "Note", note.text);
    add("<dt>Available Formats</dt>\n<dd><ul><li><a href=\"{0}.csv\">CSV</a></li><li><a href=\"{0}.xml\">XML</a></li>"
        "<li><a href=\"{0}.txt\">Plain text</a></li></ul></dd>\n</dl>\n",
        stem_);
  }

  void write_text_entry(std::string_view title, const registry::RichText& text) {
    out_.append("<dt>");
    append_escaped(out_, title);
    out_.append("</dt>\n<dd class=\"text\">");
    append_preformatted(out_, text, anchors_);
    out_.append("</dd>\n");
  }

  void write_contents() {
    add("<nav aria-label=\"On this page\"><ul>\n<li><a href=\"#{}\">Assignments</a></li>\n", records_id());
    if (!registry_.footnotes.empty()) add("<li><a href=\"#{}\">Footnotes</a></li>\n", footnotes_id());
    add("<li><a href=\"#{}\">Contact Information</a></li>\n</ul></nav>\n", contacts_id());
  }

  // The beginning of a table up to its <tbody>. Columns get the classes PREFIX1, PREFIX2, ... for their widths.
  void begin_table(std::string_view id, std::string_view kind, char prefix, std::string_view label, std::size_t rows,
                   std::span<const std::string_view> titles) {
    add("<div class=\"region\" role=\"region\" aria-label=\"{}\" tabindex=\"0\">\n<table id=\"{}\" class=\"{}\">\n",
        label, id, kind);
    add("<caption>{} {}{}</caption>\n<colgroup>", rows, kind == "records" ? "record" : "contact", rows == 1 ? "" : "s");
    for (std::size_t i = 1; i <= titles.size(); ++i) add("<col class=\"{}{}\"/>", prefix, i);
    out_.append("</colgroup>\n<thead>\n<tr>");
    for (const std::string_view title : titles) add("<th scope=\"col\">{}</th>", title);
    out_.append("</tr>\n</thead>\n<tbody>\n");
  }

  void end_table() { out_.append("</tbody>\n</table>\n</div>\n"); }

  void write_records() {
    std::array<std::string_view, registry::kColumnCount> titles;
    for (const registry::ColumnName& column : registry::columns())
      titles[static_cast<std::size_t>(column.column)] = column.title;
    out_.append("<h2>");
    append_escaped(out_, registry_.category.empty() ? "Assignments" : std::string_view(registry_.category));
    out_.append("</h2>\n");
    begin_table(records_id(), "records", 'c', "Table of assignments", registry_.records.size(), titles);
    for (const Record& record : registry_.records) write_record(record);
    end_table();
  }

  void write_record(const Record& record) {
    out_.append("<tr>");
    for (const registry::ColumnName& column : registry::columns()) {
      out_.append("<td>");
      write_cell(record, column.column);
      out_.append("</td>");
    }
    out_.append("</tr>\n");
  }

  void write_cell(const Record& record, registry::Column column) {
    using registry::Column;
    switch (column) {
      case Column::kDescription: append_flow(out_, record.description, anchors_); break;
      case Column::kAssignee: append_references(out_, record.holders(), anchors_); break;
      case Column::kContact: append_references(out_, record.contacts, anchors_); break;
      case Column::kReference: append_references(out_, record.references, anchors_); break;
      case Column::kUnauthorizedUse: append_flow(out_, record.unauthorized_use, anchors_); break;
      case Column::kAssignmentNotes: append_flow(out_, record.notes, anchors_); break;
      default: append_escaped(out_, registry::column_text(record, column)); break;
    }
  }

  void write_footnotes() {
    if (registry_.footnotes.empty()) return;
    add("<h2 id=\"{}\">Footnotes</h2>\n<dl>\n", footnotes_id());
    for (std::size_t i = 0; i < registry_.footnotes.size(); ++i) {
      add("<dt id=\"{}\">[", anchors_.footnote(i));
      append_escaped(out_, registry_.footnotes[i].anchor);
      out_.append("]</dt>\n<dd>");
      append_flow(out_, registry_.footnotes[i].text, anchors_);
      out_.append("</dd>\n");
    }
    out_.append("</dl>\n");
  }

  void write_contacts() {
    out_.append("<h2>Contact Information</h2>\n");
    begin_table(contacts_id(), "contacts", 'k', "Table of contacts", registry_.contacts.size(), kContactColumns);
    for (std::size_t i = 0; i < registry_.contacts.size(); ++i)
      write_contact(registry_.contacts[i], anchors_.contact(i));
    end_table();
  }

  void write_contact(const Contact& contact, std::string_view id) {
    add("<tr id=\"{}\"><th scope=\"row\">[", id);
    append_escaped(out_, contact.id);
    out_.append("]</th><td>");
    append_escaped(out_, contact.name.value_or(""));
    out_.append("</td><td>");
    append_escaped(out_, contact.organization.value_or(""));
    out_.append("</td><td>");
    for (std::size_t i = 0; i < contact.uris.size(); ++i) {
      if (i > 0) out_.append("<br/>");
      write_uri(contact.uris[i]);
    }
    add("</td><td>{}</td></tr>\n", to_string(contact.updated.value_or(Date())));
  }

  void write_uri(std::string_view uri) {
    const std::string address = registry::address(uri);
    const std::string href = safe_href(address);
    if (href.empty()) return append_escaped(out_, address);
    out_.append("<a href=\"");
    append_escaped(out_, href);
    out_.append("\">");
    append_escaped(out_, address);
    out_.append("</a>");
  }

  const Registry& registry_;
  std::string& out_;
  std::string title_;
  std::string stem_;
  std::array<std::string, 3> ids_;
  Anchors anchors_;
};

}  // namespace

void write_html(const Registry& registry, std::string& out) {
  // A row of the table takes about 280 bytes, one of the contacts 170.
  out.reserve(out.size() + 8192 + registry.records.size() * 280 + registry.contacts.size() * 170);
  Page(registry, out).write();
}

}  // namespace portolan::formats
