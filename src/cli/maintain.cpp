// SPDX-License-Identifier: Apache-2.0
//
// portolan maintain: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/request_options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Changes the contact, the description or the reference of a registration (RFC 6335, section 8.6), as its holder or "
    "the registrar; without review. What is not said stays. Whose it is cannot be changed: there is no transfer "
    "(section 8.5).",
};

constexpr std::array kContactOptions = {
    OptionSpec{.name = "contact",
               .value = "ID",
               .choices = {},
               .help = "Who answers for it from now on: the id of a contact, or of a new one."},
};
constexpr auto kOptions =
    joined(kHeldOptions, kContactOptions, std::array{kPurposeOption, kReferenceOption}, kWhyOptions, kWritingOptions);

constexpr std::array kExamples = {
    Example{"portolan -r ./ports maintain billing --contact team-net --yes", "another team answers for it"},
};

constexpr auto kStatuses = request_statuses("It is changed.");

}  // namespace

constinit const CommandSpec kMaintainCommand = {
    .name = "maintain",
    .summary = "change who answers for a service, and what it says",
    .description = kDescription,
    .positionals = kServicePositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
