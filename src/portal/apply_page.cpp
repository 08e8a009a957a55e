// SPDX-License-Identifier: Apache-2.0
//
// The wizard: what somebody asks of the registry, checked before it is submitted. "Check" shows what would come of it;
// the same form submits it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/difference_story.h"
#include "desk/story.h"
#include "portal/fields.h"
#include "portal/request_fields.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "registrar/paperwork.h"
#include "server/page_parts.h"

namespace portolan::portal {
namespace {

using procedures::Kind;
using procedures::Request;
using procedures::Violation;

struct KindWords {
  Kind kind;
  std::string_view link;
  std::string_view lead;
};
constexpr std::array kKinds = {
    KindWords{Kind::kAssignment, "A name or a port",
              "A service gets a name, and a port if it needs one. Many do not: a name alone is found by DNS SRV and "
              "DNS-SD, and is assigned at once."},
    KindWords{Kind::kMaintenance, "Change contact or description", "Of what is yours already."},
    KindWords{Kind::kReuse, "Another name for my port", "Your port, for another service of yours."},
    KindWords{Kind::kDeassignment, "Give back", "What you do not need any more, for others."},
    KindWords{Kind::kUnauthorizedUse, "Report use", "A port is used by something else than what it is assigned to."},
    KindWords{Kind::kRevocation, "Ask for a revocation", "What its holder does not use any more, nor answers for."},
    KindWords{Kind::kReplacement, "A well-formed name", "In place of one that breaks today's rules."},
};

// Which fields a kind of request has, and what they are called.
struct FieldWords {
  std::string_view name;
  std::string_view label;
  std::string_view hint;
  bool long_text = false;
};
constexpr FieldWords kName{"service_name", "Service name",
                           "1 to 15 letters, digits and hyphens, with at least one letter"};
constexpr FieldWords kPort{"port_number", "Port", "nothing: a name alone; a number; a range of which any port will do"};
constexpr FieldWords kOnePort{"port_number", "Port", "the number, where the name has several"};
constexpr FieldWords kDescription{"description", "Description", "what it is, in a line", true};
constexpr FieldWords kReason{"reason", "Why a port, and why that one",
                             "what was tried without; for a revocation, the evidence", true};
constexpr FieldWords kReference{"reference", "Reference", "where it is specified: RFC5326, an address"};
constexpr FieldWords kContact{"contact", "Contact", "who answers for it; you, if nothing is written"};
constexpr FieldWords kNewName{"new_service_name", "New name", "the name that the service has from then on"};
constexpr FieldWords kUse{"unauthorized_use", "What uses it", "the program, and since when it is known", true};
constexpr std::array kOfAssignment = {
    kName,
    kPort,
    kDescription,
    kReference,
    kReason,
    FieldWords{"assignee", "Assignee", "whose it is; you, if nothing is written"},
    kContact,
    FieldWords{"document", "Document of the IETF", "of which the port is asked for, if it is one"},
    FieldWords{"service_code", "DCCP service code", "a number, for DCCP"},
    FieldWords{"notes", "Notes", "for the record", true}};
constexpr std::array kOfMaintenance = {kName, kOnePort, kContact, kDescription};
constexpr std::array kOfReuse = {kName, kNewName, kOnePort, kDescription, kReference};
constexpr std::array kOfDeassignment = {kName, kOnePort};
constexpr std::array kOfReport = {kName, kOnePort, kUse};
constexpr std::array kOfRevocation = {kName, kOnePort, kReason};
constexpr std::array kOfReplacement = {kName, kNewName};

std::span<const FieldWords> fields_of_kind(Kind kind) {
  switch (kind) {
    case Kind::kAssignment: return kOfAssignment;
    case Kind::kMaintenance: return kOfMaintenance;
    case Kind::kReuse: return kOfReuse;
    case Kind::kDeassignment: return kOfDeassignment;
    case Kind::kUnauthorizedUse: return kOfReport;
    case Kind::kRevocation: return kOfRevocation;
    case Kind::kReplacement: return kOfReplacement;
  }
  return {};
}

std::string wrong_with(std::string_view field, const std::vector<Violation>& violations) {
  std::string out;
  for (const Violation& one : violations)
    if (desk::field_name(one.field) == field) out += (out.empty() ? "" : "; ") + one.message;
  return out;
}

// What the page shows beside an empty form.
struct Shown {
  Kind kind = Kind::kAssignment;
  FieldOf value;
  std::vector<Violation> violations = {};
  Markup outcome = {};  // of a check
};

Markup kind_links(Kind kind) {
  Markup items;
  for (const KindWords& one : kKinds) {
    const auto current = one.kind == kind ? std::optional<std::string>("page") : std::nullopt;
    items += tag("li", {},
                 tag("a", {{"href", "/apply?kind=" + net::encode_uri(to_string(one.kind))}, {"aria-current", current}},
                     one.link));
  }
  return tag("ul", {{"class", "inline"}}, items);
}

Markup transport_choices(const Shown& shown) {
  const std::string given = shown.value("transports");
  Markup out;
  for (const Transport transport : kAllTransports)
    out += check("transports", to_string(transport), given.contains(to_string(transport)), to_string(transport));
  const std::string wrong = wrong_with("transports", shown.violations);
  return tag("fieldset", {}, tag("legend", {}, "Transports"), tag("div", {{"class", "choices"}}, out),
             wrong.empty() ? Markup() : tag("div", {{"class", "note warn"}}, wrong));
}

Markup request_form(Visit& visit, const Shown& shown) {
  Markup fields;
  for (const FieldWords& words : fields_of_kind(shown.kind)) {
    const std::string value = shown.value(words.name);
    const Field field{.name = words.name,
                      .label = words.label,
                      .value = value,
                      .hint = words.hint,
                      .required = words.name == "service_name",
                      .wrong = wrong_with(words.name, shown.violations)};
    fields += words.long_text ? text_area(field) : text_field(field);
    if (words.name == "port_number" || (shown.kind == Kind::kReplacement && words.name == "new_service_name"))
      fields += transport_choices(shown);
  }
  if (shown.kind == Kind::kDeassignment)
    fields += check("gives_up_name", "true", shown.value("gives_up_name") == "true", "the name too, not only the port");
  Markup rest = tag("input", {{"type", "hidden"}, {"name", "kind"}, {"value", std::string(to_string(shown.kind))}});
  rest += visit.key_field();
  rest +=
      tag("div", {{"class", "actions"}}, button("Check", "do", "check", true), " ", button("Submit", "do", "submit"));
  return post_form(visit, "/apply", tag("div", {{"class", "request"}}, fields) + rest);
}

Reply show(Visit& visit, const Shown& shown, unsigned status) {
  const auto* words = std::ranges::find(kKinds, shown.kind, &KindWords::kind);
  server::Page page;
  page.title = "Apply";
  page.entry = "/apply";
  page.body = tag("h1", {}, words->link);
  page.body += kind_links(shown.kind);
  page.body += tag("p", {{"class", "lead"}}, words->lead);
  if (!shown.violations.empty())
    page.body += tag("div", {{"class", "note warn"}, {"role", "alert"}}, tag("p", {}, "It cannot be submitted so:"),
                     violation_list(shown.violations));
  page.body += shown.outcome;
  page.body += server::island(
      "apply", "{}", request_form(visit, shown) + tag("div", {{"data-answer", ""}, {"aria-live", "polite"}}, Markup()));
  return send_private(visit, std::move(page), status);
}

// What a submission would lead to.
Markup outcome_of(Visit& visit, const desk::Receipt& tried) {
  Markup out = tag("h2", {}, "This would come of it");
  Markup steps;
  for (const procedures::Happening& one : tried.happenings) steps += tag("li", {}, desk::words(one));
  out += tag("ol", {}, steps);
  if (tried.application.state != procedures::State::kDone)
    out += tag("p", {}, "Then: ", desk::meaning(tried.application.state), ".");
  if (tried.prospect) out += tag("p", {}, "Published as things are now, it would be:");
  if (const auto& effect = tried.effect ? tried.effect : tried.prospect)
    out += server::story(visit.context(), app::tell(effect->difference, false), 3);
  Markup notes;
  for (const std::string& one : tried.advice) notes += tag("li", {}, one);
  if (!notes.empty()) out += tag("h3", {}, "Good to know") + tag("ul", {}, notes);
  return tag("section", {{"class", "card"}, {"aria-label", "What would come of it"}}, out);
}

}  // namespace

Reply apply_page(Visit& visit) {
  if (visit.visitor() == nullptr) return ask_to_sign_in(visit);
  const net::Parameters& query = visit.context().query;
  const auto kind = kind_named(query.value("kind"));
  return show(visit, {.kind = kind.value_or(Kind::kAssignment), .value = fields_of(query)}, 200);
}

Reply submit_application(Visit& visit, const Form& form) {
  if (visit.visitor() == nullptr) return ask_to_sign_in(visit);
  Shown shown{.kind = kind_named(form.value("kind")).value_or(Kind::kAssignment), .value = fields_of(form)};
  auto request = read_request(visit.charter().policy, shown.value);
  if (!request) {
    shown.violations = std::move(request.error());
    return show(visit, shown, 422);
  }
  auto whole = registrar::completed(visit.counter(), *visit.visitor(), std::move(*request));
  if (!whole) return failed(visit.context(), whole.error());
  const bool submits = form.value("do") == "submit";
  const auto done = registrar::submit(
      visit.counter(), *visit.visitor(), *whole,
      visit.order(submits ? form.value("key") : std::string_view(), said_by(form), !submits), visit.act());
  if (!done && done.error().error) return failed(visit.context(), *done.error().error);
  if (!done) {
    shown.violations = done.error().violations;
    return show(visit, shown, 422);
  }
  if (submits) return see_other(visit.context(), fmt::format("/applications/{}", done->application.number));
  shown.outcome = outcome_of(visit, *done);
  return show(visit, shown, 200);
}

}  // namespace portolan::portal
