// SPDX-License-Identifier: Apache-2.0
//
// portolan statement: its words. What it does is in src/keeper/statement.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Prints a signed text for people: to whom a port or a name belonged on the date of --as-of, as the ledger has it, "
    "with the position and the root of the ledger. Whoever has the public key can check it.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "QUERY", .help = "443/tcp, 6000-6063, https."},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "key-file",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "The file with the private key."},
};

constexpr std::array kExamples = {
    Example{"portolan statement 853/tcp --as-of 2018-01-05", "who had the port on that day"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Printed."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger cannot be read, or is damaged: nothing is signed."},
    StatusSpec{ExitStatus::kFailed, "The key cannot be made."},
};

}  // namespace

constinit const CommandSpec kStatementCommand = {
    .name = "statement",
    .summary = "a signed text about a port or name at a date",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
