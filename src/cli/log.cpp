// SPDX-License-Identifier: Apache-2.0
//
// portolan log: its words. What it does is in src/keeper/log.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Lists the events of the ledger in the order in which they were written, each with its position (@N), the date "
    "from which it holds, what it is and what it is about. With --format jsonl each is an object on a line.",
};

constexpr std::array kOptions = {
    OptionSpec{.name = "limit",
               .letter = 'n',
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "At most so many."},
    OptionSpec{.name = "newest", .value = {}, .choices = {}, .help = "The newest first."},
    OptionSpec{.name = "from", .value = "@N", .choices = {}, .help = "From this position on."},
    OptionSpec{.name = "to", .value = "@N", .choices = {}, .help = "Up to this position, without it."},
    OptionSpec{.name = "event",
               .value = "WORD",
               .choices = {},
               .help = "Only events of this type or kind: imported, record-changed, de-assigned."},
};

constexpr std::array kExamples = {
    Example{"portolan log --newest -n 20", "what was written last"},
    Example{"portolan -f jsonl log --from @20000", "all events from a position on, for programs"},
    Example{"portolan log --event imported", "which files were brought in"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Listed."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
};

}  // namespace

constinit const CommandSpec kLogCommand = {
    .name = "log",
    .summary = "the events of the ledger",
    .description = kDescription,
    .positionals = {},
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
