// SPDX-License-Identifier: Apache-2.0
#include "events/content.h"

#include "events/event.h"
#include "events/fields.h"

namespace portolan::events {
namespace {

using registry::Columns;
using registry::Contact;
using registry::Record;
using registry::References;
using registry::Registry;
using registry::RichText;

// The numbers of all fields are persistent: docs/ledger-format.md lists them.
enum RecordField : unsigned {
  kName = 1,
  kPorts,        // first * 65536 + last + 1
  kRangeOfOne,   //
  kTransport,    // its number + 1
  kDescription,  //
  kAssignee,
  kContacts,
  kRegistered,
  kModified,
  kReferences,
  kServiceCode,  // + 1
  kUnauthorizedUse,
  kNotes,
  kEmptyColumns,
};
enum ContactField : unsigned { kId = 1, kContactName, kOrganization, kUpdated, kUri };
enum HeadField : unsigned {
  kHeadId = 1,
  kTitle,
  kCategory,
  kHeadUpdated,
  kHeadReferences,
  kExperts,
  kInstruction,
  kNote,
  kFootnote,
};
enum PairField : unsigned { kFirst = 1, kSecond };

std::unexpected<Error> damaged(const char* what) {
  return fail(ErrorCode::kDamaged, std::string(what) + " in the ledger is not readable");
}

Date date_of(FieldReader& fields, unsigned number) {
  const std::string_view text = fields.bytes(number);
  const auto date = parse_date(text);
  if (!date) fields.fail();
  return date.value_or(Date{});
}

RichText text_of(FieldReader& fields, unsigned number) {
  auto text = RichText::decode(fields.bytes(number));
  if (!text) fields.fail();
  return text ? std::move(*text) : RichText();
}

References references_of(FieldReader& fields, unsigned number) {
  auto references = References::decode(fields.bytes(number));
  if (!references) fields.fail();
  return references ? std::move(*references) : References();
}

// What is always written, also if it is empty.
std::string required(const std::optional<std::string_view>& value, FieldReader& fields) {
  if (!value) fields.fail();
  return std::string(value.value_or(std::string_view()));
}

std::string pair_of(const std::optional<std::string>& first, std::string_view second) {
  std::string out;
  FieldWriter writer(out);
  if (first) writer.present(kFirst, *first);
  writer.bytes(kSecond, second);
  return out;
}

struct Pair {
  std::optional<std::string> first;
  std::string second;
};
Pair pair_from(std::string_view bytes, FieldReader& outer) {
  FieldReader fields(bytes);
  Pair pair;
  if (const auto first = fields.present(kFirst)) pair.first = *first;
  pair.second = fields.bytes(kSecond);
  if (!fields.done()) outer.fail();
  return pair;
}

RichText rich_from(const std::string& encoded, FieldReader& outer) {
  auto text = RichText::decode(encoded);
  if (!text) outer.fail();
  return text ? std::move(*text) : RichText();
}

}  // namespace

std::string encode_record(const Record& record) {
  std::string out;
  FieldWriter fields(out);
  fields.bytes(kName, record.name.text());
  if (record.ports) fields.number(kPorts, (std::uint64_t{record.ports->first} << 16U | record.ports->last) + 1);
  fields.number(kRangeOfOne, record.range_of_one ? 1 : 0);
  if (record.transport) fields.number(kTransport, static_cast<std::uint64_t>(*record.transport) + 1);
  fields.bytes(kDescription, record.description.encoded());
  fields.bytes(kAssignee, record.assignee.encoded());
  fields.bytes(kContacts, record.contacts.encoded());
  fields.bytes(kRegistered, to_string(record.registered));
  fields.bytes(kModified, to_string(record.modified));
  fields.bytes(kReferences, record.references.encoded());
  if (record.service_code) fields.number(kServiceCode, std::uint64_t{*record.service_code} + 1);
  fields.bytes(kUnauthorizedUse, record.unauthorized_use.encoded());
  fields.bytes(kNotes, record.notes.encoded());
  fields.number(kEmptyColumns, record.empty_columns.bits());
  return out;
}

Result<Record> decode_record(std::string_view bytes) {
  FieldReader fields(bytes);
  Record record;
  record.name = registry::ServiceName(fields.bytes(kName));
  if (const std::uint64_t ports = fields.number(kPorts); ports != 0) {
    const std::uint64_t both = ports - 1;
    record.ports = PortRange{static_cast<std::uint16_t>(both >> 16U), static_cast<std::uint16_t>(both)};
    if (both > UINT32_MAX || record.ports->first > record.ports->last) fields.fail();
  }
  record.range_of_one = fields.flag(kRangeOfOne);
  if (const std::uint64_t transport = fields.number(kTransport); transport != 0) {
    record.transport = static_cast<Transport>(transport - 1);
    if (transport > kAllTransports.size()) fields.fail();
  }
  record.description = text_of(fields, kDescription);
  record.assignee = references_of(fields, kAssignee);
  record.contacts = references_of(fields, kContacts);
  record.registered = date_of(fields, kRegistered);
  record.modified = date_of(fields, kModified);
  record.references = references_of(fields, kReferences);
  if (const std::uint64_t code = fields.number(kServiceCode); code != 0) {
    record.service_code = static_cast<std::uint32_t>(code - 1);
    if (code > std::uint64_t{UINT32_MAX} + 1) fields.fail();
  }
  record.unauthorized_use = text_of(fields, kUnauthorizedUse);
  record.notes = text_of(fields, kNotes);
  const std::uint64_t empty = fields.number(kEmptyColumns);
  record.empty_columns = Columns::from_bits(static_cast<std::uint16_t>(empty));
  if (record.empty_columns.bits() != empty) fields.fail();
  if (!fields.done()) return damaged("a record");
  return record;
}

std::string encode_contact(const Contact& contact) {
  std::string out;
  FieldWriter fields(out);
  fields.present(kId, contact.id);
  if (contact.name) fields.present(kContactName, *contact.name);
  if (contact.organization) fields.present(kOrganization, *contact.organization);
  if (contact.updated) fields.present(kUpdated, to_string(*contact.updated));
  for (const std::string& uri : contact.uris) fields.present(kUri, uri);
  return out;
}

Result<Contact> decode_contact(std::string_view bytes) {
  FieldReader fields(bytes);
  Contact contact;
  contact.id = required(fields.present(kId), fields);
  if (const auto name = fields.present(kContactName)) contact.name = *name;
  if (const auto organization = fields.present(kOrganization)) contact.organization = *organization;
  if (const auto updated = fields.present(kUpdated)) {
    contact.updated = parse_date(*updated);
    if (!contact.updated) fields.fail();
  }
  while (const auto uri = fields.present(kUri)) contact.uris.emplace_back(*uri);
  if (!fields.done()) return damaged("a contact");
  return contact;
}

std::string encode_head(const Registry& registry) {
  std::string out;
  FieldWriter fields(out);
  fields.bytes(kHeadId, registry.id);
  fields.bytes(kTitle, registry.title);
  fields.bytes(kCategory, registry.category);
  fields.bytes(kHeadUpdated, to_string(registry.updated));
  fields.bytes(kHeadReferences, registry.references.encoded());
  fields.bytes(kExperts, registry.experts.encoded());
  for (const auto& instruction : registry.instructions)
    fields.present(kInstruction, pair_of(instruction.target, instruction.data));
  for (const auto& note : registry.notes) fields.present(kNote, pair_of(note.title, note.text.encoded()));
  for (const auto& footnote : registry.footnotes)
    fields.present(kFootnote, pair_of(footnote.anchor, footnote.text.encoded()));
  return out;
}

Result<void> decode_head(std::string_view bytes, Registry& registry) {
  FieldReader fields(bytes);
  registry.id = fields.bytes(kHeadId);
  registry.title = fields.bytes(kTitle);
  registry.category = fields.bytes(kCategory);
  registry.updated = date_of(fields, kHeadUpdated);
  registry.references = references_of(fields, kHeadReferences);
  registry.experts = text_of(fields, kExperts);
  registry.instructions.clear();
  registry.notes.clear();
  registry.footnotes.clear();
  while (const auto bytes_of_pair = fields.present(kInstruction)) {
    Pair pair = pair_from(*bytes_of_pair, fields);
    registry.instructions.push_back({required(pair.first, fields), std::move(pair.second)});
  }
  while (const auto bytes_of_pair = fields.present(kNote)) {
    Pair pair = pair_from(*bytes_of_pair, fields);
    registry.notes.push_back({std::move(pair.first), rich_from(pair.second, fields)});
  }
  while (const auto bytes_of_pair = fields.present(kFootnote)) {
    Pair pair = pair_from(*bytes_of_pair, fields);
    registry.footnotes.push_back({required(pair.first, fields), rich_from(pair.second, fields)});
  }
  if (!fields.done()) return damaged("a head");
  return {};
}

}  // namespace portolan::events
