// SPDX-License-Identifier: Apache-2.0
//
// portolan backup: its words. What it does is in src/keeper/backup.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Writes all events and what is personal beside them to a file, as they are at one moment, while the ledger stays "
    "in use. The file does not depend on the kind of database: restore takes it into a folder or a PostgreSQL "
    "database, so a ledger is moved by both.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "OUT", .kind = ValueKind::kFile, .help = "The file to write."},
};

constexpr std::array kExamples = {
    Example{"portolan backup ports.backup", "the ledger in use"},
    Example{"portolan -r postgresql:///ports backup ports.backup", "a ledger in a database"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "OUT is written."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
    StatusSpec{ExitStatus::kFailed, "OUT cannot be written; it is as it was."},
};

}  // namespace

constinit const CommandSpec kBackupCommand = {
    .name = "backup",
    .summary = "write the whole ledger to a file",
    .description = kDescription,
    .positionals = kPositionals,
    .options = {},
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
