// SPDX-License-Identifier: Apache-2.0
#include "keeper/desk.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/difference_text.h"
#include "app/picking.h"
#include "desk/story.h"
#include "procedures/checks.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;
using cli::OutputFormat;
using procedures::Kind;
using procedures::Request;

bool is_json(const Invocation& invocation) {
  return invocation.format() == OutputFormat::kJson || invocation.format() == OutputFormat::kJsonLines;
}

ExitStatus refuse(const Invocation& invocation, const desk::Refusal& refusal) {
  if (refusal.error) return keeper::refuse(invocation, *refusal.error);
  if (is_json(invocation)) invocation.out += desk::violations_json(refusal.violations) + "\n";
  for (const procedures::Violation& one : refusal.violations)
    invocation.complain(
        fmt::format("{}{}{} [{}]", one.message, one.section.empty() ? "" : ": ", one.section, one.rule));
  return ExitStatus::kNotFound;
}

void show(const Invocation& invocation, const desk::Receipt& receipt) {
  const procedures::Application& it = receipt.application;
  const std::string number =
      it.number == 0 ? std::string("a new application") : fmt::format("application {}", it.number);
  invocation.out += fmt::format("{}: {}\n", number, desk::title(it.request));
  for (const procedures::Happening& one : receipt.happenings) invocation.out += fmt::format("  {}\n", desk::words(one));
  if (it.state != procedures::State::kDone) invocation.out += fmt::format("  now: {}\n", desk::meaning(it.state));
  if (receipt.effect) app::write_difference_text(receipt.effect->difference, {}, invocation.out);
  for (const std::string& one : receipt.advice) invocation.messages += fmt::format("note: {}\n", one);
}

Transports transports_of(const Invocation& invocation) {
  Transports out;
  for (const std::string_view word : invocation.arguments.parts("transport"))
    if (const auto one = parse_transport(word)) out |= *one;
  return out;
}

}  // namespace

procedures::Person local_operator(std::vector<std::string> holds) {
  procedures::Person person;
  person.id = procedures::kLocalOperator;
  person.roles = {procedures::Role::kApplicant, procedures::Role::kOperator};
  person.acts_for = std::move(holds);
  return person;
}

std::vector<std::string> holders_of(const desk::Ground& ground, const Request& request) {
  std::vector<std::string> out;
  for (const registry::Record* record : procedures::records_of(ground.world(), request))
    for (const registry::Reference& one : record->holders()) out.emplace_back(one.data);
  return out;
}

std::optional<Request> request_of(const Invocation& invocation, Kind kind) {
  const cli::Arguments& arguments = invocation.arguments;
  Request request;
  request.kind = kind;
  request.name = arguments.positionals.empty() ? std::string() : arguments.positionals[0];
  request.transports = transports_of(invocation);
  const auto ports = arguments.ports("port");
  if (ports.size() > 1) {
    invocation.complain("--port takes one port, or one range to choose from");
    return std::nullopt;
  }
  if (!ports.empty()) request.ports = ports.front();
  const auto text = [&](std::string_view option) { return std::string(arguments.value(option)); };
  request.assignee = text("owner");
  request.contact = text("contact");
  request.description = text("purpose");
  request.reference = text("reference");
  request.reason = text("reason");
  request.unauthorized_use = text("use");
  request.notes = text("notes");
  if (arguments.has("service-code"))
    request.service_code = static_cast<std::uint32_t>(arguments.number("service-code", 0));
  return request;
}

ExitStatus try_and_do(const Invocation& invocation, Session& session, desk::Desk& desk, const Command& command) {
  const desk::Outcome tried = command(desk, true);
  if (!tried) return refuse(invocation, tried.error());
  const bool dry_run = invocation.arguments.has("dry-run");
  if (!is_json(invocation) && !tried->repeated) show(invocation, *tried);
  if (dry_run) {
    if (is_json(invocation)) invocation.out += desk::receipt_json(*tried) + "\n";
    return ExitStatus::kDone;
  }
  if (!tried->repeated && !invocation.arguments.has("yes") && !confirmed(invocation, "Write this into the ledger?")) {
    invocation.complain("nothing was written; --yes writes without asking");
    return ExitStatus::kNotFound;
  }
  const desk::Outcome done = command(desk, false);
  if (!done) return refuse(invocation, done.error());
  if (is_json(invocation))
    invocation.out += desk::receipt_json(*done) + "\n";
  else if (done->repeated)
    show(invocation, *done);
  else
    invocation.out +=
        fmt::format("application {}: {}\n", done->application.number, desk::meaning(done->application.state));
  return done->effect ? refresh_lookup(invocation, session, session.registry) : ExitStatus::kDone;
}

}  // namespace portolan::keeper
