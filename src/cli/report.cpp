// SPDX-License-Identifier: Apache-2.0
//
// portolan report: its words. What it does is in src/keeper/requests.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/request_options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Reports that something uses the port of a service without an assignment (RFC 6335, section 8.1). It stands in the "
    "record once an operator has checked it; who reports does not check.",
};

constexpr std::array kReportOptions = {
    OptionSpec{.name = "use",
               .value = "TEXT",
               .choices = {},
               .help = "What uses the port, and how it is known: needed, and published with the record."},
};
constexpr auto kOptions = joined(kHeldOptions, kReportOptions, kWritingOptions);

constexpr std::array kExamples = {
    Example{"portolan report beacon --port 2000 --use 'A game server of Example Ltd. listens there'",
            "shown, and submitted"},
};

constexpr auto kStatuses = request_statuses("It is submitted.");

}  // namespace

constinit const CommandSpec kReportCommand = {
    .name = "report",
    .summary = "report an unauthorized use of a port",
    .description = kDescription,
    .positionals = kServicePositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
