// SPDX-License-Identifier: Apache-2.0
//
// What the commands of the procedures have in common: the desk over the ledger of --registry, showing what a command
// would do, asking, doing it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cli/invocation.h"
#include "desk/desk.h"
#include "keeper/session.h"

namespace portolan::keeper {

// Who has the file of the ledger. `holds` are the contacts for which they speak now.
procedures::Person local_operator(std::vector<std::string> holds = {});

// The number of an application, "12" or "#12"; complains and gives nothing for another word.
std::optional<std::uint64_t> application_number(const cli::Invocation& invocation, std::string_view word);

// What the options of a request say; complains and gives nothing where they contradict each other.
std::optional<procedures::Request> request_of(const cli::Invocation& invocation, procedures::Kind kind);
// The contacts that hold what the request is about: in front of the file, the operator acts for them.
std::vector<std::string> holders_of(const desk::Ground& ground, const procedures::Request& request);

// The status of a refusal: says everything that is wrong.
cli::ExitStatus refuse(const cli::Invocation& invocation, const desk::Refusal& refusal);

// What the order's `said` is for a command of the shell.
std::string said(const cli::Invocation& invocation);
// Where --key names a command that was done before: shows what it did, and gives the status to end with.
// `command` to application `number` is the one that is given now, as Desk::repeated() has it.
std::optional<cli::ExitStatus> answer_repeated(const cli::Invocation& invocation, Session& session, desk::Desk& desk,
                                               std::uint64_t number, const procedures::Command& command);

// Tries `command`, shows what it does, asks unless --yes or --dry-run was given, and does it.
using Command = std::function<desk::Outcome(desk::Desk& desk, bool dry_run)>;
cli::ExitStatus try_and_do(const cli::Invocation& invocation, Session& session, desk::Desk& desk,
                           const Command& command);

}  // namespace portolan::keeper
