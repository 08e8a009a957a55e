// SPDX-License-Identifier: Apache-2.0
//
// portolan decide: its words. What it does is in src/keeper/applications.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Does one of these to an application, if it is your turn: take-review, recuse, ask, answer, approve, decline,"
    " escalate, open-call, vote, publish, return, withdraw, appeal. Who may do what, and when, is told in "
    "docs/rfc6335.md.",
    "Whoever works on the file of a ledger is one person, its operator: they publish what others approved, and "
    "never decide alone on what they asked for themselves.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "NUMBER", .help = "The application."},
    PositionalSpec{.name = "WHAT", .help = "What is done to it."},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "text", .value = "TEXT", .choices = {}, .help = "The question, the answer, the reason."},
    OptionSpec{.name = "vote", .value = "VOTE", .choices = {}, .help = "yes, no or abstain."},
    kKeyOption,
    kDryRunOption,
    kYesOption,
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports decide 12 publish", "an approved application becomes a record"},
    Example{"portolan -r ./ports decide 12 withdraw --yes", "an application of one's own"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "It is done."},
    StatusSpec{ExitStatus::kNotFound, "The rules refuse it, or nobody said yes: nothing was written."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written, or somebody was faster; nothing was written."},
};

}  // namespace

constinit const CommandSpec kDecideCommand = {
    .name = "decide",
    .summary = "do something to an application",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
