// SPDX-License-Identifier: Apache-2.0
#include "lookup/blobs.h"

#include <array>
#include <charconv>

#include "lookup/compiler.h"
#include "lookup/core.h"
#include "registry/status.h"

namespace portolan::lookup {
namespace {

using registry::References;
using registry::RichText;

template <class T>
void append_raw(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// The fields behind the fixed part; completes `fixed` and writes all of it.
template <class Fixed, std::size_t N>
void append_blob(std::string& out, Fixed fixed, const std::array<std::string, N>& fields) {
  std::uint32_t end = 0;
  std::string ends;
  for (std::size_t i = 0; i < N; ++i) {
    if (fields[i].empty()) continue;
    fixed.blob.fields = static_cast<std::uint16_t>(fixed.blob.fields | 1U << i);
    end += static_cast<std::uint32_t>(fields[i].size());
    append_raw(ends, end);
  }
  const std::size_t size = (sizeof fixed + ends.size() + end + 7) / 8 * 8;
  fixed.blob.size = static_cast<std::uint32_t>(size);
  const std::size_t begin = out.size();
  append_raw(out, fixed);
  out += ends;
  for (const std::string& field : fields) out += field;
  out.resize(begin + size, '\0');
}

// References are mostly persons without more than an id: "[A][B]" says it all.
References persons_of(std::string_view published) {
  References result;
  while (published.starts_with('[')) {
    const std::size_t end = published.find(']');
    if (end == std::string_view::npos) break;
    result.add_person(published.substr(1, end - 1));
    published.remove_prefix(end + 1);
  }
  return result;
}

std::string joined(const std::vector<std::string>& parts, char separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) out.push_back(separator);
    out += part;
  }
  return out;
}

// Field `published` and, where it does not say all, field `markup`.
void set_text(std::array<std::string, kRecordFields>& fields, RecordField published, RecordField markup,
              const RichText& text) {
  fields[published] = text.published();
  if (fields[published] != text.encoded()) fields[markup] = text.encoded();
}

void set_persons(std::array<std::string, kRecordFields>& fields, RecordField published, RecordField markup,
                 const References& references) {
  fields[published] = references.published();
  if (persons_of(fields[published]) != references) fields[markup] = references.encoded();
}

Result<RichText> text_of(RecordView view, RecordField published, RecordField markup) {
  const std::string_view encoded = view.field(markup).empty() ? view.field(published) : view.field(markup);
  auto text = RichText::decode(encoded);
  if (!text) return fail(ErrorCode::kDamaged, "a text of the lookup file is not encoded by its grammar");
  return std::move(*text);
}

Result<References> references_of(std::string_view encoded) {
  auto references = References::decode(encoded);
  if (!references) return fail(ErrorCode::kDamaged, "a reference of the lookup file is not encoded by its grammar");
  return std::move(*references);
}

Result<References> persons_of(RecordView view, RecordField published, RecordField markup) {
  if (!view.field(markup).empty()) return references_of(view.field(markup));
  return persons_of(view.field(published));
}

}  // namespace

