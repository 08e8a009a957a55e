// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <utility>

#include "formats/json.h"
#include "formats/json_tape.h"
#include "formats/json_text.h"
#include "formats/json_walk.h"

namespace portolan::formats {
namespace {

using json::Kind;
using json::Members;
using json::Value;
using json::Walk;
using registry::Column;
using registry::Contact;
using registry::Record;
using registry::Registry;
using registry::RichText;

enum DocumentKey : std::size_t {
  kId,
  kTitle,
  kCategory,
  kUpdated,
  kReferences,
  kExperts,
  kExpertsMarkup,
  kNotes,
  kInstructions,
  kRecords,
  kFootnotes,
  kContacts,
};
constexpr std::array<std::string_view, 12> kDocumentKeys = {"id",           "title",   "category",       "updated",
                                                            "reference",    "experts", "experts_markup", "notes",
                                                            "instructions", "records", "footnotes",      "contacts"};

// After the columns, in their order.
enum RecordKey : std::size_t {
  kAssigneeStated = registry::kColumnCount,
  kDescriptionMarkup,
  kUnauthorizedMarkup,
  kNotesMarkup,
  kEmptyElements,
  kFirstDerived,
};
constexpr std::array<std::string_view, 13> kOtherRecordKeys = {"assignee_stated",
                                                               "description_markup",
                                                               "unauthorized_use_reported_markup",
                                                               "assignment_notes_markup",
                                                               "empty_elements",
                                                               "first_port",
                                                               "last_port",
                                                               "status",
                                                               "status_text",
                                                               "deassigned_date",
                                                               "service_code_characters",
                                                               "alias_of",
                                                               "replaces"};
using RecordKeys = std::array<std::string_view, registry::kColumnCount + kOtherRecordKeys.size()>;

const RecordKeys& record_keys() {
  static const RecordKeys keys = [] {
    RecordKeys all;
    for (const auto& column : registry::columns()) all[static_cast<std::size_t>(column.column)] = column.key;
    std::ranges::copy(kOtherRecordKeys, all.begin() + registry::kColumnCount);
    return all;
  }();
  return keys;
}

enum ContactKey : std::size_t { kContactId, kName, kOrganization, kUris, kAddresses, kContactUpdated };
constexpr std::array<std::string_view, 6> kContactKeys = {"id", "name", "organization", "uris", "addresses", "updated"};

enum NoteKey : std::size_t { kNoteTitle, kNoteText, kNoteMarkup };
constexpr std::array<std::string_view, 3> kNoteKeys = {"title", "text", "text_markup"};

enum FootnoteKey : std::size_t { kAnchor, kFootnoteText, kFootnoteMarkup };
constexpr std::array<std::string_view, 3> kFootnoteKeys = {"anchor", "text", "text_markup"};

enum InstructionKey : std::size_t { kTarget, kInstructionData };
constexpr std::array<std::string_view, 2> kInstructionKeys = {"target", "data"};

constexpr std::size_t at(Column column) { return static_cast<std::size_t>(column); }

class JsonReader {
 public:
  JsonReader(std::string_view bytes, const json::Tape& tape, const ReadOptions& options)
      : bytes_(bytes), options_(options), walk_(tape, options) {}

  Reading read() {
    const Value document;
    set_default_head(registry_);
    if (walk_.is(document, Kind::kArray))
      records(document);
    else if (walk_.is(document, Kind::kObject))
      whole(document);
    else
      walk_.problem(document, "a registry is an object with records, or an array of records");
    return finish();
  }

 private:
  Reading finish() {
    Reading reading;
    reading.problems = walk_.take_problems(bytes_);
    if (!reading.problems.empty()) return reading;
    reading.registry = std::move(registry_);
    if (options_.record_lines)
      for (const json::Position& position : json::positions_of(bytes_, record_tokens_))
        reading.record_lines.push_back(position.line);
    return reading;
  }

  void whole(const Value& document) {
    const Members members = walk_.members(document, kDocumentKeys);
    head(members);
    if (members.has(kRecords))
      records(members[kRecords]);
    else
      walk_.problem({.token = 0, .parent = &document, .key = kDocumentKeys[kRecords], .index = 0},
                    "this key is missing: a registry has an array of records, which may be empty");
    each(members, kFootnotes, [&](const Value& value) { footnote(value); });
    each(members, kContacts, [&](const Value& value) { contact(value); });
  }

