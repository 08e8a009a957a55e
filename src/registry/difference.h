// SPDX-License-Identifier: Apache-2.0
//
// What changed from one registry to another.
//
// Records are matched as a reader would match them: first by all of their columns, then by name, port and transport,
// then by what stayed when one of these changed. So a new description is one change, not a removal and an addition,
// and a port that was given up is one change too: the named record before, the reserved one after.
//
// A difference is complete: every record, contact and head field of both registries is either the same in both or
// part of exactly one change. If empty(), the registries are equal.
//
// Thread-safety: difference() is a pure function. Lifetimes: the result points into both registries, which must
// outlive it unchanged. Cost: linear in the number of records, apart from a sort of what changed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace portolan::registry {

enum class ChangeKind : std::uint8_t {
  kAssigned,     // a name or port has a holder that it had not (RFC 6335, section 8.1)
  kDeassigned,   // a port has no holder any more (sections 8.2 and 8.4); `after` may be what covers it now
  kNameKept,     // the name of a de-assigned port, now registered without one (section 8.2)
  kReassigned,   // another name on the same port, with another description, and no assignee or contact in common
  kRenamed,      // another name on the same port, otherwise still the same service or people (reuse, section 8.3)
  kMoved,        // the same name has another port or range
  kOtherHolder,  // the same name and port have another assignee (section 8.5 permits no transfer)
  kChanged,      // other columns
  kReserved,     // ports that could be asked for are held back
  kReleased,     // ports that were held back can be asked for
  kListed,       // a new record without a name that says more than "Unassigned" or "Reserved"
  kRemoved,      // gone, and nothing took its place
  kRedrawn,      // an unassigned or reserved range begins or ends elsewhere, only because of changes listed above
  kMarkup,       // the published text is the same
  kReordered,    // the same record at another place in the order
};
inline constexpr std::size_t kChangeKindCount = 15;

// "assigned", "de-assigned", "name-kept": what documents and JSON show. Lives for ever.
std::string_view to_string(ChangeKind kind) noexcept;
// True for kinds that say nothing new about any name or port: redrawn, markup, reordered. Summaries leave them out.
constexpr bool is_quiet(ChangeKind kind) noexcept { return kind >= ChangeKind::kRedrawn; }

struct RecordChange {
  ChangeKind kind = ChangeKind::kChanged;
  const Record* before = nullptr;  // in the first registry; null if there was none
  const Record* after = nullptr;   // in the second; null if there is none. Never both null
  Columns changed;                 // where both are there: the columns that differ, if only in markup

  // The one that is there; the newer of two.
  const Record& record() const noexcept { return after != nullptr ? *after : *before; }
};

// The parts of a contact besides its id.
enum class ContactField : std::uint8_t { kName, kOrganization, kUris, kUpdated };
inline constexpr std::array<ContactField, 4> kContactFields = {ContactField::kName, ContactField::kOrganization,
                                                               ContactField::kUris, ContactField::kUpdated};
// "name", "organization", "uris", "updated".
std::string_view to_string(ContactField field) noexcept;
// The field in words; several addresses are separated by newlines.
std::string contact_text(const Contact& contact, ContactField field);

enum class ContactChangeKind : std::uint8_t { kAdded, kRemoved, kChanged, kReordered };
inline constexpr std::size_t kContactChangeKindCount = 4;
std::string_view to_string(ContactChangeKind kind) noexcept;

struct ContactChange {
  ContactChangeKind kind = ContactChangeKind::kChanged;
  const Contact* before = nullptr;
  const Contact* after = nullptr;
  std::vector<ContactField> changed;  // of kChanged

  const Contact& contact() const noexcept { return after != nullptr ? *after : *before; }
};

enum class HeadPart : std::uint8_t {
  kId,
  kTitle,
  kCategory,
  kUpdated,
  kReferences,
  kExperts,
  kInstructions,
  kNote,
  kFootnote,
};
// "title", "note": a word for people and JSON.
std::string_view to_string(HeadPart part) noexcept;

// A part of the head, or one note or footnote. Two equal texts: only markup or the place in the order changed.
struct HeadChange {
  HeadPart part = HeadPart::kTitle;
  std::string label;                  // of a note its title, of a footnote its anchor
  std::optional<std::string> before;  // as published; nothing if there was none
  std::optional<std::string> after;

  bool operator==(const HeadChange&) const = default;
};

struct Difference {
  Date from;  // the first registry's own date
  Date to;
  std::vector<RecordChange> records;    // by port, then names without one by name
  std::vector<ContactChange> contacts;  // by id
  std::vector<HeadChange> head;         // in the order of HeadPart
  std::size_t unchanged_records = 0;    // the same in both, order included
  std::size_t unchanged_contacts = 0;

  bool empty() const noexcept { return records.empty() && contacts.empty() && head.empty(); }
  std::size_t count(ContactChangeKind kind) const noexcept;
  // How many records changed in each way, indexed by ChangeKind.
  std::array<std::size_t, kChangeKindCount> counts() const noexcept;
};

Difference difference(const Registry& before, const Registry& after);

}  // namespace portolan::registry
