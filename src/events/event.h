// SPDX-License-Identifier: Apache-2.0
//
// What happened to a registry: one event is one thing, as it is kept for ever and as its hash is made.
//
// Records, contacts and applications are numbered by the ledger, for each registry from 1: an event names its subject
// by that number, so that a service that is renamed or moved stays the same subject. The order of a registry is part of
// it: an event says behind which other record or contact (0: before all) its subject stands.
//
// Personal data (what the contact table says of people, what people write in an application) is not part of an event.
// An event holds a commitment to it: SHA-256 of a random salt and the data. Salt and data lie beside the events and can
// be erased.
//
// Thread-safety: values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/standing.h"
#include "portolan/error.h"
#include "registry/difference.h"
#include "registry/registry.h"

namespace portolan::events {

using Digest = std::array<std::byte, 32>;

// A registry document was brought in. The events behind it, `count` of them, are what it changed.
struct Imported {
  std::string file;  // its name, without folders
  Digest sha256{};   // of its bytes
  std::string format;
  Date document_date;
  std::uint64_t count = 0;
  // Brought in late, for a date before the registry's latest: the events behind it lead to the registry of that date
  // and are no part of what came later. They change the state behind the event at position `base - 1` (0: nothing).
  bool late = false;
  std::uint64_t base = 0;
};

struct RecordAdded {
  std::uint64_t number = 0;
  std::uint64_t behind = 0;
  registry::ChangeKind kind = registry::ChangeKind::kAssigned;
  registry::Record record;  // people by number: see events/people.h
};
struct RecordChanged {
  std::uint64_t number = 0;
  registry::ChangeKind kind = registry::ChangeKind::kChanged;
  registry::Record record;  // whole, as it is now
};
struct RecordRemoved {
  std::uint64_t number = 0;
  registry::ChangeKind kind = registry::ChangeKind::kRemoved;
};
struct RecordMoved {  // in the order; it is the same record
  std::uint64_t number = 0;
  std::uint64_t behind = 0;
};

struct ContactAdded {
  std::uint64_t number = 0;
  std::uint64_t behind = 0;
  Digest commitment{};
};
struct ContactChanged {
  std::uint64_t number = 0;
  Digest commitment{};
};
struct ContactRemoved {
  std::uint64_t number = 0;
};
struct ContactMoved {
  std::uint64_t number = 0;
  std::uint64_t behind = 0;
};
// Everything that was kept beside the events about a contact was erased.
struct ContactErased {
  std::uint64_t number = 0;
};

// Title, notes, footnotes, experts: all but records and contacts. Whole, as it is now.
struct HeadChanged {
  registry::Registry head;
};

// The rules by which the registry is run, whole, as they are from now on: a text that this room does not read.
struct RulesChanged {
  std::string text;
};

// Something happened to an application (RFC 6335, section 8). What it means, src/procedures knows; here are the parts
// that are searched, and the rest as its encoding. Nothing of the records changes by it.
struct ApplicationStep {
  std::uint64_t application = 0;
  std::uint64_t step = 0;  // of this application, from 1
  std::string name;        // "submitted"
  std::string key;         // of who did it, under which they may repeat the command; empty: none
  Standing standing;       // behind this step
  std::string content;
  std::optional<Digest> commitment;  // to what somebody wrote
};
// Everything that was written in an application was erased.
struct ApplicationErased {
  std::uint64_t application = 0;
};

using What = std::variant<Imported, RecordAdded, RecordChanged, RecordRemoved, RecordMoved, ContactAdded,
                          ContactChanged, ContactRemoved, ContactMoved, ContactErased, HeadChanged, RulesChanged,
                          ApplicationStep, ApplicationErased>;

struct Event {
  std::string registry;        // which of the ledger's registries
  std::uint64_t recorded = 0;  // microseconds since 1970, UTC
  Date effective;              // from when on it holds
  std::string actor;           // who did it
  std::string reason;
  // Of an event that belongs to a late import: one more than the position of that import's own event; else 0.
  std::uint64_t late_import = 0;
  What what;
};

// "imported", "record-added", ...: what logs and JSON show. Lives for ever.
std::string_view type_name(const What& what) noexcept;
std::optional<registry::ChangeKind> kind_of(const What& what) noexcept;
// The number of the record or contact that it is about; 0 for none.
std::uint64_t record_number(const What& what) noexcept;
std::uint64_t contact_number(const What& what) noexcept;
// The number of the application that it is about; 0 for none. Such an event is no part of the registry's state.
std::uint64_t application_number(const What& what) noexcept;
// What it commits to; nullptr: nothing beside it.
const Digest* commitment_in(const What& what) noexcept;

std::string encode(const Event& event);
// Fails with kDamaged, or kUnsupported for what a newer program wrote.
Result<Event> decode(std::string_view bytes);

// What is kept beside an event, and the commitment to it.
struct Personal {
  std::string salt;  // 16 random bytes
  std::string data;  // an encoded contact; of an application's step what src/procedures makes of it
};
std::string encode_contact(const registry::Contact& contact);
Result<registry::Contact> decode_contact(std::string_view bytes);
Digest commitment(const Personal& personal);

}  // namespace portolan::events
