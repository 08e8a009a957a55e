// SPDX-License-Identifier: Apache-2.0
//
// The API of applications and claims: docs/openapi.yaml.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "accounts/roles.h"
#include "app/json_writer.h"
#include "desk/ranges.h"
#include "desk/story.h"
#include "portal/api_visit.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "registrar/paperwork.h"
#include "server/api.h"

namespace portolan::portal {
namespace {

using accounts::Scope;
using procedures::Act;
using procedures::Violation;

constexpr std::size_t kMostListed = 1000;

// What bodies hold, as docs/openapi.yaml has it.
constexpr std::array<std::string_view, 15> kRequest = {
    "kind",    "service_name", "new_service_name", "port_number", "transports",   "assignee",
    "contact", "description",  "reference",        "document",    "service_code", "unauthorized_use",
    "notes",   "reason",       "gives_up_name"};
constexpr std::array<std::string_view, 7> kClaim = {"service_name", "port_number", "no_port",    "transports",
                                                    "assignee",     "contact",     "description"};
constexpr std::array<std::string_view, 2> kAct = {"text", "vote"};

// Runs an address of the API with who asks it.
template <class Work>
Reply served(Context& context, Work work) {
  if (!context.may_wait) return Reply::kWait;
  auto begun = begin_api(context);
  if (!begun) return failed(context, begun.error());
  return begun->refused ? Reply::kDone : work(begun->visit);
}

std::string_view key_of(const Context& context) { return context.request.header("Idempotency-Key"); }

bool only_tries(const Context& context) { return context.query.value("dry_run") == "true"; }

// The whole body, as what must be the same under a key.
std::string said_by(const Context& context) { return fmt::format("{} {}", context.request.path, context.request.body); }

Reply refuse(Context& context, std::vector<Violation> violations) {
  return send_refusal(context, {std::move(violations), std::nullopt});
}

Reply send_receipt(Context& context, const desk::Receipt& receipt, bool dry_run) {
  if (dry_run) return send_json(context, desk::receipt_json(receipt));
  context.response.add("Location", fmt::format("/api/v1/applications/{}", receipt.application.number));
  return send_json(context, desk::receipt_json(receipt), receipt.repeated ? 200 : 201);
}

Reply submit(Visit& visit, procedures::Request request) {
  Context& context = visit.context();
  auto whole = registrar::completed(visit.counter(), *visit.visitor(), std::move(request));
  if (!whole) return failed(context, whole.error());
  const bool dry_run = only_tries(context);
  const auto done = registrar::submit(visit.counter(), *visit.visitor(), *whole,
                                      visit.order(key_of(context), said_by(context), dry_run), visit.act());
  return done ? send_receipt(context, *done, dry_run) : send_refusal(context, done.error());
}

// What a visitor may list; nothing where it is not theirs to read.
std::optional<ledger::ApplicationFilter> permitted(const Visit& visit) {
  const registrar::Visitor* visitor = visit.visitor();
  ledger::ApplicationFilter filter{.registry = visit.counter().registry()};
  if (visit.charter().applications == policies::Readers::kPublic) return filter;
  if (visitor == nullptr || !visitor->allows(Scope::kRead)) return std::nullopt;
  if (visit.charter().applications == policies::Readers::kParties && !visitor->has_office())
    filter.applicant = visitor->person.id;
  return filter;
}

Result<void> narrow(const Context& context, ledger::ApplicationFilter& filter) {
  auto fine = server::api::only(context, {"state", "name", "limit", "beyond", "newest"});
  if (!fine) return fine;
  const std::string_view state = context.query.value("state");
  filter.open_only = state.empty();
  if (!state.empty() && state != "all") {
    if (!state_named(state)) return server::api::wrong("state", fmt::format("there is no state '{}'", state));
    filter.state = state;
  }
  filter.service = context.query.value("name");
  filter.newest_first = context.query.value("newest") == "true";
  const auto limit = server::api::number(context, "limit", 100, 1, kMostListed);
  if (!limit) return std::unexpected(limit.error());
  filter.limit = *limit;
  if (const std::string_view beyond = context.query.value("beyond"); !beyond.empty()) {
    filter.beyond = parse_number(beyond);
    if (!filter.beyond) return server::api::wrong("beyond", "it is the number of an application");
  }
  return {};
}

Reply list(Visit& visit) {
  Context& context = visit.context();
  auto filter = permitted(visit);
  if (!filter) return lacks(visit, Scope::kRead), Reply::kDone;
  if (auto fine = narrow(context, *filter); !fine) return failed(context, fine.error());
  const auto found = visit.counter().ledger().applications(*filter);
  if (!found) return failed(context, found.error());
  std::string body = "{\"applications\":[";
  for (std::size_t i = 0; i < found->size(); ++i) body += (i == 0 ? "" : ",") + desk::info_json((*found)[i]);
  body += "]";
  if (found->size() == filter->limit) body += fmt::format(",\"beyond\":{}", found->back().number);
  return send_json(context, body + "}");
}

Reply one(Visit& visit) {
  Context& context = visit.context();
  const auto number = parse_number(context.parts[0]);
  const auto file = number ? visit.counter().desk().file(*number) : Result<std::optional<desk::File>>(std::nullopt);
  if (!file) return failed(context, file.error());
  const bool shown = *file && registrar::may_read(visit.visitor(), (*file)->application.applicant, visit.charter());
  if (shown) return send_json(context, desk::file_json(**file));
  if (visit.visitor() == nullptr && visit.charter().applications != policies::Readers::kPublic)
    return unauthorized(context, "It takes a token: Authorization: Bearer ptl_...");
  return server::send_status(context, 404, "Not found", "There is no such application");
}

Reply apply(Visit& visit) {
  if (lacks(visit, Scope::kApply)) return Reply::kDone;
  const auto field = body_fields(visit.context(), kRequest);
  if (!field) return Reply::kDone;
  auto request = read_request(visit.charter().policy, *field);
  return request ? submit(visit, std::move(*request)) : refuse(visit.context(), std::move(request.error()));
}

// Takes what is free, and nothing that somebody would have to decide.
Reply claim(Visit& visit) {
  Context& context = visit.context();
  if (lacks(visit, Scope::kClaim)) return Reply::kDone;
  const auto field = body_fields(context, kClaim);
  if (!field) return Reply::kDone;
  auto request = read_request(visit.charter().policy, *field);
  if (!request) return refuse(context, std::move(request.error()));
  request->kind = procedures::Kind::kAssignment;
  if (!request->ports && (*field)("port_number").empty() && (*field)("no_port") != "true")
    request->ports = desk::claimed_range(visit.charter().policy);
  if (request->transports.empty()) request->transports = Transport::kTcp;
  auto whole = registrar::completed(visit.counter(), *visit.visitor(), *request);
  if (!whole) return failed(context, whole.error());
  const auto tried = registrar::submit(visit.counter(), *visit.visitor(), *whole,
                                       visit.order(key_of(context), said_by(context), true), visit.act());
  if (!tried) return send_refusal(context, tried.error());
  // Under a key that was used the answer is what it was, whatever is free by now.
  if (tried->repeated) return send_receipt(context, *tried, false);
  if (tried->application.procedure != procedures::Procedure::kClaim)
    return refuse(context, {{"not-claimed", {}, "ports", "nobody can claim it here: it takes an application"}});
  return submit(visit, std::move(*request));
}

procedures::Vote vote_of(std::string_view word) {
  if (word == "yes") return procedures::Vote::kYes;
  return word == "no" ? procedures::Vote::kNo : procedures::Vote::kAbstain;
}

Reply act(Visit& visit) {
  Context& context = visit.context();
  const auto number = parse_number(context.parts[0]);
  const auto named = act_named(context.parts[1]);
  if (!number || !named || *named == Act::kNameReviewer)
    return server::send_status(context, 404, "Not found", "There is no such application, or no such act");
  if (lacks(visit, *named)) return Reply::kDone;
  const auto field = body_fields(context, kAct);
  if (!field) return Reply::kDone;
  const auto file = visit.counter().desk().file(*number);
  if (!file) return failed(context, file.error());
  if (!*file || !registrar::may_read(visit.visitor(), (*file)->application.applicant, visit.charter()))
    return server::send_status(context, 404, "Not found", "There is no such application");
  procedures::Command command{.act = *named, .text = (*field)("text"), .vote = vote_of((*field)("vote"))};
  if (*named == Act::kDecline) command.reasons = {command.text};
  const bool dry_run = only_tries(context);
  const auto done =
      registrar::act(visit.counter(), *number, command, visit.order(key_of(context), said_by(context), dry_run));
  if (!done) return send_refusal(context, done.error());
  return send_json(context, desk::receipt_json(*done));
}

Reply check(Visit& visit) {
  for (const auto& [name, value] : visit.context().query.parameters())
    if (std::ranges::find(kRequest, std::string_view(name)) == kRequest.end())
      return failed(visit.context(),
                    server::api::wrong(name, fmt::format("this address has no parameter '{}'", name)).error());
  const FieldOf field = fields_of(visit.context().query);
  auto request = read_request(visit.charter().policy, field);
  if (!request) return refuse(visit.context(), std::move(request.error()));
  // Who asks is known only when it is submitted.
  if (request->assignee.empty()) request->assignee = "You";
  if (request->contact.empty()) request->contact = request->assignee;
  const auto& policy = visit.charter().policy;
  const auto found = procedures::check(policy, visit.ground().world(), *request);
  std::string body = desk::violations_json(found);
  body.pop_back();
  app::JsonWriter json(body);
  body += ",\"advice\":";
  json.list(procedures::advice(policy, visit.ground().world(), *request),
            [&](const std::string& one) { json.text(one); });
  // Words that are not written yet change nothing about the port.
  const bool only_lacks_words = std::ranges::all_of(
      found, [](const Violation& one) { return one.rule == "missing" && one.field != "transports"; });
  if (const auto port = procedures::port_for(policy, visit.ground().world(), *request); port && only_lacks_words)
    body += fmt::format(",\"port\":{}", *port);
  return send_json(visit.context(), body + "}");
}

Reply me(Visit& visit) {
  if (lacks(visit, Scope::kRead)) return Reply::kDone;
  const registrar::Visitor& visitor = *visit.visitor();
  std::string body;
  app::JsonWriter json(body);
  json.object([&] {
    json.member("id", visitor.account.id);
    json.member("name", visitor.account.name);
    json.member("shown", visitor.account.shown);
    json.member("registry", visit.counter().registry());
    json.key("roles").list(visitor.person.roles, [&](procedures::Role role) { json.text(accounts::to_string(role)); });
    json.key("speaks_for").list(visitor.person.acts_for, [&](const std::string& one) { json.text(one); });
    if (visitor.token) json.member("scopes", to_string(visitor.token->scopes));
  });
  return send_json(visit.context(), std::move(body));
}

}  // namespace

Reply api_applications(Context& context) { return served(context, list); }
Reply api_application(Context& context) { return served(context, one); }
Reply api_submit(Context& context) { return served(context, apply); }
Reply api_act(Context& context) { return served(context, act); }
Reply api_claim(Context& context) { return served(context, claim); }
Reply api_check(Context& context) { return served(context, check); }
Reply api_me(Context& context) { return served(context, me); }

}  // namespace portolan::portal
