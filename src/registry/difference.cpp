// SPDX-License-Identifier: Apache-2.0
#include "registry/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "registry/pairing.h"
#include "registry/record_changes.h"

namespace portolan::registry {
namespace {

constexpr std::array<std::string_view, kChangeKindCount> kChangeKindNames = {
    "assigned", "de-assigned", "name-kept", "reassigned", "renamed", "moved",  "other-holder", "changed",
    "reserved", "released",    "listed",    "removed",    "redrawn", "markup", "reordered"};
constexpr std::array<std::string_view, kContactChangeKindCount> kContactKindNames = {"added", "removed", "changed",
                                                                                     "reordered"};
constexpr std::array<std::string_view, 4> kContactFieldNames = {"name", "organization", "uris", "updated"};
constexpr std::array<std::string_view, 9> kHeadPartNames = {
    "id", "title", "category", "updated", "references", "experts", "processing instructions", "note", "footnote"};

// What became of the elements of a list that have keys of their own: contacts, notes, footnotes.
template <class T>
struct Fate {
  const T* before = nullptr;
  const T* after = nullptr;
  bool reordered = false;
};

// The fates of all elements but those that are the same at the same place; `unchanged` counts these.
template <class T, class Digest, class KeyOf>
std::vector<Fate<T>> fates(const std::vector<T>& before, const std::vector<T>& after, KeyOf key_of,
                           std::size_t& unchanged) {
  using Pointer = std::optional<const T*>;
  using Key = std::optional<std::string>;
  Unpaired left = Unpaired::all(before.size(), after.size());
  std::vector<PositionPair> same;
  pair_by_key<ContentHash<T, Digest>, ContentEqual<T>>(
      left, [&](std::uint32_t i) { return Pointer(&before[i]); }, [&](std::uint32_t i) { return Pointer(&after[i]); },
      same);
  std::vector<PositionPair> changed;
  pair_by_key<std::hash<std::string>, std::equal_to<>>(
      left, [&](std::uint32_t i) { return Key(key_of(before[i])); },
      [&](std::uint32_t i) { return Key(key_of(after[i])); }, changed);

  std::vector<Fate<T>> out;
  const std::vector<bool> reordered = find_reordered(same);
  unchanged = static_cast<std::size_t>(std::ranges::count(reordered, false));
  for (std::size_t i = 0; i < same.size(); ++i)
    if (reordered[i]) out.push_back({&before[same[i].before], &after[same[i].after], true});
  for (const PositionPair pair : changed) out.push_back({&before[pair.before], &after[pair.after], false});
  for (const std::uint32_t i : left.before) out.push_back({&before[i], nullptr, false});
  for (const std::uint32_t i : left.after) out.push_back({nullptr, &after[i], false});
  return out;
}

struct ContactDigest {
  std::size_t operator()(const Contact& contact) const {
    const std::hash<std::string> digest;
    std::size_t sum = digest(contact.id);
    if (contact.name) sum = mix(sum, digest(*contact.name));
    for (const std::string& uri : contact.uris) sum = mix(sum, digest(uri));
    return sum;
  }
};
struct NoteDigest {
  std::size_t operator()(const Note& note) const { return std::hash<std::string>()(note.text.encoded()); }
};
struct FootnoteDigest {
  std::size_t operator()(const Footnote& note) const { return std::hash<std::string>()(note.text.encoded()); }
};

bool same_field(const Contact& a, const Contact& b, ContactField field) {
  switch (field) {
    case ContactField::kName: return a.name == b.name;
    case ContactField::kOrganization: return a.organization == b.organization;
    case ContactField::kUris: return a.uris == b.uris;
    case ContactField::kUpdated: return a.updated == b.updated;
  }
  return true;
}

ContactChange contact_change(const Fate<Contact>& fate) {
  ContactChange change{.kind = ContactChangeKind::kChanged, .before = fate.before, .after = fate.after, .changed = {}};
  if (fate.before == nullptr) {
    change.kind = ContactChangeKind::kAdded;
  } else if (fate.after == nullptr) {
    change.kind = ContactChangeKind::kRemoved;
  } else if (fate.reordered) {
    change.kind = ContactChangeKind::kReordered;
  } else {
    for (const ContactField field : kContactFields)
      if (!same_field(*fate.before, *fate.after, field)) change.changed.push_back(field);
  }
  return change;
}

void compare_contacts(const Registry& before, const Registry& after, Difference& out) {
  for (const Fate<Contact>& fate : fates<Contact, ContactDigest>(
           before.contacts, after.contacts, [](const Contact& contact) { return contact.id; }, out.unchanged_contacts))
    out.contacts.push_back(contact_change(fate));
  std::ranges::stable_sort(out.contacts, {},
                           [](const ContactChange& change) -> const std::string& { return change.contact().id; });
}

std::string instructions_text(const Registry& registry) {
  std::string out;
  for (const ProcessingInstruction& instruction : registry.instructions)
    out += fmt::format("{}{} {}", out.empty() ? "" : "\n", instruction.target, instruction.data);
  return out;
}

template <class T, class Digest, class LabelOf>
void compare_notes(const std::vector<T>& before, const std::vector<T>& after, HeadPart part, LabelOf label_of,
                   std::vector<HeadChange>& out) {
  std::size_t unchanged = 0;
  for (const Fate<T>& fate : fates<T, Digest>(before, after, label_of, unchanged)) {
    HeadChange change{
        .part = part, .label = label_of(fate.after ? *fate.after : *fate.before), .before = {}, .after = {}};
    if (fate.before != nullptr) change.before = fate.before->text.published();
    if (fate.after != nullptr) change.after = fate.after->text.published();
    out.push_back(std::move(change));
  }
}

void compare_head(const Registry& a, const Registry& b, std::vector<HeadChange>& out) {
  const auto compare = [&](HeadPart part, bool same, std::string before, std::string after) {
    if (!same) out.push_back({.part = part, .label = {}, .before = std::move(before), .after = std::move(after)});
  };
  compare(HeadPart::kId, a.id == b.id, a.id, b.id);
  compare(HeadPart::kTitle, a.title == b.title, a.title, b.title);
  compare(HeadPart::kCategory, a.category == b.category, a.category, b.category);
  compare(HeadPart::kUpdated, a.updated == b.updated, to_string(a.updated), to_string(b.updated));
  compare(HeadPart::kReferences, a.references == b.references, a.references.published(), b.references.published());
  compare(HeadPart::kExperts, a.experts == b.experts, a.experts.published(), b.experts.published());
  compare(HeadPart::kInstructions, a.instructions == b.instructions, instructions_text(a), instructions_text(b));
  compare_notes<Note, NoteDigest>(
      a.notes, b.notes, HeadPart::kNote, [](const Note& note) { return note.title.value_or(""); }, out);
  compare_notes<Footnote, FootnoteDigest>(
      a.footnotes, b.footnotes, HeadPart::kFootnote, [](const Footnote& note) { return note.anchor; }, out);
}

void sort_for_reading(std::vector<RecordChange>& changes) {
  using Order = std::tuple<std::uint32_t, std::string, std::uint8_t>;
  std::vector<std::pair<Order, std::size_t>> order;
  order.reserve(changes.size());
  for (const RecordChange& change : changes) {
    const Record& record = change.before != nullptr && change.before->ports ? *change.before : change.record();
    const std::uint32_t port = record.ports ? record.ports->first : UINT32_MAX;
    order.push_back({{port, record.name.folded(), record.covers().bits()}, order.size()});
  }
  std::ranges::sort(order);
  std::vector<RecordChange> sorted;
  sorted.reserve(changes.size());
  for (const auto& [key, position] : order) sorted.push_back(changes[position]);
  changes = std::move(sorted);
}

}  // namespace

std::string_view to_string(ChangeKind kind) noexcept { return kChangeKindNames[static_cast<std::size_t>(kind)]; }
std::string_view to_string(ContactChangeKind kind) noexcept {
  return kContactKindNames[static_cast<std::size_t>(kind)];
}
std::string_view to_string(ContactField field) noexcept { return kContactFieldNames[static_cast<std::size_t>(field)]; }
std::string_view to_string(HeadPart part) noexcept { return kHeadPartNames[static_cast<std::size_t>(part)]; }

std::string contact_text(const Contact& contact, ContactField field) {
  switch (field) {
    case ContactField::kName: return contact.name.value_or("");
    case ContactField::kOrganization: return contact.organization.value_or("");
    case ContactField::kUris: return fmt::format("{}", fmt::join(contact.uris, "\n"));
    case ContactField::kUpdated: return to_string(contact.updated.value_or(Date{}));
  }
  return {};
}

std::size_t Difference::count(ContactChangeKind kind) const noexcept {
  return static_cast<std::size_t>(std::ranges::count(contacts, kind, &ContactChange::kind));
}

std::array<std::size_t, kChangeKindCount> Difference::counts() const noexcept {
  std::array<std::size_t, kChangeKindCount> counts{};
  for (const RecordChange& change : records) ++counts[static_cast<std::size_t>(change.kind)];
  return counts;
}

Difference difference(const Registry& before, const Registry& after) {
  Difference out;
  out.from = before.updated;
  out.to = after.updated;
  RecordChanges changes = record_changes(before.records, after.records);
  out.records = std::move(changes.changes);
  out.unchanged_records = changes.unchanged;
  sort_for_reading(out.records);
  compare_contacts(before, after, out);
  compare_head(before, after, out.head);
  return out;
}

}  // namespace portolan::registry
