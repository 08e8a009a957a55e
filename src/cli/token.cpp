// SPDX-License-Identifier: Apache-2.0
//
// portolan token: its words. What it does is in src/keeper/people.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 6> kScopes = {"read", "claim", "apply", "review", "decide", "administer"};

constexpr std::array<std::string_view, 2> kDescription = {
    "Tokens with which programs act for somebody through the API. A token can do no more than its account, and of "
    "that what its scopes name.",
    "NAME alone lists the tokens of an account; make NAME makes one and prints it, once; revoke NAME ID ends it.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "WHAT",
                   .help = "The NAME of an account, make and a NAME, or revoke with a NAME and the ID of a token.",
                   .repeats = true},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "scope",
               .value = "LIST",
               .kind = ValueKind::kChoice,
               .choices = kScopes,
               .help = "What it is good for, with commas between several.",
               .repeats = true},
    OptionSpec{.name = "for", .value = "TEXT", .choices = {}, .help = "What it is for, to be told from others."},
    OptionSpec{.name = "days",
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "How long it is good; for ever unless told."},
    OptionSpec{.name = "everywhere",
               .value = {},
               .choices = {},
               .help = "Good for every registry of the ledger, not for this one only."},
    kAccountsKeyOption,
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports token make ann --scope claim --for deploy", "for a script that claims ports"},
    Example{"portolan -r ./ports token ann", "the tokens of ann"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Done or shown."},
    StatusSpec{ExitStatus::kNotFound, "There is no such account or token, or a rule refuses it."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or the key cannot be read."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written."},
};

}  // namespace

constinit const CommandSpec kTokenCommand = {
    .name = "token",
    .summary = "tokens of programs that use the API",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
