// SPDX-License-Identifier: Apache-2.0
//
// portolan claim: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 4> kTransports = {"tcp", "udp", "sctp", "dccp"};
constexpr std::array<std::string_view, 2> kDescription = {
    "Takes a service name, with a port, in a registry whose rules let people claim what is free. The port is the "
    "first free one of the range that is claimed unless --port or --range says which; --no-port takes the name "
    "alone. It is shown first.",
    "Claims are atomic: of two that want the same, one has it and the other is told so. Under a --key the claim "
    "is made once, however often it is repeated: for scripts and CI.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "NAME", .help = "The service."},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "port",
               .value = "PORTS",
               .kind = ValueKind::kPorts,
               .choices = {},
               .help = "The port that is wanted, or a range of which any will do."},
    OptionSpec{.name = "range",
               .value = "NAME",
               .choices = {},
               .help = "The range or band of the rules of which any port will do, by its name or as 8000-8999."},
    OptionSpec{.name = "no-port", .value = {}, .choices = {}, .help = "Take the name alone."},
    OptionSpec{.name = "transport",
               .value = "LIST",
               .kind = ValueKind::kChoice,
               .choices = kTransports,
               .help = "tcp, udp, sctp, dccp, with commas between several; tcp unless told otherwise.",
               .repeats = true},
    OptionSpec{.name = "owner",
               .value = "ID",
               .choices = {},
               .help = "Whose it is: the id of a contact, or of a new one; your login name unless told otherwise."},
    OptionSpec{.name = "contact",
               .value = "ID",
               .choices = {},
               .help = "Who answers for it; the owner unless told otherwise."},
    OptionSpec{
        .name = "purpose", .value = "TEXT", .choices = {}, .help = "What it is for: the description of the record."},
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
    Example{"portolan -r ./ports claim billing --owner team-pay --yes", "the first free port"},
    Example{"portolan -r ./ports claim search --port 8100 -n", "whether that one could be had"},
    Example{"portolan -r ./ports -f json claim web --key deploy-web --yes | jq .port",
            "in a script, any number of times"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "It is claimed; or was, under this key."},
    StatusSpec{ExitStatus::kNotFound, "The rules refuse it, or nobody said yes: nothing was written."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written, or somebody was faster; nothing was written."},
};

}  // namespace

constinit const CommandSpec kClaimCommand = {
    .name = "claim",
    .summary = "take a name and a port of one's own registry",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
