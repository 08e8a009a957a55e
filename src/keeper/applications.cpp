// SPDX-License-Identifier: Apache-2.0
//
// show, decide: applications as they stand, and what is done to them.
#include <fmt/format.h>

#include <utility>

#include "desk/story.h"
#include "keeper/commands.h"
#include "keeper/desk.h"
#include "keeping/telling.h"
#include "procedures/acts.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;
using cli::OutputFormat;
using procedures::Act;

// --- show

std::string line_of(const ledger::ApplicationInfo& info) {
  const events::Standing& standing = info.standing;
  procedures::Request request;
  request.name = standing.service;
  request.ports = standing.ports;
  request.transports = standing.transports;
  std::string title = desk::title(request);
  title.replace(0, title.find(' '), standing.kind);
  return fmt::format("{}\t{}\t{}\t{}\n", info.number, standing.state, keeping::time_text(info.changed).substr(0, 10),
                     title);
}

ExitStatus show_queue(const Invocation& invocation, Session& session) {
  const cli::Arguments& arguments = invocation.arguments;
  const auto found = session.ledger.applications({.registry = session.registry,
                                                  .open_only = !arguments.has("all") && !arguments.has("state"),
                                                  .state = std::string(arguments.value("state")),
                                                  .service = std::string(arguments.value("name")),
                                                  .limit = arguments.number("limit", 100),
                                                  .newest_first = arguments.has("newest")});
  if (!found) return refuse(invocation, found.error());
  const OutputFormat format = invocation.format();
  std::string_view between;
  if (format == OutputFormat::kJson) invocation.out += '[';
  for (const ledger::ApplicationInfo& info : *found) {
    if (format == OutputFormat::kTable) {
      invocation.out += line_of(info);
      continue;
    }
    invocation.out += std::exchange(between, format == OutputFormat::kJson ? ",\n" : "");
    invocation.out += desk::info_json(info);
    if (format == OutputFormat::kJsonLines) invocation.out += '\n';
  }
  if (format == OutputFormat::kJson) invocation.out += "]\n";
  return found->empty() ? ExitStatus::kNotFound : ExitStatus::kDone;
}

// --- decide

std::optional<Act> act_named(const Invocation& invocation, std::string_view word) {
  std::string known;
  for (std::size_t i = 0; i < procedures::kActCount; ++i) {
    const auto act = static_cast<Act>(i);
    if (act == Act::kSubmit || act == Act::kTick || act == Act::kNameReviewer) continue;
    if (procedures::to_string(act) == word) return act;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", procedures::to_string(act));
  }
  invocation.complain(fmt::format("what is done is one of {}", known));
  return std::nullopt;
}

std::optional<procedures::Vote> vote_named(const Invocation& invocation, std::string_view word) {
  if (word == "yes") return procedures::Vote::kYes;
  if (word == "no") return procedures::Vote::kNo;
  if (word.empty() || word == "abstain") return procedures::Vote::kAbstain;
  invocation.complain("--vote is yes, no or abstain");
  return std::nullopt;
}

}  // namespace

ExitStatus run_show(const Invocation& invocation) {
  if (invocation.format() == OutputFormat::kCsv) {
    invocation.complain("show writes table, json or jsonl");
    return ExitStatus::kUsage;
  }
  auto session = open_session(invocation, ledger::Mode::kRead);
  if (!session) return session.error();
  if (invocation.arguments.positionals.empty()) return show_queue(invocation, *session);
  const auto number = application_number(invocation, invocation.arguments.positionals[0]);
  if (!number) return ExitStatus::kUsage;
  desk::Desk desk(session->ledger, session->registry);
  const auto file = desk.file(*number);
  if (!file) return refuse(invocation, file.error());
  if (!*file) {
    invocation.complain(fmt::format("there is no application {}", *number));
    return ExitStatus::kNotFound;
  }
  invocation.out +=
      invocation.format() == OutputFormat::kTable ? desk::file_text(**file) : desk::file_json(**file) + "\n";
  return ExitStatus::kDone;
}

ExitStatus run_decide(const Invocation& invocation) {
  const cli::Arguments& arguments = invocation.arguments;
  const auto number = application_number(invocation, arguments.positionals[0]);
  if (!number) return ExitStatus::kUsage;
  const auto act = act_named(invocation, arguments.positionals[1]);
  const auto vote = vote_named(invocation, arguments.value("vote"));
  if (!act || !vote) return ExitStatus::kUsage;
  procedures::Command command{.act = *act, .text = std::string(arguments.value("text")), .vote = *vote};
  if (*act == Act::kDecline) command.reasons = {command.text};
  auto session = open_session(invocation, ledger::Mode::kWrite);
  if (!session) return session.error();
  desk::Desk desk(session->ledger, session->registry);
  if (const auto status = answer_repeated(invocation, *session, desk, *number, command)) return *status;
  if (const auto clock = desk.run_clock(now()); !clock) invocation.complain(clock.error());
  const procedures::Person actor = local_operator();
  return try_and_do(invocation, *session, desk, [&](desk::Desk& at, bool dry_run) {
    return at.act(*number, command,
                  {.actor = actor,
                   .now = now(),
                   .key = std::string(arguments.value("key")),
                   .said = said(invocation),
                   .dry_run = dry_run});
  });
}

}  // namespace portolan::keeper
