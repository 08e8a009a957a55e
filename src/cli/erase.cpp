// SPDX-License-Identifier: Apache-2.0
//
// portolan erase: its words. What it does is in src/keeper/erase.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Erases what the ledger keeps of a person: everything that the contact table ever said under this id. The records "
    "stay and cite the contact by a number; the events stay too, which hold no personal data, so that the ledger can "
    "still be verified. That it was erased, by whom and why, is an event of its own.",
    "It is shown first, and asked for unless --yes is given. It cannot be undone. Not reached are backups, files that "
    "were exported before, and texts in which a name was written outside of the contact table: what somebody wrote in "
    "an "
    "application is one of them.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "CONTACT", .help = "The id of the contact, as records cite it."},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "reason", .value = "TEXT", .choices = {}, .help = "Why; it is kept with the event."},
    OptionSpec{.name = "yes", .letter = 'y', .value = {}, .choices = {}, .help = "Do not ask."},
};

constexpr std::array kExamples = {
    Example{"portolan erase John_Smith --reason 'asked for by mail, 2026-11-02'", "shows, asks, erases"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Erased."},
    StatusSpec{ExitStatus::kNotFound, "Nothing is kept under this id, or the answer was no: nothing was erased."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger cannot be read; nothing was erased."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written; nothing was erased."},
};

}  // namespace

constinit const CommandSpec kEraseCommand = {
    .name = "erase",
    .summary = "erase what is kept of a person",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
