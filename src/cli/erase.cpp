// SPDX-License-Identifier: Apache-2.0
//
// portolan erase: its words. What it does is in src/keeper/erase.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 3> kDescription = {
    "Erases what the ledger keeps of a person: everything that the contact table ever said under this id. The records "
    "stay and cite the contact by a number; the events stay too, which hold no personal data, so that the ledger can "
    "still be verified. That it was erased, by whom and why, is an event of its own.",
    "With --application, erases what people wrote in an application that is closed: assignee, contact and all texts, "
    "questions, answers and reasons. Its number, what was asked for, who decided and when stays. The record that it "
    "became is not touched.",
    "It is shown first, and asked for unless --yes is given. It cannot be undone. Not reached are backups, files that "
    "were exported before, and texts in which a name was written outside of the contact table. Erasing a contact names "
    "the applications in which the person may be written of.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "CONTACT", .help = "The id of the contact, as records cite it.", .optional = true},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "application",
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "Erase what was written in this application, instead of a contact."},
    OptionSpec{.name = "reason", .value = "TEXT", .choices = {}, .help = "Why; it is kept with the event."},
    OptionSpec{.name = "yes", .letter = 'y', .value = {}, .choices = {}, .help = "Do not ask."},
};

constexpr std::array kExamples = {
    Example{"portolan erase John_Smith --reason 'asked for by mail, 2026-11-02'", "shows, asks, erases"},
    Example{"portolan -r ./ports erase --application 12", "what was written in an application"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Erased."},
    StatusSpec{ExitStatus::kNotFound,
               "Nothing is kept of it, the application is open, or the answer was no: nothing was erased."},
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
