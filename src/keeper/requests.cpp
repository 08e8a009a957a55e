// SPDX-License-Identifier: Apache-2.0
//
// claim, apply, release, deassign, reuse, maintain, revoke, report: what is asked of a registry from the shell.
#include <fmt/format.h>

#include <algorithm>

#include "app/picking.h"
#include "desk/ranges.h"
#include "keeper/commands.h"
#include "keeper/desk.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;
using procedures::Kind;
using procedures::Request;

// Made complete from what the registry says.
using Complete = std::optional<Request> (*)(const Invocation& invocation, const desk::Ground& ground, Request request);

ExitStatus ask(const Invocation& invocation, Kind kind, Complete complete) {
  auto request = request_of(invocation, kind);
  if (!request) return ExitStatus::kUsage;
  auto session = open_session(invocation, ledger::Mode::kWrite);
  if (!session) return session.error();
  desk::Desk desk(session->ledger, session->registry);
  if (const auto status = answer_repeated(invocation, *session, desk, 0, {.request = request})) return *status;
  if (const auto clock = desk.run_clock(now()); !clock) invocation.complain(clock.error());
  const auto ground = desk.ground();
  if (!ground) return refuse(invocation, ground.error());
  request = complete(invocation, **ground, std::move(*request));
  if (!request) return ExitStatus::kUsage;
  const procedures::Person actor = local_operator(holders_of(**ground, *request));
  return try_and_do(invocation, *session, desk, [&](desk::Desk& at, bool dry_run) {
    return at.submit(*request, {.actor = actor,
                                .now = now(),
                                .key = std::string(invocation.arguments.value("key")),
                                .said = said(invocation),
                                .dry_run = dry_run});
  });
}

std::optional<Request> as_given(const Invocation& invocation, const desk::Ground& ground, Request request) {
  static_cast<void>(invocation);
  static_cast<void>(ground);
  return request;
}

// --- assignments

std::optional<Request> with_owner(const Invocation& invocation, const desk::Ground& ground, Request request) {
  static_cast<void>(ground);
  static_cast<void>(invocation);
  if (request.assignee.empty()) request.assignee = app::login_name();
  if (request.contact.empty()) request.contact = request.assignee;
  if (request.transports.empty()) request.transports = Transport::kTcp;
  return request;
}

std::optional<Request> with_range(const Invocation& invocation, const desk::Ground& ground, Request request) {
  const cli::Arguments& arguments = invocation.arguments;
  if (arguments.has("range")) {
    const auto range = desk::ports_named(ground.policy(), arguments.value("range"));
    if (!range) {
      invocation.complain(
          fmt::format("the registry has no range '{}'; ports are written 8000-8999", arguments.value("range")));
      return std::nullopt;
    }
    if (!request.ports) request.ports = range;
  }
  return with_owner(invocation, ground, std::move(request));
}

std::optional<Request> claimed(const Invocation& invocation, const desk::Ground& ground, Request request) {
  const cli::Arguments& arguments = invocation.arguments;
  if (!request.ports && !arguments.has("range") && !arguments.has("no-port")) {
    request.ports = desk::claimed_range(ground.policy());
    if (!request.ports) {
      invocation.complain(
          fmt::format("no port of '{}' can be claimed by its rules; 'apply' asks for one", ground.charter().name));
      return std::nullopt;
    }
  }
  return with_range(invocation, ground, std::move(request));
}

// --- what is held already

// Which of its ports, where a procedure is about one and the words do not say: the only one. Nothing, with a complaint,
// where there are several.
std::optional<Request> with_only_port(const Invocation& invocation, const desk::Ground& ground, Request request) {
  if (request.ports) return request;
  for (const registry::Record* record : procedures::records_of(ground.world(), request)) {
    if (!record->ports) continue;
    if (request.ports && request.ports != record->ports) {
      invocation.complain(fmt::format("'{}' has several ports: --port says which", request.name));
      return std::nullopt;
    }
    request.ports = record->ports;
  }
  return request;
}

// The same holder, contact and transports as until now.
std::optional<Request> reused(const Invocation& invocation, const desk::Ground& ground, Request request) {
  auto found = with_only_port(invocation, ground, std::move(request));
  if (!found) return std::nullopt;
  const auto first_of = [](const registry::References& people) {
    return people.empty() ? std::string() : std::string((*people.begin()).data);
  };
  const auto records = procedures::records_of(ground.world(), *found);
  if (records.empty()) return found;
  if (found->assignee.empty()) found->assignee = first_of(records.front()->holders());
  if (found->contact.empty()) found->contact = first_of(records.front()->contacts);
  if (found->contact.empty()) found->contact = found->assignee;
  if (found->transports.empty())
    for (const registry::Record* record : records) found->transports |= record->covers();
  return found;
}

}  // namespace

ExitStatus run_claim(const Invocation& invocation) { return ask(invocation, Kind::kAssignment, claimed); }
ExitStatus run_apply(const Invocation& invocation) { return ask(invocation, Kind::kAssignment, with_range); }
ExitStatus run_release(const Invocation& invocation) { return ask(invocation, Kind::kDeassignment, as_given); }
ExitStatus run_deassign(const Invocation& invocation) { return ask(invocation, Kind::kDeassignment, as_given); }
ExitStatus run_reuse(const Invocation& invocation) { return ask(invocation, Kind::kReuse, reused); }
ExitStatus run_maintain(const Invocation& invocation) { return ask(invocation, Kind::kMaintenance, as_given); }
ExitStatus run_revoke(const Invocation& invocation) { return ask(invocation, Kind::kRevocation, with_only_port); }
ExitStatus run_report(const Invocation& invocation) { return ask(invocation, Kind::kUnauthorizedUse, as_given); }

}  // namespace portolan::keeper
