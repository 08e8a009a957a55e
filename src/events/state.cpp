// SPDX-License-Identifier: Apache-2.0
#include "events/state.h"

#include <fmt/format.h>

#include <cstring>
#include <unordered_map>

#include "events/content.h"
#include "events/fields.h"
#include "events/people.h"

namespace portolan::events {
namespace {

using registry::Contact;
using registry::Record;
using registry::Registry;

std::unexpected<Error> misfit(std::uint64_t position, std::string_view what) {
  return fail(ErrorCode::kDamaged,
              fmt::format("event {} of the ledger does not fit those before it: {}", position, what));
}

enum CheckpointField : unsigned { kVersion = 1, kHead, kHasHead, kRecord, kContact, kRules };
constexpr std::uint64_t kCheckpointVersion = 1;

std::string numbered(std::uint64_t number, std::string_view content) {
  std::string out;
  append_varint(out, number);
  out += content;
  return out;
}

std::string content_of(const ContactState& contact) {
  std::string out;
  append_varint(out, contact.position);
  out.push_back(contact.erased ? '\1' : '\0');
  out.append(reinterpret_cast<const char*>(contact.commitment.data()), contact.commitment.size());
  return out;
}

std::optional<ContactState> contact_from(std::string_view bytes) {
  ContactState contact;
  const auto position = take_varint(bytes);
  if (!position || bytes.size() != 1 + contact.commitment.size()) return std::nullopt;
  contact.position = *position;
  contact.erased = bytes.front() == '\1';
  if (!contact.erased && bytes.front() != '\0') return std::nullopt;
  std::memcpy(contact.commitment.data(), bytes.data() + 1, contact.commitment.size());
  return contact;
}

// Applies one kind of event; false if it does not fit.
struct Apply {
  Sequence<Record>& records;
  Sequence<ContactState>& contacts;
  Registry& head;
  bool& has_head;
  std::string& rules;
  std::uint64_t position;

  bool operator()(const Imported&) const { return true; }
  bool operator()(const RecordAdded& what) const { return records.insert(what.number, what.behind, what.record); }
  bool operator()(const RecordChanged& what) const {
    Record* record = records.find(what.number);
    if (record != nullptr) *record = what.record;
    return record != nullptr;
  }
  bool operator()(const RecordRemoved& what) const { return records.erase(what.number); }
  bool operator()(const RecordMoved& what) const { return records.move(what.number, what.behind); }
  bool operator()(const ContactAdded& what) const {
    return contacts.insert(what.number, what.behind, {position, what.commitment, false});
  }
  bool operator()(const ContactChanged& what) const {
    ContactState* contact = contacts.find(what.number);
    if (contact != nullptr) *contact = {position, what.commitment, false};
    return contact != nullptr;
  }
  bool operator()(const ContactRemoved& what) const { return contacts.erase(what.number); }
  bool operator()(const ContactMoved& what) const { return contacts.move(what.number, what.behind); }
  // Also of one that is no longer in the registry: what the past shows of it is erased too.
  bool operator()(const ContactErased& what) const {
    if (ContactState* contact = contacts.find(what.number)) contact->erased = true;
    return true;
  }
  bool operator()(const HeadChanged& what) const {
    head = what.head;
    has_head = true;
    return true;
  }
  bool operator()(const RulesChanged& what) const {
    rules = what.text;
    return true;
  }
  bool operator()(const ApplicationStep&) const { return true; }
  bool operator()(const ApplicationErased&) const { return true; }
};

Result<Contact> contact_of(std::uint64_t number, const ContactState& state, const PersonalAt& personal_at) {
  Contact withheld;
  withheld.id = withheld_id(number);
  if (state.erased) return withheld;
  auto personal = personal_at(state.position);
  if (!personal) return std::unexpected(personal.error());
  if (!*personal) return withheld;
  if (commitment(**personal) != state.commitment)
    return fail(ErrorCode::kDamaged,
                fmt::format("what is kept of contact {} is not what event {} committed to", number, state.position));
  return decode_contact((*personal)->data);
}

}  // namespace

std::string withheld_id(std::uint64_t number) { return fmt::format("withheld-{}", number); }

Result<void> State::apply(const Event& event, std::uint64_t position) {
  if (std::visit(Apply{records_, contacts_, head_, has_head_, rules_, position}, event.what)) return {};
  return misfit(position, type_name(event.what));
}

Result<Registry> State::registry(const PersonalAt& personal_at, Numbers* numbers) const {
  Registry out = head_;
  out.contacts.reserve(contacts_.size());
  std::unordered_map<std::uint64_t, std::size_t> place;
  std::optional<Error> error;
  contacts_.for_each([&](std::uint64_t number, const ContactState& state) {
    if (error) return;
    auto contact = contact_of(number, state, personal_at);
    if (!contact) {
      error = std::move(contact.error());
      return;
    }
    place.emplace(number, out.contacts.size());
    out.contacts.push_back(std::move(*contact));
    if (numbers != nullptr) numbers->contacts.push_back(number);
  });
  if (error) return std::unexpected(std::move(*error));
  const IdOf id_of = [&](std::uint64_t number) {
    const auto found = place.find(number);
    return found == place.end() ? withheld_id(number) : out.contacts[found->second].id;
  };
  out.records.reserve(records_.size());
  records_.for_each([&](std::uint64_t number, const Record& record) {
    out.records.push_back(with_ids(record, id_of));
    if (numbers != nullptr) numbers->records.push_back(number);
  });
  out.experts = with_ids(out.experts, id_of);
  for (auto& note : out.notes) note.text = with_ids(note.text, id_of);
  for (auto& footnote : out.footnotes) footnote.text = with_ids(footnote.text, id_of);
  return out;
}

std::string State::encode() const {
  std::string out;
  FieldWriter fields(out);
  fields.number(kVersion, kCheckpointVersion);
  fields.bytes(kHead, encode_head(head_));
  fields.number(kHasHead, has_head_ ? 1 : 0);
  records_.for_each([&](std::uint64_t number, const Record& record) {
    fields.present(kRecord, numbered(number, encode_record(record)));
  });
  contacts_.for_each([&](std::uint64_t number, const ContactState& contact) {
    fields.present(kContact, numbered(number, content_of(contact)));
  });
  fields.bytes(kRules, rules_);
  return out;
}

Result<State> State::decode(std::string_view bytes) {
  const auto damaged = [] { return fail(ErrorCode::kDamaged, "a checkpoint of the ledger's state is not readable"); };
  FieldReader fields(bytes);
  State state;
  if (fields.number(kVersion) != kCheckpointVersion) return damaged();
  if (auto head = decode_head(fields.bytes(kHead), state.head_); !head) return std::unexpected(head.error());
  state.has_head_ = fields.flag(kHasHead);
  std::uint64_t last = 0;
  while (auto content = fields.present(kRecord)) {
    const auto number = take_varint(*content);
    auto record = decode_record(*content);
    if (!number || !record || !state.records_.insert(*number, last, std::move(*record))) return damaged();
    last = *number;
  }
  last = 0;
  while (auto content = fields.present(kContact)) {
    const auto number = take_varint(*content);
    const auto contact = contact_from(*content);
    if (!number || !contact || !state.contacts_.insert(*number, last, *contact)) return damaged();
    last = *number;
  }
  state.rules_ = fields.bytes(kRules);
  if (!fields.done()) return damaged();
  return state;
}

}  // namespace portolan::events
