// SPDX-License-Identifier: Apache-2.0
//
// portolan collisions: its words. What it does is in src/keeper/collisions.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Lists the records of a registry whose name or port the registry that it is laid over (`over` in its rules) has "
    "for "
    "something else: what was claimed knowingly, and what was assigned there since.",
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports#harbour collisions", "after each update of IANA's registry"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "There is none."},
    StatusSpec{ExitStatus::kNotFound, "There are some."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger cannot be read, or the registry is laid over no other."},
};

}  // namespace

constinit const CommandSpec kCollisionsCommand = {
    .name = "collisions",
    .summary = "what a registry has that another one has as well",
    .description = kDescription,
    .positionals = {},
    .options = {},
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
