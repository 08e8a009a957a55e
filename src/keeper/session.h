// SPDX-License-Identifier: Apache-2.0
//
// What the commands of this room have in common: opening the ledger, asking the person in front of it.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "cli/invocation.h"
#include "keeping/place.h"
#include "ledger/ledger.h"

namespace portolan::keeper {

// The ledger of --registry and the registry in it that is meant.
struct Session {
  keeping::Place place;
  ledger::Ledger ledger;
  std::string registry;
};

// Complains and gives the status to end with if that fails. With kCreate `registry` may be empty.
std::expected<Session, cli::ExitStatus> open_session(const cli::Invocation& invocation, ledger::Mode mode);

// The status of a failure of the ledger: kUsage, kUnreadable or kFailed.
cli::ExitStatus refuse(const cli::Invocation& invocation, const Error& error);

// What was printed so far is shown, then the question; true if the answer is yes. False without a terminal.
bool confirmed(const cli::Invocation& invocation, std::string_view question);

// JSON is asked for.
bool is_json(const cli::Invocation& invocation);

// Those of --transport.
Transports given_transports(const cli::Invocation& invocation);

// Makes the lookup file beside the ledger anew; where that fails, says how to do it by hand, and kFailed.
cli::ExitStatus refresh_lookup(const cli::Invocation& invocation, Session& session, std::string_view registry);

// Microseconds since 1970, UTC.
std::uint64_t now();

}  // namespace portolan::keeper
