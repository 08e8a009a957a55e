// SPDX-License-Identifier: Apache-2.0
//
// portolan apply: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/request_options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Submits an application for a service name, with a port or without (RFC 6335, section 8.1). Everything that is "
    "wrong with it is said at once. What needs nobody's review is published at once; else it waits for those who "
    "decide: 'portolan show' tells where it stands.",
    "A name alone is assigned First Come First Served. A port of 0-1023 needs IETF Review or IESG Approval, one of "
    "1024-49151 Expert Review, unless the registry has other rules.",
};

constexpr auto kOptions =
    joined(kWantedPortOptions, kWantedTransportOptions, kOwnerOptions, kReviewedOptions, kWritingOptions);

constexpr std::array kExamples = {
    Example{"portolan apply lighthouse --owner Ann_Onym --purpose 'Lights of the harbour' --reference RFC7605",
            "a name"},
};

constexpr auto kStatuses = request_statuses("It is submitted, or published at once.");

}  // namespace

constinit const CommandSpec kApplyCommand = {
    .name = "apply",
    .summary = "ask for a name or a port",
    .description = kDescription,
    .positionals = kServicePositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
