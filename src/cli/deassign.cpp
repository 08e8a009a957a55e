// SPDX-License-Identifier: Apache-2.0
//
// portolan deassign: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/request_options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "De-assigns the port of a service (RFC 6335, section 8.2), as its holder: what release does, and with "
    "--gives-up-name the name, too. The port becomes reserved, with the date; a name that is given up is kept as "
    "historic, and is not given to anybody else. In a registry whose rules keep nothing that is given up, both are "
    "free.",
};

constexpr auto kOptions = joined(kHeldOptions, kGivesUpNameOptions, kWhyOptions, kWritingOptions);

constexpr std::array kExamples = {
    Example{"portolan deassign ci3-software-1 --port 1301 --gives-up-name", "the port and the name"},
    Example{"portolan deassign lighthouse --transport udp -n", "what would become of one transport"},
};

constexpr auto kStatuses = request_statuses("It is given up.");

}  // namespace

constinit const CommandSpec kDeassignCommand = {
    .name = "deassign",
    .summary = "give a port up, and the name as well",
    .description = kDescription,
    .positionals = kServicePositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
