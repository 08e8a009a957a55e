// SPDX-License-Identifier: Apache-2.0
#include "formats/text.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "formats/wrap.h"

namespace portolan::formats {
namespace {

using registry::Column;
using registry::Contact;
using registry::Node;
using registry::Record;
using registry::Registry;

// From these widths on a record's row holds the assignee, and the reference too.
constexpr std::size_t kWidthForAssignee = 84;
constexpr std::size_t kWidthForReference = 110;
// From this width on organisation and address are columns of the contact table.
constexpr std::size_t kWidthForContacts = 110;
// Of the second and further lines of an item beneath a row.
constexpr std::size_t kHanging = 2;

// A text with its blanks and newlines, as the notes of the head need it.
std::string preformatted(const registry::RichText& text) {
  std::string out;
  for (const Node& node : text.nodes()) {
    switch (node.kind) {
      case Node::Kind::kText: out.append(node.text); break;
      case Node::Kind::kReference: out.append(registry::published(node.reference)); break;
      case Node::Kind::kBreak:
      case Node::Kind::kParagraphEnd: out.push_back('\n'); break;
      case Node::Kind::kParagraphBegin: break;
    }
  }
  out.erase(0, out.find_first_not_of(" \t\n"));
  const std::size_t last = out.find_last_not_of(" \t\n");
  out.erase(last == std::string::npos ? 0 : last + 1);
  return printable(out);
}

// "[A] [B]": with a blank, so that a narrow cell breaks between them.
std::string spaced(const registry::References& references) {
  std::string out;
  for (const registry::Reference& reference : references) {
    if (!out.empty()) out.push_back(' ');
    out.append(registry::published(reference));
  }
  return printable(out);
}

// A text for a narrow place: the blanks that indent its lines are gone.
std::string unindented(const std::string& text) {
  std::string out;
  for (const char c : printable(text))
    if (c != ' ' || (!out.empty() && out.back() != '\n')) out.push_back(c);
  return out;
}

std::string cell_text(const Record& record, Column column) {
  switch (column) {
    case Column::kAssignee: return spaced(record.holders());
    case Column::kContact: return spaced(record.contacts);
    case Column::kReference: return spaced(record.references);
    default: return unindented(registry::column_text(record, column));
  }
}

// The widest text of a column, between two limits.
std::size_t natural_width(const Registry& registry, Column column, std::size_t least, std::size_t most) {
  std::size_t width = least;
  for (const Record& record : registry.records) {
    if (width >= most) return most;
    width = std::max(width, display_width(printable(registry::column_text(record, column))));
  }
  return std::min(width, most);
}

struct TableColumn {
  Column column;
  std::size_t width = 0;
};

class Document {
 public:
  Document(const Registry& registry, std::string& out, std::size_t width)
      : registry_(registry), out_(out), width_(std::max(width, kMinTextWidth)), gap_(width_ < 80 ? 1 : 2) {}

  void write() {
    write_head();
    write_records();
    write_footnotes();
    write_contacts();
  }

 private:
  // Lines with an indentation; those after the first with a deeper one.
  void write_block(std::string_view text, std::size_t indent, std::size_t hanging = 0) {
    std::size_t blanks = indent;
    for (const std::string_view line : wrap(text, width_ - indent - hanging)) {
      if (!line.empty()) out_.append(blanks, ' ').append(line);
      out_.push_back('\n');
      blanks = indent + hanging;
    }
  }

  void write_heading(std::string_view raw, char underline) {
    const std::string title = printable(raw);
    std::size_t widest = 0;
    for (const std::string_view line : wrap(title, width_)) {
      widest = std::max(widest, display_width(line));
      out_.append(line).push_back('\n');
    }
    out_.append(widest, underline).append("\n\n");
  }

  void write_head() {
    write_heading(registry_.title.empty() ? "Port number registry" : registry_.title, '=');
    if (!registry_.updated.empty()) write_block("Last Updated: " + to_string(registry_.updated), 0);
    if (!registry_.references.empty()) write_block("Reference: " + spaced(registry_.references), 0, 4);
    if (!registry_.experts.empty()) {
      out_.append("Expert(s):\n");
      write_block(preformatted(registry_.experts), 4);
    }
    out_.push_back('\n');
    for (const registry::Note& note : registry_.notes) {
      write_heading(note.title && !note.title->empty() ? *note.title : "Note", '-');
      write_block(preformatted(note.text), 0);
      out_.push_back('\n');
    }
  }

  // The columns of a row; what the others hold stands beneath it.
  void choose_columns() {
    const bool wide = width_ >= 80;
    columns_ = {{Column::kServiceName, natural_width(registry_, Column::kServiceName, 12, wide ? 20 : 15)},
                {Column::kPortNumber, natural_width(registry_, Column::kPortNumber, 6, 11)},
                {Column::kTransportProtocol, 9},
                {Column::kDescription, 0}};
    indent_ = wide ? columns_.front().width + gap_ : 4;
    std::size_t rest = width_ - gap_ * (columns_.size() - 1);
    for (const TableColumn& column : columns_) rest -= column.width;
    if (width_ >= kWidthForAssignee) rest -= add_column(Column::kAssignee, rest * 3 / 10);
    if (width_ >= kWidthForReference) rest -= add_column(Column::kReference, rest * 3 / 10);
    columns_[3].width = rest;
  }

