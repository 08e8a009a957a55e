// SPDX-License-Identifier: Apache-2.0
//
// portolan history: its words. What it does is in src/keeper/history.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Tells from the ledger what happened to a port, a service name or a contact, date by date, oldest first. The first "
    "date is that of the oldest state in the ledger: what is told there may be older.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "QUERY", .help = "443, 443/tcp, 6000-6063, https, or the id of a contact."},
};

constexpr std::array kExamples = {
    Example{"portolan history 853/tcp", "what the port was called, and when"},
    Example{"portolan -f json history radsec", "the same for programs"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Something is known of it."},
    StatusSpec{ExitStatus::kNotFound, "Nothing is known of it."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
};

}  // namespace

constinit const CommandSpec kHistoryCommand = {
    .name = "history",
    .summary = "what happened to a port, a name or a contact",
    .description = kDescription,
    .positionals = kPositionals,
    .options = {},
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
