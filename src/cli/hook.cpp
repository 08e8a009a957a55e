// SPDX-License-Identifier: Apache-2.0
//
// portolan hook: its words. What it does is in src/keeper/hooks.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Programs that are called when something happens to an application of the registry: 'portolan serve' sends a POST "
    "of JSON, signed with a key that is shown when the hook is added (docs/post.md).",
    "Without words, it lists them. add URL adds one, remove ID removes one and what waits for it. waiting tells what "
    "could not be delivered yet, mail too; failed what was refused for good.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "WHAT",
                   .help = "list, add with a URL, remove with the ID of a hook, waiting or failed.",
                   .repeats = true,
                   .optional = true},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "event",
               .value = "LIST",
               .choices = {},
               .help = "Only of these, as approved,declined; of everything unless told otherwise.",
               .repeats = true},
    kAccountsKeyOption,
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports hook add https://ci.example.org/ports --event published", "a program that is called"},
    Example{"portolan -r ./ports hook failed", "what nobody took"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Done or shown."},
    StatusSpec{ExitStatus::kNotFound, "There is no such hook, or nothing to show."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or the key cannot be read."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written."},
};

}  // namespace

constinit const CommandSpec kHookCommand = {
    .name = "hook",
    .summary = "programs that are called about applications",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
