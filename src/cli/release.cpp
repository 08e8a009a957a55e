// SPDX-License-Identifier: Apache-2.0
//
// portolan release: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/request_options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Gives up the assignment of a service (RFC 6335, section 8.2): of all its ports, or of one port or transport. In a "
    "registry whose rules keep what is given up, the port stays reserved with the date and the name stays assigned; "
    "else both are free. 'portolan deassign' can give the name up as well.",
};

constexpr auto kOptions = joined(kHeldOptions, kWhyOptions, kWritingOptions);

constexpr std::array kExamples = {
    Example{"portolan -r ./ports release billing --yes", "its ports are free again"},
};

constexpr auto kStatuses = request_statuses("It is given up.");

}  // namespace

constinit const CommandSpec kReleaseCommand = {
    .name = "release",
    .summary = "give up what was assigned",
    .description = kDescription,
    .positionals = kServicePositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
