// SPDX-License-Identifier: Apache-2.0
//
// portolan rules: its words. What it does is in src/keeper/rules.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Shows the rules by which a registry of the ledger is run, or gives it those of a file (TOML; "
    "docs/policies.md): its title, its ranges, how ports and names of each are given out, who decides, how long "
    "things may take. A registry that is not in the ledger yet begins with them, and the ledger is made if it is "
    "not there.",
    "The rules of every date are kept. A registry that nobody gave rules is run by those of RFC 6335.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "FILE", .kind = ValueKind::kFile, .help = "The rules to give it.", .optional = true},
};

constexpr std::array kOptions = {
    kYesOption,
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports rules harbour.toml", "a registry of one's own, in a ledger in the folder ports"},
    Example{"portolan -r ./ports#harbour rules", "its rules"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Shown or written, or these were its rules already."},
    StatusSpec{ExitStatus::kNotFound, "It has none of its own, or nobody said yes: nothing was written."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The rules are wrong or the ledger cannot be read; nothing was written."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written, or somebody was faster; nothing was written."},
};

}  // namespace

constinit const CommandSpec kRulesCommand = {
    .name = "rules",
    .summary = "show or give the rules of a registry",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
