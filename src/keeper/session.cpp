// SPDX-License-Identifier: Apache-2.0
#include "keeper/session.h"

#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "cli/process.h"

namespace portolan::keeper {

using cli::ExitStatus;
using cli::Invocation;

std::expected<Session, ExitStatus> open_session(const Invocation& invocation, ledger::Mode mode) {
  keeping::Place place = keeping::place_of(std::string(invocation.arguments.value("registry")));
  auto ledger = keeping::open_ledger(place, mode);
  if (!ledger) return std::unexpected(refuse(invocation, ledger.error()));
  auto registry = keeping::registry_in(*ledger);
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

std::string who() {
  for (const char* name : {"LOGNAME", "USER"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  const struct passwd* entry = ::getpwuid(::getuid());
  return entry == nullptr ? std::to_string(::getuid()) : entry->pw_name;
}

std::uint64_t now() {
  using namespace std::chrono;
  return static_cast<std::uint64_t>(duration_cast<microseconds>(system_clock::now().time_since_epoch()).count());
}

}  // namespace portolan::keeper
