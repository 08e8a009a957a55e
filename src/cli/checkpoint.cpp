// SPDX-License-Identifier: Apache-2.0
//
// portolan checkpoint: its words. What it does is in src/keeper/checkpoint.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Prints a signed checkpoint: the name of the ledger, how many events it has, and the root of the tree over them "
    "(C2SP tlog-checkpoint, Ed25519). Keep it where the ledger is not: `portolan verify --checkpoint` then shows "
    "whether anything before it was changed. The events are read and hashed anew before the key signs.",
    "The key is in the folder of the ledger, or in --key-file; it is made at the first time. --public prints the key "
    "that others need.",
};

constexpr std::array kOptions = {
    OptionSpec{.name = "key-file",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "The file with the private key."},
    OptionSpec{.name = "public", .value = {}, .choices = {}, .help = "Print the public key instead."},
};

constexpr std::array kExamples = {
    Example{"portolan checkpoint >kept.txt", "a checkpoint to keep elsewhere"},
    Example{"portolan checkpoint --public", "the key that checks it"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Signed."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger cannot be read, or is damaged: nothing is signed."},
    StatusSpec{ExitStatus::kFailed, "The key cannot be made."},
};

}  // namespace

constinit const CommandSpec kCheckpointCommand = {
    .name = "checkpoint",
    .summary = "sign how far the ledger is",
    .description = kDescription,
    .positionals = {},
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
