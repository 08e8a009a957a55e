// SPDX-License-Identifier: Apache-2.0
//
// portolan show: its words. What it does is in src/keeper/applications.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Without a number, the applications that somebody has to do something about, the oldest first; with one, the "
    "whole application: what is asked for, where it stands, everything that happened.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "NUMBER", .help = "The application.", .optional = true},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "all", .letter = 'a', .value = {}, .choices = {}, .help = "Also those that are closed."},
    OptionSpec{.name = "state",
               .value = "STATE",
               .choices = {},
               .help = "Only those in this state: review, question, ballot, approved, ..."},
    OptionSpec{.name = "name", .value = "NAME", .choices = {}, .help = "Only those about this service."},
    OptionSpec{.name = "newest", .value = {}, .choices = {}, .help = "The newest first."},
    OptionSpec{.name = "limit",
               .letter = 'n',
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "So many at most; 100 unless told otherwise."},
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports show", "what is open"},
    Example{"portolan -r ./ports show 12", "one application"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Shown."},
    StatusSpec{ExitStatus::kNotFound, "There is none."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger cannot be read."},
};

}  // namespace

constinit const CommandSpec kShowCommand = {
    .name = "show",
    .summary = "applications and where they stand",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
