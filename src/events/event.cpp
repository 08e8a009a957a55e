// SPDX-License-Identifier: Apache-2.0
#include "events/event.h"

#include <cstring>

#include "events/content.h"
#include "events/fields.h"
#include "proof/hash.h"

namespace portolan::events {
namespace {

using registry::ChangeKind;

// The numbers of types and fields are persistent: docs/ledger-format.md lists them. A new one takes the next number; a
// new meaning of an old one is a new kVersion.
constexpr char kVersion = 1;

enum class Type : std::uint8_t {
  kImported = 1,
  kRecordAdded = 2,
  kRecordChanged = 3,
  kRecordRemoved = 4,
  kRecordMoved = 5,
  kContactAdded = 6,
  kContactChanged = 7,
  kContactRemoved = 8,
  kContactMoved = 9,
  kContactErased = 10,
  kHeadChanged = 11,
  kRulesChanged = 12,
  kApplicationStep = 13,
  kApplicationErased = 14,
};

enum Field : unsigned {
  kRegistry = 1,
  kRecorded,
  kEffective,
  kActor,
  kReason,
  kLateImport,
  kNumber = 16,
  kBehind,
  kKind,
  kContent,
  kCommitment,
  kFile = 32,
  kSha256,
  kFormat,
  kDocumentDate,
  kCount,
  kLate,
  kBase,
  kApplication = 48,
  kStep,
  kStepName,
  kKey,
  kStanding,
  kStepContent,
  kStepCommitment,
};

template <class T>
constexpr Type type_of() {
  if constexpr (std::is_same_v<T, Imported>) return Type::kImported;
  if constexpr (std::is_same_v<T, RecordAdded>) return Type::kRecordAdded;
  if constexpr (std::is_same_v<T, RecordChanged>) return Type::kRecordChanged;
  if constexpr (std::is_same_v<T, RecordRemoved>) return Type::kRecordRemoved;
  if constexpr (std::is_same_v<T, RecordMoved>) return Type::kRecordMoved;
  if constexpr (std::is_same_v<T, ContactAdded>) return Type::kContactAdded;
  if constexpr (std::is_same_v<T, ContactChanged>) return Type::kContactChanged;
  if constexpr (std::is_same_v<T, ContactRemoved>) return Type::kContactRemoved;
  if constexpr (std::is_same_v<T, ContactMoved>) return Type::kContactMoved;
  if constexpr (std::is_same_v<T, ContactErased>) return Type::kContactErased;
  if constexpr (std::is_same_v<T, HeadChanged>) return Type::kHeadChanged;
  if constexpr (std::is_same_v<T, RulesChanged>) return Type::kRulesChanged;
  if constexpr (std::is_same_v<T, ApplicationStep>) return Type::kApplicationStep;
  if constexpr (std::is_same_v<T, ApplicationErased>) return Type::kApplicationErased;
}

constexpr std::array<std::string_view, 15> kTypeNames = {"",
                                                         "imported",
                                                         "record-added",
                                                         "record-changed",
                                                         "record-removed",
                                                         "record-moved",
                                                         "contact-added",
                                                         "contact-changed",
                                                         "contact-removed",
                                                         "contact-moved",
                                                         "contact-erased",
                                                         "head-changed",
                                                         "rules-changed",
                                                         "application-step",
                                                         "application-erased"};

std::string_view view(const Digest& digest) { return {reinterpret_cast<const char*>(digest.data()), digest.size()}; }

Digest digest_of(FieldReader& fields, unsigned number) {
  Digest digest{};
  const std::string_view bytes = fields.bytes(number);
  if (bytes.size() == digest.size())
    std::memcpy(digest.data(), bytes.data(), digest.size());
  else
    fields.fail();
  return digest;
}

Date date_of(FieldReader& fields, unsigned number) {
  const auto date = parse_date(fields.bytes(number));
  if (!date) fields.fail();
  return date.value_or(Date{});
}

std::optional<ChangeKind> parse_kind(std::string_view word) {
  for (std::size_t i = 0; i < registry::kChangeKindCount; ++i)
    if (registry::to_string(static_cast<ChangeKind>(i)) == word) return static_cast<ChangeKind>(i);
  return std::nullopt;
}

ChangeKind kind_of(FieldReader& fields) {
  const auto kind = parse_kind(fields.bytes(kKind));
  if (!kind) fields.fail();
  return kind.value_or(ChangeKind::kChanged);
}

// --- writing: what all have comes first, what is particular behind it

struct WriteWhat {
  FieldWriter& fields;