  void head(const Members& members) {
    head_string(members, kId, registry_.id);
    head_string(members, kTitle, registry_.title);
    head_string(members, kCategory, registry_.category);
    registry_.updated = date(members, kUpdated);
    if (members.has(kReferences)) registry_.references = json::read_references(walk_, members[kReferences], false);
    registry_.experts = json::read_text(walk_, members, kExperts, kExpertsMarkup);
    each(members, kNotes, [&](const Value& value) { note(value); });
    each(members, kInstructions, [&](const Value& value) { instruction(value); });
  }

  void head_string(const Members& members, std::size_t key, std::string& out) {
    if (!members.has(key)) return;
    if (const auto text = walk_.text(members[key])) out = *text;
  }

  template <class Each>
  void each(const Members& members, std::size_t key, Each read_one) {
    if (members.has(key)) walk_.elements(members[key], read_one);
  }

  void note(const Value& value) {
    const Members members = walk_.members(value, kNoteKeys);
    registry::Note& note = registry_.notes.emplace_back();
    note.title = optional_string(members, kNoteTitle);
    note.text = json::read_text(walk_, members, kNoteText, kNoteMarkup);
  }

  void footnote(const Value& value) {
    const Members members = walk_.members(value, kFootnoteKeys);
    registry::Footnote& footnote = registry_.footnotes.emplace_back();
    footnote.anchor = walk_.required_text(members, kAnchor).value_or("");
    footnote.text = json::read_text(walk_, members, kFootnoteText, kFootnoteMarkup);
  }

  void instruction(const Value& value) {
    const Members members = walk_.members(value, kInstructionKeys);
    registry::ProcessingInstruction& instruction = registry_.instructions.emplace_back();
    if (const auto target = walk_.required_text(members, kTarget)) {
      instruction.target = *target;
      if (!target->empty() && !is_instruction_target(*target))
        walk_.problem(members[kTarget], "cannot be the target of an XML processing instruction");
    }
    instruction.data = walk_.text_or_null(members, kInstructionData).value_or("");
    if (instruction.data.contains("?>"))
      walk_.problem(members[kInstructionData], "must not hold ?>, which ends an XML processing instruction");
  }

  void contact(const Value& value) {
    const Members members = walk_.members(value, kContactKeys);
    Contact& contact = registry_.contacts.emplace_back();
    if (const auto id = walk_.required_text(members, kContactId); id && !id->empty()) {
      contact.id = *id;
      const auto [first, added] = contact_indices_.try_emplace(*id, value.index);
      if (!added)
        walk_.problem(members[kContactId], fmt::format("the contact id {} is given twice, first by contacts[{}]",
                                                       json::quoted(*id), first->second));
    }
    contact.name = optional_string(members, kName);
    contact.organization = optional_string(members, kOrganization);
    each(members, kUris, [&](const Value& uri) { contact.uris.emplace_back(address(uri)); });
    if (const auto text = walk_.text_or_null(members, kContactUpdated))
      contact.updated = text->empty() ? Date{} : date(members, kContactUpdated);
  }

  std::string_view address(const Value& uri) {
    const std::string_view text = walk_.text(uri).value_or(std::string_view());
    if (text.contains('\n')) walk_.problem(uri, "an address holds a line break");
    return text;
  }

  void records(const Value& array) {
    walk_.elements(array, [&](const Value& value) {
      if (value.index == options_.limits.records)
        walk_.problem(value, fmt::format("more than {} records; raise the limit of records to read them", value.index),
                      ErrorCode::kLimit);
      if (value.index >= options_.limits.records) return;
      if (options_.record_lines) record_tokens_.push_back(value.token);
      record(value);
    });
  }

  void record(const Value& value) {
    const Members members = walk_.members(value, record_keys());
    Record& record = registry_.records.emplace_back();
    if (!walk_.is(value, Kind::kObject)) return;
    if (!says_something(members))
      walk_.problem(value, "a record has at least one column, such as service_name or port_number");
    record.name = registry::ServiceName(walk_.text_or_null(members, at(Column::kServiceName)).value_or(""));
    if (const auto text = walk_.text_or_null(members, at(Column::kPortNumber)))
      if (const auto set = set_ports(record, *text); !set)
        walk_.problem(members[at(Column::kPortNumber)], set.error().message);
    record.transport = parsed(members, at(Column::kTransportProtocol), parse_transport_column);
    record.description = json::read_text(walk_, members, at(Column::kDescription), kDescriptionMarkup);
    people(members, record);
    record.registered = date(members, at(Column::kRegistrationDate));
    record.modified = date(members, at(Column::kModificationDate));
    record.references = references(members, at(Column::kReference), false);
    record.service_code = service_code(members);
    record.unauthorized_use = json::read_text(walk_, members, at(Column::kUnauthorizedUse), kUnauthorizedMarkup);
    record.notes = json::read_text(walk_, members, at(Column::kAssignmentNotes), kNotesMarkup);
    empty_columns(members, record);
  }