void append_record(std::string& out, const registry::Record& record, std::uint32_t position,
                   const registry::AliasLinks& links) {
  const registry::RecordStatus status = registry::status_of(record);
  RecordBlob fixed;
  fixed.blob.position = position;
  unsigned flags = 0;
  if (record.ports) flags |= kHasPorts;
  if (record.service_code) flags |= kHasServiceCode;
  if (status.removed) flags |= kRemoved;
  if (record.range_of_one) flags |= kRangeOfOne;
  if (!record.assignee.empty()) flags |= kAssigneeStated;
  fixed.blob.flags = static_cast<std::uint16_t>(flags);
  if (record.ports) fixed.first_port = record.ports->first, fixed.last_port = record.ports->last;
  fixed.transport = record.transport ? static_cast<std::uint8_t>(*record.transport) : kNoTransport;
  fixed.status = static_cast<std::uint8_t>(status.status);
  fixed.empty_columns = record.empty_columns.bits();
  fixed.registered = pack(record.registered);
  fixed.modified = pack(record.modified);
  fixed.deassigned = pack(status.since);
  fixed.service_code = record.service_code.value_or(0);

  std::array<std::string, kRecordFields> fields;
  fields[kName] = record.name.text();
  set_text(fields, kDescription, kDescriptionMarkup, record.description);
  if (!record.assignee.empty()) set_persons(fields, kAssignee, kAssigneeMarkup, record.assignee);
  set_persons(fields, kContact, kContactMarkup, record.contacts);
  fields[kReference] = record.references.published();
  fields[kReferenceMarkup] = record.references.encoded();
  set_text(fields, kUnauthorized, kUnauthorizedMarkup, record.unauthorized_use);
  set_text(fields, kNotes, kNotesMarkup, record.notes);
  if (!record.name.empty()) {
    fields[kAliasOf] = links.canonical(record.name.text());
    fields[kReplaces] = joined(links.aliases(record.name.text()), '\n');
  }
  append_blob(out, fixed, fields);
}

Result<registry::Record> record_of(RecordView view) {
  registry::Record record;
  record.name = registry::ServiceName(view.name());
  record.ports = view.ports();
  record.range_of_one = (view.flags() & kRangeOfOne) != 0;
  record.transport = view.transport();
  record.registered = view.registered();
  record.modified = view.modified();
  record.service_code = view.service_code();
  record.empty_columns = registry::Columns::from_bits(view.empty_columns());
  auto description = text_of(view, kDescription, kDescriptionMarkup);
  auto unauthorized = text_of(view, kUnauthorized, kUnauthorizedMarkup);
  auto notes = text_of(view, kNotes, kNotesMarkup);
  auto contacts = persons_of(view, kContact, kContactMarkup);
  auto assignee = (view.flags() & kAssigneeStated) != 0 ? persons_of(view, kAssignee, kAssigneeMarkup) : References();
  auto references = references_of(view.field(kReferenceMarkup));
  if (!description || !unauthorized || !notes) return fail(ErrorCode::kDamaged, "a text of the lookup file is damaged");
  if (!contacts || !assignee || !references)
    return fail(ErrorCode::kDamaged, "a reference of the lookup file is damaged");
  record.description = std::move(*description);
  record.unauthorized_use = std::move(*unauthorized);
  record.notes = std::move(*notes);
  record.contacts = std::move(*contacts);
  record.assignee = std::move(*assignee);
  record.references = std::move(*references);
  return record;
}

void append_contact(std::string& out, const registry::Contact& contact, std::uint32_t position) {
  ContactBlob fixed;
  fixed.blob.position = position;
  unsigned flags = 0;
  if (contact.name) flags |= kHasName;
  if (contact.organization) flags |= kHasOrganization;
  if (contact.updated) flags |= kHasUpdated;
  if (!contact.uris.empty()) flags |= kHasUris;
  fixed.blob.flags = static_cast<std::uint16_t>(flags);
  fixed.updated = contact.updated ? pack(*contact.updated) : 0;
  std::array<std::string, kContactFields> fields;
  fields[kContactId] = contact.id;
  fields[kContactName] = contact.name.value_or("");
  fields[kContactOrganization] = contact.organization.value_or("");
  fields[kContactUris] = joined(contact.uris, '\n');
  append_blob(out, fixed, fields);
}

registry::Contact contact_of(ContactView view) {
  registry::Contact contact;
  contact.id = view.id();
  if ((view.flags() & kHasName) != 0) contact.name = std::string(view.name());
  if ((view.flags() & kHasOrganization) != 0) contact.organization = std::string(view.organization());
  if ((view.flags() & kHasUpdated) != 0) contact.updated = view.updated();
  if ((view.flags() & kHasUris) != 0) {
    std::string_view rest = view.uris();
    for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      contact.uris.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    contact.uris.emplace_back(rest);
  }
  return contact;
}

