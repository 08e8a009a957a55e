// SPDX-License-Identifier: Apache-2.0
//
// portolan import: its words. What it does is in src/keeper/import.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Shows what the files change, in words, and what somebody may rely on and would not find any more; then asks, and "
    "writes all of it or nothing. The ledger is that of --registry, a folder or the address of a database; it is made "
    "if it is not there. Each file is a state of the registry on the day that it names itself.",
    "A file that was imported before changes nothing. A file that is older than the registry's latest state is refused "
    "unless --backfill takes it: it is then the state of its own day, and changes nothing after it.",
};

constexpr std::array kPositionals = {
    PositionalSpec{
        .name = "FILE", .kind = ValueKind::kFile, .help = "A registry in any readable format.", .repeats = true},
};

constexpr std::array kOptions = {
    kYesOption,
    OptionSpec{
        .name = "backfill", .value = {}, .choices = {}, .help = "Take files that are older than the latest state."},
    OptionSpec{.name = "date",
               .value = "DATE",
               .choices = {},
               .help = "The day of files that do not name one themselves (CSV, services)."},
    kFromOption,
};

constexpr std::array kExamples = {
    Example{"portolan import service-names-port-numbers.xml", "what it changes; written after asking"},
    Example{"portolan -r ./ports import --yes 2024.xml 2025.xml", "two states into a ledger in the folder ports"},
    Example{"portolan import --yes --backfill 2019.xml", "a state of the past"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "It is written, or there was nothing new."},
    StatusSpec{ExitStatus::kNotFound, "Nothing was written: nobody said yes."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written, or somebody was faster; nothing was written."},
};

}  // namespace

constinit const CommandSpec kImportCommand = {
    .name = "import",
    .summary = "bring registry files into the ledger",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
