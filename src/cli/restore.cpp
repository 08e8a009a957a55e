// SPDX-License-Identifier: Apache-2.0
//
// portolan restore: its words. What it does is in src/keeper/restore.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Makes the ledger of --registry from the file that backup wrote, all of it or nothing, and verifies it. There must "
    "be no ledger yet.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "FILE", .kind = ValueKind::kFile, .help = "The backup."},
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports restore ports.backup", "into a folder"},
    Example{"portolan -r postgresql:///ports restore ports.backup", "into a database"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "It is restored and verified."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written, or somebody was faster; nothing was written."},
};

}  // namespace

constinit const CommandSpec kRestoreCommand = {
    .name = "restore",
    .summary = "make a ledger of a backup",
    .description = kDescription,
    .positionals = kPositionals,
    .options = {},
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
