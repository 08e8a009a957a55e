// SPDX-License-Identifier: Apache-2.0
//
// portolan release: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 4> kTransports = {"tcp", "udp", "sctp", "dccp"};
constexpr std::array<std::string_view, 1> kDescription = {
    "Gives up the assignment of a service (RFC 6335, section 8.2): of all its ports, or of one port or transport."
    " In a registry whose rules keep what is given up, the port stays reserved with the date and the name stays "
    "assigned; else both are free.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "NAME", .help = "The service."},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "port", .value = "PORT", .kind = ValueKind::kPorts, .choices = {}, .help = "Only this port."},
    OptionSpec{.name = "transport",
               .value = "LIST",
               .kind = ValueKind::kChoice,
               .choices = kTransports,
               .help = "Only on these transports: tcp, udp, sctp, dccp, with commas between several.",
               .repeats = true},
    OptionSpec{.name = "reason", .value = "TEXT", .choices = {}, .help = "Why; kept with the application."},
    OptionSpec{
        .name = "key",
        .value = "KEY",
        .choices = {},
        .help = "Do this once: the same command again under the same key, and it says what it did the first time."},
    OptionSpec{
        .name = "dry-run", .letter = 'n', .value = {}, .choices = {}, .help = "Only show what would be written."},
    OptionSpec{.name = "yes", .letter = 'y', .value = {}, .choices = {}, .help = "Write without asking."},
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports release billing --yes", "its ports are free again"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "It is given up."},
    StatusSpec{ExitStatus::kNotFound, "The rules refuse it, or nobody said yes: nothing was written."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written, or somebody was faster; nothing was written."},
};

}  // namespace

constinit const CommandSpec kReleaseCommand = {
    .name = "release",
    .summary = "give up what was assigned",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
