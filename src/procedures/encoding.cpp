// SPDX-License-Identifier: Apache-2.0
#include "procedures/encoding.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "events/fields.h"

namespace portolan::procedures {
namespace {

using events::FieldReader;
using events::FieldWriter;

// Persistent, as all numbers of enumerations in application.h and policy.h: docs/ledger-format.md lists them.
enum Field : unsigned {
  kKind = 1,  // + 1, as all that may be zero
  kName,
  kNewName,
  kTransports,
  kPorts,
  kServiceCode,
  kGivesUpName,
  kProcedure,
  kState,
  kReviewer,
  kVote,
  kPort,
  kAmended,
};
enum PersonalField : unsigned {
  kText = 1,
  kReason,  // of a refusal; each
  kAssignee,
  kContact,
  kDescription,
  kReference,
  kDocument,
  kUnauthorizedUse,
  kNotes,
  kWhy,
  kCommand,
};

template <class Enum>
std::uint64_t number_of(Enum value) {
  return static_cast<std::uint64_t>(value) + 1;
}

// --- requests: what is searched for stays, what people wrote does not

void write_request(FieldWriter& fields, const Request& request) {
  fields.number(kKind, number_of(request.kind));
  fields.bytes(kName, request.name);
  fields.bytes(kNewName, request.new_name);
  fields.number(kTransports, request.transports.bits());
  if (request.ports) fields.number(kPorts, (std::uint64_t{request.ports->first} << 16U | request.ports->last) + 1);
  if (request.service_code) fields.number(kServiceCode, std::uint64_t{*request.service_code} + 1);
  fields.number(kGivesUpName, request.gives_up_name ? 1 : 0);
}

void write_words(FieldWriter& fields, const Request& request) {
  fields.bytes(kAssignee, request.assignee);
  fields.bytes(kContact, request.contact);
  fields.bytes(kDescription, request.description);
  fields.bytes(kReference, request.reference);
  fields.bytes(kDocument, request.document);
  fields.bytes(kUnauthorizedUse, request.unauthorized_use);
  fields.bytes(kNotes, request.notes);
  fields.bytes(kWhy, request.reason);
}

// --- writing

// The texts of a happening, whichever it is.
struct Words {
  std::string_view text;
  const std::vector<std::string>* reasons = nullptr;
  const Request* request = nullptr;
};
struct WordsOf {
  Words operator()(const Submitted& it) const { return {{}, nullptr, &it.request}; }
  Words operator()(const Asked& it) const { return {it.text, nullptr, nullptr}; }
  Words operator()(const Answered& it) const { return {it.text, nullptr, it.amended ? &*it.amended : nullptr}; }
  Words operator()(const Approved& it) const { return {it.text, nullptr, nullptr}; }
  Words operator()(const Declined& it) const { return {{}, &it.reasons, nullptr}; }
  Words operator()(const Voted& it) const { return {it.text, nullptr, nullptr}; }
  Words operator()(const Appealed& it) const { return {it.text, nullptr, nullptr}; }
  Words operator()(const Returned& it) const { return {it.text, nullptr, nullptr}; }
  template <class Other>
  Words operator()(const Other&) const {
    return {};
  }
};

struct WriteContent {
  FieldWriter& fields;

