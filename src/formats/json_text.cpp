// SPDX-License-Identifier: Apache-2.0
#include "formats/json_text.h"

#include <fmt/format.h>

#include <array>

#include "formats/json.h"

namespace portolan::formats::json {
namespace {

using registry::Node;
using registry::Reference;
using registry::ReferenceKind;
using registry::References;
using registry::RichText;

enum ReferenceKey : std::size_t { kType, kData, kSection, kText };
constexpr std::array<std::string_view, 4> kReferenceKeys = {"type", "data", "section", "text"};

enum NodeKey : std::size_t { kBreak, kReference, kParagraph };
constexpr std::array<std::string_view, 3> kNodeKeys = {"break", "reference", "paragraph"};

bool is_plain_person(const Reference& reference) {
  return reference.kind == ReferenceKind::kPerson && !reference.data.empty() && reference.section.empty() &&
         reference.shown.empty();
}

void write_part(std::string_view key, std::string_view value, std::string& out) {
  if (value.empty()) return;
  out.append(",\"").append(key).append("\":");
  write_json_string(value, out);
}

void write_node(const Node& node, std::string& out) {
  switch (node.kind) {
    case Node::Kind::kText: return write_json_string(node.text, out);
    case Node::Kind::kBreak: out.append("{\"break\":true}"); return;
    case Node::Kind::kReference:
      out.append("{\"reference\":");
      write_reference(node.reference, out);
      out.push_back('}');
      return;
    case Node::Kind::kParagraphBegin: out.append("{\"paragraph\":["); return;
    case Node::Kind::kParagraphEnd: out.append("]}"); return;
  }
}

// In XML these are attributes, whose control characters no reader keeps apart from blanks.
void check_one_line(Walk& walk, const Value& value, std::string_view text) {
  if (text.find_first_of("\t\n") != std::string_view::npos) walk.problem(value, "must not hold tabs or line breaks");
}

// The parts must outlive the result: they lie in the tape, and do.
std::optional<Reference> read_reference(Walk& walk, const Value& value) {
  const Members members = walk.members(value, kReferenceKeys);
  const auto type = walk.required_text(members, kType);
  const auto data = walk.text_or_null(members, kData);
  const auto section = walk.text_or_null(members, kSection);
  const auto shown = walk.text_or_null(members, kText);
  if (data) check_one_line(walk, members[kData], *data);
  if (section) check_one_line(walk, members[kSection], *section);
  if (!type || type->empty()) return std::nullopt;
  const auto kind = registry::parse_reference_kind(*type);
  if (!kind) {
    walk.problem(members[kType], fmt::format("{} is no type of reference: it is person, rfc, draft, uri, text, note, "
                                             "rfc-errata, registry or unicode",
                                             quoted(*type)));
    return std::nullopt;
  }
  return Reference{
      .kind = *kind, .data = data.value_or(""), .section = section.value_or(""), .shown = shown.value_or("")};
}

void read_nodes(Walk& walk, const Value& array, bool in_paragraph, RichText& text);

void read_paragraph(Walk& walk, const Value& array, bool in_paragraph, RichText& text) {
  if (in_paragraph) return walk.problem(array, "a paragraph cannot stand in a paragraph");
  text.begin_paragraph();
  read_nodes(walk, array, true, text);
  text.end_paragraph();
}

void read_node(Walk& walk, const Value& value, bool in_paragraph, RichText& text) {
  if (walk.is(value, Kind::kString)) return text.add_text(walk.text(value).value_or(""));
  const std::size_t before = walk.problem_count();
  const Members members = walk.members(value, kNodeKeys);
  if (walk.problem_count() != before) return;
  if (int{members.has(kBreak)} + int{members.has(kReference)} + int{members.has(kParagraph)} != 1)
    return walk.problem(value, "a node is a string, or an object with break, reference or paragraph");
  if (members.has(kParagraph)) return read_paragraph(walk, members[kParagraph], in_paragraph, text);
  if (members.has(kReference)) {
    if (const auto reference = read_reference(walk, members[kReference])) text.add_reference(*reference);
    return;
  }
  if (!walk.is(members[kBreak], Kind::kTrue)) return walk.problem(members[kBreak], "must be true");
  text.add_break();
}

void read_nodes(Walk& walk, const Value& array, bool in_paragraph, RichText& text) {
  walk.elements(array, [&](const Value& node) { read_node(walk, node, in_paragraph, text); });
}

}  // namespace

void write_reference(const Reference& reference, std::string& out) {
  out.append("{\"type\":");
  write_json_string(to_string(reference.kind), out);
  write_part("data", reference.data, out);
  write_part("section", reference.section, out);
  write_part("text", reference.shown, out);
  out.push_back('}');
}

void write_references(const References& references, bool persons_as_ids, std::string_view before, std::string& out) {
  bool first = true;
  for (const Reference& reference : references) {
    if (!first) out.push_back(',');
    first = false;
    out.append(before);
    if (persons_as_ids && is_plain_person(reference))
      write_json_string(reference.data, out);
    else
      write_reference(reference, out);
  }
}

void write_markup(std::string_view key, const RichText& text, std::string_view published, std::string& out) {
  if (text.encoded() == published) return;
  out.append(",\"").append(key).append("_markup\":[");
  for (const Node& node : text.nodes()) {
    const char last = out.back();
    if (last != '[' && node.kind != Node::Kind::kParagraphEnd) out.push_back(',');
    write_node(node, out);
  }
  out.push_back(']');
}

References read_references(Walk& walk, const Value& array, bool persons_as_ids) {
  References references;
  walk.elements(array, [&](const Value& element) {
    if (persons_as_ids && walk.is(element, Kind::kString)) {
      const auto id = walk.text(element);
      if (id && id->empty()) return walk.problem(element, "must not be empty");
      if (!id) return;
      check_one_line(walk, element, *id);
      references.add_person(*id);
    } else if (const auto reference = read_reference(walk, element)) {
      references.add(*reference);
    }
  });
  return references;
}

RichText read_text(Walk& walk, const Members& members, std::size_t text, std::size_t markup) {
  const std::size_t before = walk.problem_count();
  const auto published = walk.text_or_null(members, text);
  if (!members.has(markup)) return RichText::plain(published.value_or(""));
  RichText nodes;
  read_nodes(walk, members[markup], false, nodes);
  if (walk.problem_count() != before || !members.has(text)) return nodes;
  if (published ? *published != nodes.published() : !nodes.empty()) {
    const Value value = members[markup];
    const std::string_view key = value.key.substr(0, value.key.size() - std::string_view("_markup").size());
    walk.problem(value, fmt::format("{0} and {0}_markup disagree: change both, or leave {0}_markup out", key));
  }
  return nodes;
}

}  // namespace portolan::formats::json
