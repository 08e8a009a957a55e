// SPDX-License-Identifier: Apache-2.0
#include "keeper/session.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <iostream>

#include "cli/process.h"
#include "keeping/importing.h"

namespace portolan::keeper {

using cli::ExitStatus;
using cli::Invocation;

std::expected<Session, ExitStatus> open_session(const Invocation& invocation, ledger::Mode mode) {
  keeping::Place place = keeping::place_of(std::string(invocation.arguments.value("registry")));
  auto ledger = keeping::open_ledger(place, mode);
  if (!ledger) return std::unexpected(refuse(invocation, ledger.error()));
  auto registry = keeping::registry_in(*ledger, place.registry);
  if (!registry && mode != ledger::Mode::kCreate) return std::unexpected(refuse(invocation, registry.error()));
  return Session{std::move(place), std::move(*ledger), registry.value_or(std::string())};
}

ExitStatus refuse(const Invocation& invocation, const Error& error) {
  switch (error.code) {
    case ErrorCode::kIo:
    case ErrorCode::kConflict:
    case ErrorCode::kUnavailable: return invocation.refuse(error, ExitStatus::kFailed);
    default: return invocation.refuse(error, ExitStatus::kUnreadable);
  }
}

bool confirmed(const Invocation& invocation, std::string_view question) {
  if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1) return false;
  cli::write_out(STDOUT_FILENO, invocation.out);
  cli::write_out(STDERR_FILENO, invocation.messages);
  invocation.out.clear();
  invocation.messages.clear();
  cli::write_out(STDERR_FILENO, std::string(question) + " [y/N] ");
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

bool is_json(const Invocation& invocation) {
  return invocation.format() == cli::OutputFormat::kJson || invocation.format() == cli::OutputFormat::kJsonLines;
}

Transports given_transports(const Invocation& invocation) {
  Transports out;
  for (const std::string_view word : invocation.arguments.parts("transport"))
    if (const auto one = parse_transport(word)) out |= *one;
  return out;
}

ExitStatus refresh_lookup(const Invocation& invocation, Session& session, std::string_view registry) {
  const auto made = keeping::refresh_lookup(session.ledger, session.place, registry);
  if (made) return ExitStatus::kDone;
  invocation.complain(made.error());
  invocation.complain(
      fmt::format("the ledger is written, but {0} is still the old one: 'portolan -r {1} --as-of 9999-12 "
                  "export {0}' makes it anew",
                  session.place.lookup_file(), session.place.folder));
  return ExitStatus::kFailed;
}

std::uint64_t now() {
  using namespace std::chrono;
  return static_cast<std::uint64_t>(duration_cast<microseconds>(system_clock::now().time_since_epoch()).count());
}

}  // namespace portolan::keeper
