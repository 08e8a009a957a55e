// SPDX-License-Identifier: Apache-2.0
//
// portolan verify: its words. What it does is in src/keeper/verify.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Reads the whole ledger, makes everything that is kept beside the events anew and compares: every event with its "
    "hash, the tree over all events, the states, who holds what, and what is personal with what was committed to. With "
    "--checkpoint also that the events are still those of a checkpoint that was kept elsewhere, which is the only "
    "thing that shows a ledger rewritten as a whole or cut at its end.",
    "The first event that is wrong is named.",
};

constexpr std::array kOptions = {
    OptionSpec{.name = "checkpoint",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "A signed checkpoint that was kept elsewhere."},
    OptionSpec{.name = "key",
               .value = "KEY",
               .choices = {},
               .help = "The public key of the checkpoint, or a file with it. Without it that of the ledger's own key."},
};

constexpr std::array kExamples = {
    Example{"portolan verify", "all of it"},
    Example{"portolan verify --checkpoint kept.txt --key keys.pub", "against a checkpoint from another place"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "All of it holds."},
    StatusSpec{ExitStatus::kNotFound, "Something does not hold."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The ledger or an input cannot be read; nothing was written."},
};

}  // namespace

constinit const CommandSpec kVerifyCommand = {
    .name = "verify",
    .summary = "prove that the ledger is what was written",
    .description = kDescription,
    .positionals = {},
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