  // An object without any column would be read as an empty record, and is most likely something else.
  static bool says_something(const Members& members) {
    for (std::size_t key = 0; key < kFirstDerived; ++key)
      if (key != kAssigneeStated && members.has(key)) return true;
    return false;
  }

  // What stands under "assignee" is who holds the record. Where that is just who its contacts are, the record states
  // no assignee, unless it says that it does.
  void people(const Members& members, Record& record) {
    record.contacts = references(members, at(Column::kContact), true);
    auto holders = references(members, at(Column::kAssignee), true);
    const bool has_flag = members.has(kAssigneeStated);
    const bool stated = has_flag && walk_.is(members[kAssigneeStated], Kind::kTrue);
    if (has_flag && !stated && !walk_.is(members[kAssigneeStated], Kind::kFalse))
      return walk_.problem(members[kAssigneeStated], "must be true or false");
    if (stated && holders.empty())
      return walk_.problem(members[kAssigneeStated], "the assignee is stated, but no assignee is given");
    const bool differs = !holders.empty() && holders != record.contacts;
    if (differs && has_flag && !stated)
      return walk_.problem(members[kAssigneeStated], "must be true where the assignee is not the contact");
    if (stated || differs) record.assignee = std::move(holders);
  }

  // The columns whose element is there but empty: "" where a name or text could stand, and those listed.
  void empty_columns(const Members& members, Record& record) {
    const auto check = [&](Column column, bool is_empty) {
      if (is_empty && !walk_.is_null_or_missing(members, at(column)) && is_empty_string(members[at(column)]))
        record.empty_columns.add(column);
    };
    check(Column::kServiceName, record.name.empty());
    check(Column::kDescription, record.description.empty());
    check(Column::kUnauthorizedUse, record.unauthorized_use.empty());
    check(Column::kAssignmentNotes, record.notes.empty());
    each(members, kEmptyElements, [&](const Value& value) {
      const auto name = walk_.text(value);
      if (!name) return;
      const auto* const column = std::ranges::find(registry::columns(), *name, &registry::ColumnName::key);
      if (column == registry::columns().end())
        return walk_.problem(value, fmt::format("{} is no column of a record", json::quoted(*name)));
      record.empty_columns.add(column->column);
    });
  }

  bool is_empty_string(const Value& value) const {
    return walk_.is(value, Kind::kString) && walk_.at(value).text.empty();
  }

  registry::References references(const Members& members, std::size_t key, bool persons_as_ids) {
    if (walk_.is_null_or_missing(members, key)) return {};
    return json::read_references(walk_, members[key], persons_as_ids);
  }

  std::optional<std::uint32_t> service_code(const Members& members) {
    constexpr std::uint64_t kLargest = 0xFFFFFFFF;
    if (walk_.is_null_or_missing(members, at(Column::kServiceCode))) return std::nullopt;
    const Value value = members[at(Column::kServiceCode)];
    const json::Token& token = walk_.at(value);
    if (token.kind == Kind::kInteger && token.value <= kLargest) return static_cast<std::uint32_t>(token.value);
    walk_.problem(value, "a service code is a whole number from 0 to 4294967295, or null");
    return std::nullopt;
  }

  std::optional<std::string> optional_string(const Members& members, std::size_t key) {
    const auto text = walk_.text_or_null(members, key);
    return text ? std::optional<std::string>(*text) : std::nullopt;
  }

  template <class T>
  std::optional<T> parsed(const Members& members, std::size_t key, Result<T> (*parse)(std::string_view)) {
    const auto text = walk_.text_or_null(members, key);
    if (!text) return std::nullopt;
    const auto value = parse(*text);
    if (value) return *value;
    walk_.problem(members[key], value.error().message);
    return std::nullopt;
  }

  Date date(const Members& members, std::size_t key) {
    const auto date = parsed(members, key, parse_date_column);
    if (date && date->empty()) walk_.problem(members[key], "an empty date is written as null");
    return date.value_or(Date{});
  }

  std::string_view bytes_;
  const ReadOptions& options_;
  Walk walk_;
  Registry registry_;
  std::vector<std::size_t> record_tokens_;
  std::unordered_map<std::string_view, std::size_t> contact_indices_;
};

}  // namespace

Reading read_json(std::string_view bytes, const ReadOptions& options) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  const auto tape = json::Tape::parse(bytes, options);
  if (tape) return JsonReader(bytes, *tape, options).read();
  Reading reading;
  reading.problems.push_back(tape.error());
  return reading;
}

}  // namespace portolan::formats
