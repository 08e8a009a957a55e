// SPDX-License-Identifier: Apache-2.0
//
// portolan user: its words. What it does is in src/keeper/people.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 5> kRoles = {"expert", "iesg", "operator", "auditor", "administrator"};
constexpr std::array<std::string_view, 4> kTransports = {"tcp", "udp", "sctp", "dccp"};

constexpr std::array<std::string_view, 3> kDescription = {
    "People who can sign in where a ledger is served, and what they are in its registry. Without words, it lists "
    "them.",
    "add NAME makes an account; show NAME tells what it may do. password NAME gives it another password, and ends its "
    "sessions. grant NAME and withdraw NAME give and take a --role; contact NAME says for which --contact of the "
    "registry they speak. disable NAME lets nobody sign in with it, enable NAME takes that back. erase NAME removes "
    "what is personal, for ever; the number stays.",
    "A password is read from --password-file, or asked for on a terminal. Without one, add and password print a link "
    "that is good once, for an hour: whoever has it chooses the password.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "WHAT",
                   .help = "list, add, show, password, grant, withdraw, contact, disable, enable or erase; and of all "
                           "but list the NAME.",
                   .repeats = true,
                   .optional = true},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "shown", .value = "TEXT", .choices = {}, .help = "The name that others see."},
    OptionSpec{.name = "mail", .value = "ADDRESS", .choices = {}, .help = "Where mail for them goes."},
    OptionSpec{.name = "role",
               .value = "ROLE",
               .kind = ValueKind::kChoice,
               .choices = kRoles,
               .help = "expert (reviews), iesg (approves), operator (publishes), auditor (reads all), administrator "
                       "(of accounts)."},
    OptionSpec{.name = "transport",
               .value = "LIST",
               .kind = ValueKind::kChoice,
               .choices = kTransports,
               .help = "Of an expert: what they review; all four unless told otherwise.",
               .repeats = true},
    OptionSpec{.name = "everywhere",
               .value = {},
               .choices = {},
               .help = "The role is held in every registry of the ledger, not in this one only."},
    OptionSpec{.name = "contact", .value = "ID", .choices = {}, .help = "A contact of the registry."},
    OptionSpec{.name = "password-file",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "Where the password stands, on its first line; - is standard input."},
    kAccountsKeyOption,
    OptionSpec{.name = "yes", .letter = 'y', .value = {}, .choices = {}, .help = "Erase without asking."},
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports user add eve --shown 'Eve Expert' --role expert", "somebody who reviews"},
    Example{"portolan -r ./ports user", "all of them"},
    Example{"portolan -r ./ports user disable eve", "she cannot sign in any more"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Done or shown."},
    StatusSpec{ExitStatus::kNotFound, "There is no such account, a rule refuses it, or nobody said yes."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger, the key or the password cannot be read."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written."},
};

}  // namespace

constinit const CommandSpec kUserCommand = {
    .name = "user",
    .summary = "people who can sign in, and what they may do",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