std::string pack_strings(const std::vector<std::string>& strings) {
  std::string out;
  append_raw(out, static_cast<std::uint32_t>(strings.size()));
  std::uint32_t end = 0;
  for (const std::string& string : strings) {
    end += static_cast<std::uint32_t>(string.size());
    append_raw(out, end);
  }
  for (const std::string& string : strings) out += string;
  return out;
}

std::optional<std::vector<std::string_view>> unpack_strings(std::string_view bytes) {
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at * 4, 4);
    return value;
  };
  if (bytes.size() < 4) return std::nullopt;
  const std::uint32_t count = number(0);
  if (count > (bytes.size() - 4) / 4) return std::nullopt;
  const std::string_view text = bytes.substr(4 + std::size_t{count} * 4);
  std::vector<std::string_view> strings;
  std::uint32_t begin = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t end = number(i + 1);
    if (end < begin || end > text.size()) return std::nullopt;
    strings.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return strings;
}

std::vector<std::string> head_strings(const registry::Registry& registry) {
  std::vector<std::string> strings = {registry.id, registry.title, registry.category, registry.references.encoded(),
                                      registry.experts.encoded()};
  strings.push_back(std::to_string(registry.instructions.size()));
  for (const auto& [target, data] : registry.instructions) strings.insert(strings.end(), {target, data});
  strings.push_back(std::to_string(registry.notes.size()));
  for (const auto& [title, text] : registry.notes)
    strings.insert(strings.end(), {title ? "t" + *title : std::string(), text.encoded()});
  strings.push_back(std::to_string(registry.footnotes.size()));
  for (const auto& [anchor, text] : registry.footnotes) strings.insert(strings.end(), {anchor, text.encoded()});
  return strings;
}

namespace {

// Takes strings off a list one by one; an exhausted list gives nothing.
class Cursor {
 public:
  explicit Cursor(const std::vector<std::string_view>& strings) : strings_(strings) {}
  std::string_view next() { return at_ < strings_.size() ? strings_[at_++] : std::string_view(); }
  // A number of pairs that the list can still hold; 0 for anything else.
  std::size_t pairs() {
    const std::string_view text = next();
    std::size_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count <= (strings_.size() - at_) / 2 ? count : 0;
  }
  RichText text() { return RichText::decode(next()).value_or(RichText()); }

 private:
  const std::vector<std::string_view>& strings_;
  std::size_t at_ = 0;
};

}  // namespace

Result<void> head_from_strings(registry::Registry& registry, const std::vector<std::string_view>& strings) {
  if (strings.size() < 8) return fail(ErrorCode::kDamaged, "the head of the lookup file is too short");
  Cursor cursor(strings);
  registry.id = cursor.next();
  registry.title = cursor.next();
  registry.category = cursor.next();
  registry.references = References::decode(cursor.next()).value_or(References());
  registry.experts = cursor.text();
  for (std::size_t count = cursor.pairs(); count > 0; --count) {
    auto& instruction = registry.instructions.emplace_back();
    instruction.target = cursor.next();
    instruction.data = cursor.next();
  }
  for (std::size_t count = cursor.pairs(); count > 0; --count) {
    auto& note = registry.notes.emplace_back();
    const std::string_view title = cursor.next();
    if (!title.empty()) note.title = std::string(title.substr(1));
    note.text = cursor.text();
  }
  for (std::size_t count = cursor.pairs(); count > 0; --count) {
    auto& footnote = registry.footnotes.emplace_back();
    footnote.anchor = cursor.next();
    footnote.text = cursor.text();
  }
  return {};
}

Result<std::vector<std::string_view>> head_of(const Lookup& lookup) {
  const auto bytes = lookup.core().section<char>(kHead);
  auto strings = unpack_strings({bytes.data(), bytes.size()});
  if (!strings) return fail(ErrorCode::kDamaged, "the head of the lookup file is damaged");
  return std::move(*strings);
}

}  // namespace portolan::lookup