  void operator()(const Imported& what) const {
    fields.bytes(kFile, what.file);
    fields.bytes(kSha256, view(what.sha256));
    fields.bytes(kFormat, what.format);
    fields.bytes(kDocumentDate, to_string(what.document_date));
    fields.number(kCount, what.count);
    fields.number(kLate, what.late ? 1 : 0);
    fields.number(kBase, what.base);
  }
  void operator()(const RecordAdded& what) const {
    fields.number(kNumber, what.number);
    fields.number(kBehind, what.behind);
    fields.bytes(kKind, registry::to_string(what.kind));
    fields.present(kContent, encode_record(what.record));
  }
  void operator()(const RecordChanged& what) const {
    fields.number(kNumber, what.number);
    fields.bytes(kKind, registry::to_string(what.kind));
    fields.present(kContent, encode_record(what.record));
  }
  void operator()(const RecordRemoved& what) const {
    fields.number(kNumber, what.number);
    fields.bytes(kKind, registry::to_string(what.kind));
  }
  void operator()(const RecordMoved& what) const {
    fields.number(kNumber, what.number);
    fields.number(kBehind, what.behind);
  }
  void operator()(const ContactAdded& what) const {
    fields.number(kNumber, what.number);
    fields.number(kBehind, what.behind);
    fields.bytes(kCommitment, view(what.commitment));
  }
  void operator()(const ContactChanged& what) const {
    fields.number(kNumber, what.number);
    fields.bytes(kCommitment, view(what.commitment));
  }
  void operator()(const ContactRemoved& what) const { fields.number(kNumber, what.number); }
  void operator()(const ContactMoved& what) const {
    fields.number(kNumber, what.number);
    fields.number(kBehind, what.behind);
  }
  void operator()(const ContactErased& what) const { fields.number(kNumber, what.number); }
  void operator()(const HeadChanged& what) const { fields.present(kContent, encode_head(what.head)); }
  void operator()(const RulesChanged& what) const { fields.present(kContent, what.text); }
  void operator()(const ApplicationStep& what) const {
    fields.number(kApplication, what.application);
    fields.number(kStep, what.step);
    fields.bytes(kStepName, what.name);
    fields.bytes(kKey, what.key);
    fields.bytes(kStanding, encode_standing(what.standing));
    fields.bytes(kStepContent, what.content);
    if (what.commitment) fields.bytes(kStepCommitment, view(*what.commitment));
  }
  void operator()(const ApplicationErased& what) const { fields.number(kApplication, what.application); }
};

// --- reading

Result<registry::Record> record_in(FieldReader& fields) {
  const auto content = fields.present(kContent);
  if (!content) return fail(ErrorCode::kDamaged, "an event without its record");
  return decode_record(*content);
}

Imported read_imported(FieldReader& fields) {
  Imported what;
  what.file = fields.bytes(kFile);
  what.sha256 = digest_of(fields, kSha256);
  what.format = fields.bytes(kFormat);
  what.document_date = date_of(fields, kDocumentDate);
  what.count = fields.number(kCount);
  what.late = fields.flag(kLate);
  what.base = fields.number(kBase);
  return what;
}

Result<What> read_record_event(Type type, FieldReader& fields) {
  const std::uint64_t number = fields.number(kNumber);
  const std::uint64_t behind = type == Type::kRecordAdded || type == Type::kRecordMoved ? fields.number(kBehind) : 0;
  if (type == Type::kRecordMoved) return RecordMoved{number, behind};
  const ChangeKind kind = kind_of(fields);
  if (type == Type::kRecordRemoved) return RecordRemoved{number, kind};
  auto record = record_in(fields);
  if (!record) return std::unexpected(record.error());
  if (type == Type::kRecordChanged) return RecordChanged{number, kind, std::move(*record)};
  return RecordAdded{number, behind, kind, std::move(*record)};
}

What read_contact_event(Type type, FieldReader& fields) {
  const std::uint64_t number = fields.number(kNumber);
  const std::uint64_t behind = type == Type::kContactAdded || type == Type::kContactMoved ? fields.number(kBehind) : 0;
  switch (type) {
    case Type::kContactAdded: return ContactAdded{number, behind, digest_of(fields, kCommitment)};
    case Type::kContactChanged: return ContactChanged{number, digest_of(fields, kCommitment)};
    case Type::kContactMoved: return ContactMoved{number, behind};
    case Type::kContactErased: return ContactErased{number};
    default: return ContactRemoved{number};
  }
}

Result<What> read_step(FieldReader& fields) {
  ApplicationStep what;
  what.application = fields.number(kApplication);
  what.step = fields.number(kStep);
  what.name = fields.bytes(kStepName);
  what.key = fields.bytes(kKey);
  auto standing = decode_standing(fields.bytes(kStanding));
  if (!standing) return std::unexpected(std::move(standing.error()));
  what.standing = std::move(*standing);
  what.content = fields.bytes(kStepContent);
  if (const std::string_view digest = fields.bytes(kStepCommitment); !digest.empty()) {
    what.commitment.emplace();
    if (digest.size() != what.commitment->size()) return fail(ErrorCode::kDamaged, "a step's commitment is none");
    std::memcpy(what.commitment->data(), digest.data(), digest.size());
  }
  if (what.application == 0 || what.step == 0) return fail(ErrorCode::kDamaged, "a step of no application");
  return what;
}

Result<What> read_what(Type type, FieldReader& fields) {
  switch (type) {
    case Type::kImported: return read_imported(fields);
    case Type::kRecordAdded:
    case Type::kRecordChanged:
    case Type::kRecordRemoved:
    case Type::kRecordMoved: return read_record_event(type, fields);
    case Type::kContactAdded:
    case Type::kContactChanged:
    case Type::kContactRemoved:
    case Type::kContactMoved:
    case Type::kContactErased: return read_contact_event(type, fields);
    case Type::kHeadChanged: {
      const auto content = fields.present(kContent);
      if (!content) return fail(ErrorCode::kDamaged, "an event without its head");
      HeadChanged what;
      if (const auto head = decode_head(*content, what.head); !head) return std::unexpected(head.error());
      return what;
    }
    case Type::kRulesChanged: {
      const auto content = fields.present(kContent);
      if (!content) return fail(ErrorCode::kDamaged, "an event without its rules");
      return RulesChanged{std::string(*content)};
    }
    case Type::kApplicationStep: return read_step(fields);
    case Type::kApplicationErased: return ApplicationErased{fields.number(kApplication)};
  }
  return fail(ErrorCode::kUnsupported, "this ledger holds an event that a newer program wrote");
}

}  // namespace

std::string_view type_name(const What& what) noexcept {
  return std::visit(
      [](const auto& it) { return kTypeNames[static_cast<std::size_t>(type_of<std::remove_cvref_t<decltype(it)>>())]; },
      what);
}

std::optional<ChangeKind> kind_of(const What& what) noexcept {
  if (const auto* added = std::get_if<RecordAdded>(&what)) return added->kind;
  if (const auto* changed = std::get_if<RecordChanged>(&what)) return changed->kind;
  if (const auto* removed = std::get_if<RecordRemoved>(&what)) return removed->kind;
  return std::nullopt;
}

std::uint64_t record_number(const What& what) noexcept {
  if (const auto* added = std::get_if<RecordAdded>(&what)) return added->number;
  if (const auto* changed = std::get_if<RecordChanged>(&what)) return changed->number;
  if (const auto* removed = std::get_if<RecordRemoved>(&what)) return removed->number;
  if (const auto* moved = std::get_if<RecordMoved>(&what)) return moved->number;
  return 0;
}

std::uint64_t contact_number(const What& what) noexcept {
  if (const auto* added = std::get_if<ContactAdded>(&what)) return added->number;
  if (const auto* changed = std::get_if<ContactChanged>(&what)) return changed->number;
  if (const auto* removed = std::get_if<ContactRemoved>(&what)) return removed->number;
  if (const auto* moved = std::get_if<ContactMoved>(&what)) return moved->number;
  if (const auto* erased = std::get_if<ContactErased>(&what)) return erased->number;
  return 0;
}

std::uint64_t application_number(const What& what) noexcept {
  if (const auto* step = std::get_if<ApplicationStep>(&what)) return step->application;
  if (const auto* erased = std::get_if<ApplicationErased>(&what)) return erased->application;
  return 0;
}

const Digest* commitment_in(const What& what) noexcept {
  if (const auto* added = std::get_if<ContactAdded>(&what)) return &added->commitment;
  if (const auto* changed = std::get_if<ContactChanged>(&what)) return &changed->commitment;
  const auto* step = std::get_if<ApplicationStep>(&what);
  return step != nullptr && step->commitment ? &*step->commitment : nullptr;
}

std::string encode(const Event& event) {
  std::string out;
  out.push_back(kVersion);
  const Type type = std::visit([](const auto& it) { return type_of<std::remove_cvref_t<decltype(it)>>(); }, event.what);
  out.push_back(static_cast<char>(type));
  FieldWriter fields(out);
  fields.bytes(kRegistry, event.registry);
  fields.number(kRecorded, event.recorded);
  fields.bytes(kEffective, to_string(event.effective));
  fields.bytes(kActor, event.actor);
  fields.bytes(kReason, event.reason);
  fields.number(kLateImport, event.late_import);
  std::visit(WriteWhat{fields}, event.what);
  return out;
}

Result<Event> decode(std::string_view bytes) {
  if (bytes.size() < 2) return fail(ErrorCode::kDamaged, "an event of the ledger is cut short");
  if (bytes[0] != kVersion)
    return fail(ErrorCode::kUnsupported, "this ledger holds an event that a newer program wrote");
  const auto type = static_cast<Type>(bytes[1]);
  FieldReader fields(bytes.substr(2));
  Event event;
  event.registry = fields.bytes(kRegistry);
  event.recorded = fields.number(kRecorded);
  event.effective = date_of(fields, kEffective);
  event.actor = fields.bytes(kActor);
  event.reason = fields.bytes(kReason);
  event.late_import = fields.number(kLateImport);
  auto what = read_what(type, fields);
  if (!what) return std::unexpected(what.error());
  if (!fields.done()) return fail(ErrorCode::kDamaged, "an event of the ledger is not readable");
  event.what = std::move(*what);
  return event;
}

Digest commitment(const Personal& personal) { return proof::sha256({personal.salt, personal.data}); }

}  // namespace portolan::events
