// SPDX-License-Identifier: Apache-2.0
#include "keeper/desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

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

void show(const Invocation& invocation, const desk::Receipt& receipt) {
  const procedures::Application& it = receipt.application;
  const std::string number =
      it.number == 0 ? std::string("a new application") : fmt::format("application {}", it.number);
  invocation.out += fmt::format("{}: {}\n", number, desk::title(it.request));
  for (const procedures::Happening& one : receipt.happenings) invocation.out += fmt::format("  {}\n", desk::words(one));
  if (it.state != procedures::State::kDone) invocation.out += fmt::format("  now: {}\n", desk::meaning(it.state));
  if (receipt.effect) app::write_difference_text(receipt.effect->difference, {}, invocation.out);
  if (receipt.prospect) {
    invocation.out += "once it is published:\n";
    app::write_difference_text(receipt.prospect->difference, {}, invocation.out);
  }
  for (const std::string& one : receipt.advice) invocation.messages += fmt::format("note: {}\n", one);
}

}  // namespace

ExitStatus refuse(const Invocation& invocation, const desk::Refusal& refusal) {
  if (refusal.error) return keeper::refuse(invocation, *refusal.error);
  if (is_json(invocation)) invocation.out += desk::violations_json(refusal.violations) + "\n";
  for (const procedures::Violation& one : refusal.violations)
    invocation.complain(
        fmt::format("{}{}{} [{}]", one.message, one.section.empty() ? "" : ": ", one.section, one.rule));
  return ExitStatus::kNotFound;
}

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
  if (arguments.positionals.size() > 1) request.new_name = arguments.positionals[1];
  request.gives_up_name = arguments.has("gives-up-name");
  request.transports = given_transports(invocation);
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

std::optional<std::uint64_t> application_number(const Invocation& invocation, std::string_view word) {
  std::uint64_t number = 0;
  if (word.starts_with('#')) word.remove_prefix(1);
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error == std::errc() && end == word.data() + word.size() && number != 0) return number;
  invocation.complain("an application is named by its number");
  return std::nullopt;
}

// What was typed, as far as it says what is done: the same words mean the same command, whatever the registry has by
// now.
std::string said(const Invocation& invocation) {
  std::vector<std::string> words = invocation.arguments.positionals;
  for (const auto& [option, value] : invocation.arguments.options)
    if (option != "yes" && option != "dry-run" && option != "format" && option != "registry" && option != "key")
      words.push_back(fmt::format("--{}={}", option, value));
  std::ranges::sort(words);
  std::string out(invocation.arguments.command->name);
  for (const std::string& word : words) out += '\0' + word;
  return out;
}

std::optional<ExitStatus> answer_repeated(const Invocation& invocation, Session& session, desk::Desk& desk,
                                          std::uint64_t number, const procedures::Command& command) {
  const procedures::Person actor = local_operator();
  const auto before =
      desk.repeated({.actor = actor, .key = std::string(invocation.arguments.value("key")), .said = said(invocation)},
                    number, command);
  if (!before) return refuse(invocation, before.error());
  if (!*before) return std::nullopt;
  if (is_json(invocation))
    invocation.out += desk::receipt_json(**before) + "\n";
  else
    show(invocation, **before);
  // Who was stopped behind the ledger comes again for the rest.
  return refresh_lookup(invocation, session, session.registry);
}

ExitStatus try_and_do(const Invocation& invocation, Session& session, desk::Desk& desk, const Command& command) {
  const bool dry_run = invocation.arguments.has("dry-run");
  const bool yes = invocation.arguments.has("yes");
  const desk::Outcome tried = command(desk, true);
  if (!tried) return refuse(invocation, tried.error());
  if (dry_run && is_json(invocation)) invocation.out += desk::receipt_json(*tried) + "\n";
  if (!is_json(invocation) && (dry_run || !yes)) show(invocation, *tried);
  if (dry_run) return ExitStatus::kDone;
  if (!yes && !confirmed(invocation, "Write this into the ledger?")) {
    invocation.complain("nothing was written; --yes writes without asking");
    return ExitStatus::kNotFound;
  }
  const desk::Outcome done = command(desk, false);
  if (!done) return refuse(invocation, done.error());
  if (is_json(invocation))
    invocation.out += desk::receipt_json(*done) + "\n";
  else
    show(invocation, *done);  // somebody may have been faster: it can be another port than that which was tried
  return done->effect ? refresh_lookup(invocation, session, session.registry) : ExitStatus::kDone;
}

}  // namespace portolan::keeper
