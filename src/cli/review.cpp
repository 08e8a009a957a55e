// SPDX-License-Identifier: Apache-2.0
//
// portolan review: its words. What it does is in src/keeper/review.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Without a number, the applications that wait for an expert (RFC 8126, section 5), the oldest first: since when, "
    "until when, and what a machine says of each: what would be refused today, names that are like the one that is "
    "asked for, neighbours of the port, what the same holder has.",
    "With a number, one application whole, with its checks and precedents and the records exactly as they would be "
    "published, in IANA's XML. It only reads; 'portolan decide' decides.",
};

// States in which somebody has to look at it.
constexpr std::array<std::string_view, 8> kStates = {"review", "question", "document", "ballot",
                                                     "call",   "check",    "approved", "appeal"};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "NUMBER", .help = "The application.", .optional = true},
};

constexpr std::array kOptions = {
    OptionSpec{
        .name = "state",
        .value = "STATE",
        .kind = ValueKind::kChoice,
        .choices = kStates,
        .help = "Those in this state instead of review: question, document, ballot, call, check, approved, appeal."},
    OptionSpec{.name = "limit",
               .letter = 'n',
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "So many at most; 100 unless told otherwise."},
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports review", "what waits for an expert"},
    Example{"portolan -r ./ports review 12", "one application, and what would be published"},
    Example{"portolan -r ./ports review --state ballot", "what the IESG votes on"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Shown."},
    StatusSpec{ExitStatus::kNotFound, "Nothing waits, or there is no such application, or it is closed."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger cannot be read."},
};

}  // namespace

constinit const CommandSpec kReviewCommand = {
    .name = "review",
    .summary = "what waits for an expert, with precedents",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
