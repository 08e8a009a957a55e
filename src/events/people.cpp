// SPDX-License-Identifier: Apache-2.0
#include "events/people.h"

#include <charconv>

namespace portolan::events {
namespace {

using registry::Node;
using registry::Record;
using registry::Reference;
using registry::ReferenceKind;
using registry::References;
using registry::RichText;

using Rewrite = std::function<std::string(std::string_view key)>;

bool cites_people(std::string_view encoded) { return encoded.find("\x02p") != encoded.npos; }

Reference rewritten(Reference reference, const Rewrite& rewrite, std::string& key) {
  if (reference.kind != ReferenceKind::kPerson) return reference;
  key = rewrite(reference.data);
  reference.data = key;
  return reference;
}

RichText rewritten(const RichText& text, const Rewrite& rewrite) {
  if (!cites_people(text.encoded())) return text;
  RichText out;
  std::string key;
  for (const Node& node : text.nodes()) {
    switch (node.kind) {
      case Node::Kind::kText: out.add_text(node.text); break;
      case Node::Kind::kBreak: out.add_break(); break;
      case Node::Kind::kReference: out.add_reference(rewritten(node.reference, rewrite, key)); break;
      case Node::Kind::kParagraphBegin: out.begin_paragraph(); break;
      case Node::Kind::kParagraphEnd: out.end_paragraph(); break;
    }
  }
  return out;
}

References rewritten(const References& references, const Rewrite& rewrite) {
  if (!cites_people(references.encoded())) return references;
  References out;
  std::string key;
  for (const Reference& reference : references) out.add(rewritten(reference, rewrite, key));
  return out;
}

Record rewritten(const Record& record, const Rewrite& rewrite) {
  Record out = record;
  out.description = rewritten(record.description, rewrite);
  out.assignee = rewritten(record.assignee, rewrite);
  out.contacts = rewritten(record.contacts, rewrite);
  out.references = rewritten(record.references, rewrite);
  out.unauthorized_use = rewritten(record.unauthorized_use, rewrite);
  out.notes = rewritten(record.notes, rewrite);
  return out;
}

Rewrite to_numbers(const NumberOf& number_of) {
  return [&number_of](std::string_view id) {
    if (const auto number = number_of(id)) return "#" + std::to_string(*number);
    return id.starts_with('#') ? "#" + std::string(id) : std::string(id);
  };
}

Rewrite to_ids(const IdOf& id_of) {
  return [&id_of](std::string_view key) {
    if (!key.starts_with('#')) return std::string(key);
    key.remove_prefix(1);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
    if (error != std::errc() || end != key.data() + key.size()) return std::string(key);
    return id_of(number);
  };
}

}  // namespace

Record with_numbers(const Record& record, const NumberOf& number_of) {
  return rewritten(record, to_numbers(number_of));
}
Record with_ids(const Record& record, const IdOf& id_of) { return rewritten(record, to_ids(id_of)); }
RichText with_numbers(const RichText& text, const NumberOf& number_of) {
  return rewritten(text, to_numbers(number_of));
}
RichText with_ids(const RichText& text, const IdOf& id_of) { return rewritten(text, to_ids(id_of)); }

}  // namespace portolan::events
