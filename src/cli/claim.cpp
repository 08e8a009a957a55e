// SPDX-License-Identifier: Apache-2.0
//
// portolan claim: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/request_options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Takes a service name, with a port, in a registry whose rules let people claim what is free. The port is the first "
    "free one of the range that is claimed unless --port or --range says which; --no-port takes the name alone. It is "
    "shown first.",
    "Claims are atomic: of two that want the same, one has it and the other is told so. Under a --key the claim is "
    "made once, however often it is repeated: for scripts and CI.",
};

constexpr std::array kOwnOptions = {
    OptionSpec{.name = "no-port", .value = {}, .choices = {}, .help = "Take the name alone."},
};
constexpr auto kOptions = joined(kWantedPortOptions, kOwnOptions, kWantedTransportOptions, kOwnerOptions,
                                 std::array{kPurposeOption}, kWritingOptions);

constexpr std::array kExamples = {
    Example{"portolan -r ./ports claim billing --owner team-pay --yes", "the first free port"},
    Example{"portolan -r ./ports claim search --port 8100 -n", "whether that one could be had"},
    Example{"portolan -r ./ports -f json claim web --key deploy-web --yes | jq .port",
            "in a script, any number of times"},
};

constexpr auto kStatuses = request_statuses("It is claimed; or was, under this key.");

}  // namespace

constinit const CommandSpec kClaimCommand = {
    .name = "claim",
    .summary = "take a name and a port of one's own registry",
    .description = kDescription,
    .positionals = kServicePositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