  std::size_t add_column(Column column, std::size_t width) {
    columns_.push_back({column, width});
    return width + gap_;
  }

  bool in_row(Column column) const {
    return std::ranges::find(columns_, column, &TableColumn::column) != columns_.end();
  }

  void write_records() {
    choose_columns();
    write_heading(registry_.category.empty() ? "Assignments" : registry_.category, '-');
    write_block(
        "What has no column of its own stands beneath a record, with its name. Where no contact is given, the contact "
        "is the assignee.",
        0);
    out_.push_back('\n');
    std::vector<Cell> cells;
    for (const TableColumn& column : columns_) cells.push_back({registry::title(column.column), column.width});
    write_table_head(cells);
    for (const Record& record : registry_.records) write_record(record);
    out_.push_back('\n');
  }

  void write_table_head(std::vector<Cell> cells) {
    append_row(out_, cells, gap_);
    std::size_t widest = 0;
    for (const Cell& cell : cells) widest = std::max(widest, cell.width);
    const std::string rule(widest, '-');
    for (Cell& cell : cells) cell.text = std::string_view(rule).substr(0, cell.width);
    append_row(out_, cells, gap_);
  }

  void write_record(const Record& record) {
    std::array<std::string, registry::kColumnCount> texts;
    std::vector<Cell> cells;
    cells.reserve(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      texts[i] = cell_text(record, columns_[i].column);
      cells.push_back({texts[i], columns_[i].width});
    }
    append_row(out_, cells, gap_);
    for (const registry::ColumnName& column : registry::columns())
      if (!in_row(column.column)) add_item(column.title, beneath(record, column.column));
    end_items();
  }

  // The text of a column that is not in the row; empty if there is nothing to say.
  static std::string beneath(const Record& record, Column column) {
    if (column == Column::kContact) {
      if (record.contacts == record.holders()) return {};
      if (record.contacts.empty()) return "none";
    }
    return cell_text(record, column);
  }

  // Short items share a line.
  void add_item(std::string_view title, std::string_view text) {
    if (text.empty()) return;
    std::string item(title);
    item.append(": ").append(text);
    constexpr std::string_view kBetween = "   ";
    const std::size_t needed = display_width(items_) + kBetween.size() + display_width(item);
    const bool shares = !items_.empty() && !item.contains('\n') && !items_.contains('\n');
    if (shares && indent_ + kHanging + needed <= width_) {
      items_.append(kBetween).append(item);
      return;
    }
    end_items();
    items_ = std::move(item);
  }

  void end_items() {
    write_block(items_, indent_, kHanging);
    items_.clear();
  }

  void write_footnotes() {
    if (registry_.footnotes.empty()) return;
    write_heading("Footnotes", '-');
    for (const registry::Footnote& footnote : registry_.footnotes)
      write_block(printable("[" + footnote.anchor + "] " + footnote.text.published()), 0, 4);
    out_.push_back('\n');
  }

  void write_contacts() {
    if (registry_.contacts.empty()) return;
    constexpr std::size_t kDateWidth = 10;
    const bool wide = width_ >= kWidthForContacts;
    const std::size_t rest = width_ - kDateWidth - gap_ * (wide ? 4 : 2);
    const std::size_t id = wide ? rest / 4 : rest / 2;
    const std::size_t name = wide ? rest / 5 : rest - id;
    const std::size_t organization = rest / 4;
    write_heading("Contact Information", '-');
    std::vector<Cell> cells = {{"ID", id}, {"Name", name}};
    if (wide)
      cells.insert(cells.end(), {{"Organization", organization}, {"Contact URI", rest - id - name - organization}});
    cells.push_back({"Last Updated", kDateWidth});
    write_table_head(cells);
    for (const Contact& contact : registry_.contacts) write_contact(contact, cells);
  }

  void write_contact(const Contact& contact, std::vector<Cell>& cells) {
    std::string addresses;
    for (const std::string& uri : contact.uris)
      addresses.append(addresses.empty() ? "" : "\n").append(registry::address(uri));
    const std::array<std::string, 5> texts = {printable("[" + contact.id + "]"), printable(contact.name.value_or("")),
                                              printable(contact.organization.value_or("")), printable(addresses),
                                              to_string(contact.updated.value_or(Date()))};
    const bool wide = cells.size() == texts.size();
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i].text = texts[!wide && i == 2 ? 4 : i];
    append_row(out_, cells, gap_);
    if (wide) return;
    indent_ = 4;
    add_item("Organization", texts[2]);
    add_item("Contact URI", texts[3]);
    end_items();
  }

  const Registry& registry_;
  std::string& out_;
  std::size_t width_;
  std::size_t gap_;
  std::vector<TableColumn> columns_;
  std::size_t indent_ = 0;  // of what stands beneath a row
  std::string items_;       // what waits to be written there
};

}  // namespace

void write_text(const Registry& registry, std::string& out, std::size_t width) {
  Document(registry, out, width).write();
}
void write_text(const Registry& registry, std::string& out) { write_text(registry, out, kTextWidth); }

}  // namespace portolan::formats
