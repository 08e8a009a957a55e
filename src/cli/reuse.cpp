// SPDX-License-Identifier: Apache-2.0
//
// portolan reuse: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/request_options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Asks that a port is used for another service of the same holder (RFC 6335, section 8.3). It is reviewed like a "
    "new application, and asked the same: --purpose, --reference, --reason. The port, the transports, the holder and "
    "the contact are those of the service, unless told otherwise.",
    "The old name stays assigned without a port, or as historic with --gives-up-name. Ports are not handed on to "
    "another holder (section 8.5): who has one gives it up, and who wants it applies.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "NAME", .help = "The service that has the port."},
    PositionalSpec{.name = "NEW_NAME", .help = "The service that is to have it."},
};
constexpr std::array kPeopleOptions = {
    OptionSpec{.name = "contact",
               .value = "ID",
               .choices = {},
               .help = "Who answers for it; the contact of the old service unless told otherwise."},
};
constexpr auto kOptions = joined(kHeldOptions, kPeopleOptions, kReviewedOptions, kGivesUpNameOptions, kWritingOptions);

constexpr std::array kExamples = {
    Example{"portolan reuse beacon lantern --purpose 'New lights' --reference RFC7605 --reason 'The old one is gone'",
            "shown, and submitted"},
};

constexpr auto kStatuses = request_statuses("It is submitted, or published at once.");

}  // namespace

constinit const CommandSpec kReuseCommand = {
    .name = "reuse",
    .summary = "ask for another name on a port that one has",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