  void operator()(const Submitted& it) const {
    write_request(fields, it.request);
    fields.number(kProcedure, number_of(it.procedure));
    fields.number(kState, number_of(it.state));
  }
  void operator()(const ReviewerNamed& it) const { fields.number(kReviewer, it.reviewer); }
  void operator()(const Answered& it) const {
    if (it.amended) write_request(fields, *it.amended);
    fields.number(kAmended, it.amended ? 1 : 0);
  }
  void operator()(const Approved& it) const { fields.number(kProcedure, number_of(it.procedure)); }
  void operator()(const Voted& it) const { fields.number(kVote, number_of(it.vote)); }
  void operator()(const Published& it) const {
    if (it.port) fields.number(kPort, std::uint64_t{*it.port} + 1);
  }
  template <class Other>
  void operator()(const Other&) const {}
};

std::string personal_of(const Happening& happening, std::string_view command) {
  const Words words = std::visit(WordsOf{}, happening);
  std::string out;
  FieldWriter fields(out);
  fields.bytes(kText, words.text);
  if (words.reasons != nullptr)
    for (const std::string& reason : *words.reasons) fields.present(kReason, reason);
  if (words.request != nullptr) write_words(fields, *words.request);
  fields.bytes(kCommand, command);
  return out;
}

// --- reading

template <class Enum>
Enum one_of(FieldReader& fields, unsigned field, std::uint64_t count) {
  const std::uint64_t number = fields.number(field);
  if (number == 0 || number > count) fields.fail();
  return static_cast<Enum>(number == 0 || number > count ? 0 : number - 1);
}

void read_ports(FieldReader& fields, Request& request) {
  const std::uint64_t ports = fields.number(kPorts);
  if (ports == 0) return;
  request.ports = PortRange{static_cast<std::uint16_t>((ports - 1) >> 16U), static_cast<std::uint16_t>(ports - 1)};
  if (ports - 1 > UINT32_MAX || request.ports->first > request.ports->last) fields.fail();
}

Request read_request(FieldReader& fields) {
  Request request;
  request.kind = one_of<Kind>(fields, kKind, kKindCount);
  request.name = fields.bytes(kName);
  request.new_name = fields.bytes(kNewName);
  const std::uint64_t transports = fields.number(kTransports);
  request.transports = Transports::from_bits(static_cast<std::uint8_t>(transports));
  if (request.transports.bits() != transports) fields.fail();
  read_ports(fields, request);
  if (const std::uint64_t code = fields.number(kServiceCode); code != 0) {
    request.service_code = static_cast<std::uint32_t>(code - 1);
    if (code - 1 > UINT32_MAX) fields.fail();
  }
  request.gives_up_name = fields.flag(kGivesUpName);
  return request;
}

struct Personal {
  std::string text;
  std::vector<std::string> reasons;
  Request words;  // only its texts
  std::string command;
};
Result<Personal> read_personal(std::string_view bytes) {
  FieldReader fields(bytes);
  Personal out;
  out.text = fields.bytes(kText);
  while (const auto reason = fields.present(kReason)) out.reasons.emplace_back(*reason);
  out.words.assignee = fields.bytes(kAssignee);
  out.words.contact = fields.bytes(kContact);
  out.words.description = fields.bytes(kDescription);
  out.words.reference = fields.bytes(kReference);
  out.words.document = fields.bytes(kDocument);
  out.words.unauthorized_use = fields.bytes(kUnauthorizedUse);
  out.words.notes = fields.bytes(kNotes);
  out.words.reason = fields.bytes(kWhy);
  out.command = fields.bytes(kCommand);
  if (!fields.done()) return fail(ErrorCode::kDamaged, "what was written in an application is not readable");
  return out;
}

Request with_words(Request request, const Request& words) {
  request.assignee = words.assignee;
  request.contact = words.contact;
  request.description = words.description;
  request.reference = words.reference;
  request.document = words.document;
  request.unauthorized_use = words.unauthorized_use;
  request.notes = words.notes;
  request.reason = words.reason;
  return request;
}

Happening read_submitted(FieldReader& fields, const Personal& personal) {
  Submitted out;
  out.request = with_words(read_request(fields), personal.words);
  out.procedure = one_of<Procedure>(fields, kProcedure, kProcedureCount);
  out.state = one_of<State>(fields, kState, kStateCount);
  return out;
}

Happening read_answered(FieldReader& fields, std::string_view content, const Personal& personal) {
  Answered out{personal.text, std::nullopt};
  if (!content.empty()) {
    out.amended = with_words(read_request(fields), personal.words);
    if (!fields.flag(kAmended)) fields.fail();
  }
  return out;
}

Happening read_published(FieldReader& fields) {
  const std::uint64_t port = fields.number(kPort);
  if (port > 65536) fields.fail();
  return Published{port == 0 ? std::nullopt : std::optional(static_cast<std::uint16_t>(port - 1))};
}

// Nothing for a name that is not known.
std::optional<Happening> read_happening(std::string_view name, FieldReader& fields, std::string_view content,
                                        Personal& personal) {
  if (name == "submitted") return read_submitted(fields, personal);
  if (name == "reviewer-named") return ReviewerNamed{fields.number(kReviewer)};
  if (name == "recused") return Recused{};
  if (name == "review-lapsed") return ReviewLapsed{};
  if (name == "reminded") return Reminded{};
  if (name == "asked") return Asked{std::move(personal.text)};
  if (name == "answered") return read_answered(fields, content, personal);
  if (name == "approved")
    return Approved{one_of<Procedure>(fields, kProcedure, kProcedureCount), std::move(personal.text)};
  if (name == "declined") return Declined{std::move(personal.reasons)};
  if (name == "escalated") return Escalated{};
  if (name == "call-opened") return CallOpened{};
  if (name == "call-closed") return CallClosed{};
  if (name == "voted") return Voted{one_of<Vote>(fields, kVote, 3), std::move(personal.text)};
  if (name == "appealed") return Appealed{std::move(personal.text)};
  if (name == "returned") return Returned{std::move(personal.text)};
  if (name == "published") return read_published(fields);
  if (name == "withdrawn") return Withdrawn{};
  if (name == "expired") return Expired{};
  return std::nullopt;
}

}  // namespace

Kept keep(const Happening& happening, std::string_view command) {
  Kept out;
  out.name = type_name(happening);
  FieldWriter fields(out.content);
  std::visit(WriteContent{fields}, happening);
  out.personal = personal_of(happening, command);
  return out;
}

Result<Told> tell(std::string_view name, std::string_view content, std::string_view personal_bytes) {
  auto personal = read_personal(personal_bytes);
  if (!personal) return std::unexpected(std::move(personal.error()));
  FieldReader fields(content);
  auto happening = read_happening(name, fields, content, *personal);
  if (!happening)
    return fail(ErrorCode::kUnsupported, fmt::format("this ledger holds a step '{}' that a newer program wrote", name));
  if (!fields.done()) return fail(ErrorCode::kDamaged, fmt::format("the content of a step '{}' is not readable", name));
  return Told{std::move(*happening), std::move(personal->command)};
}

events::Standing standing_of(const Application& application, std::optional<Time> due) {
  const Request& request = application.request;
  return {.state = std::string(to_string(application.state)),
          .kind = std::string(to_string(request.kind)),
          .service = request.name,
          .ports = request.ports,
          .transports = request.transports,
          .applicant = application.applicant,
          .reviewer = application.reviewer,
          .due = due ? static_cast<std::uint64_t>(due->time_since_epoch().count()) : 0,
          .closed = is_closed(application.state)};
}

std::string actor_of(PersonId person) { return person == 0 ? "clock" : fmt::format("#{}", person); }

std::optional<PersonId> person_of(std::string_view actor) {
  if (actor == "clock") return 0;
  PersonId person = 0;
  const char* const end = actor.data() + actor.size();
  if (!actor.starts_with('#')) return std::nullopt;
  const auto [at, error] = std::from_chars(actor.data() + 1, end, person);
  return error == std::errc() && at == end && person != 0 ? std::optional(person) : std::nullopt;
}

}  // namespace portolan::procedures
