// SPDX-License-Identifier: Apache-2.0
//
// portolan revoke: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/request_options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Begins the revocation of a port (RFC 6335, section 8.4), as the registrar: with the evidence that it is not used "
    "any more. An expert supports it; where there is doubt the community is asked and the IESG decides; and another "
    "operator than the one who began it carries it out. Names are not revoked.",
};

constexpr std::array kEvidenceOptions = {
    OptionSpec{.name = "reason",
               .value = "TEXT",
               .choices = {},
               .help = "The evidence that the port is not used: needed, and read by all who decide."},
};
constexpr auto kOptions = joined(kHeldOptions, kEvidenceOptions, kWritingOptions);

constexpr std::array kExamples = {
    Example{"portolan revoke ivmanager --reason 'Nobody has answered since 2009; no implementation is left'",
            "shown, and submitted"},
};

constexpr auto kStatuses = request_statuses("It is submitted.");

}  // namespace

constinit const CommandSpec kRevokeCommand = {
    .name = "revoke",
    .summary = "take a port back that nobody uses any more",
    .description = kDescription,
    .positionals = kServicePositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
