// SPDX-License-Identifier: Apache-2.0
//
// portolan prove: its words. What it does is in src/keeper/prove.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Prints a proof that the event at a position is in the ledger (C2SP tlog-proof, with the event itself in it), or "
    "with --since that the ledger still begins with the events of an older checkpoint (as C2SP tlog-witness sends it). "
    "A proof ends with a checkpoint that is signed now.",
    "Whoever has the public key checks a proof without the ledger: `portolan check-proof`, or any program that knows "
    "these formats. What is personal is in no proof.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "POSITION", .help = "An event: @N, as log shows it.", .optional = true},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "since",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "Prove that nothing changed since this checkpoint."},
    OptionSpec{.name = "key-file",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "The file with the private key."},
};

constexpr std::array kExamples = {
    Example{"portolan prove @15302 >event.tlog-proof", "that this event is in the ledger"},
    Example{"portolan prove --since kept.txt >grown.txt", "that the ledger only grew"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Printed."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "There is no such event, or the ledger is damaged: nothing is signed."},
    StatusSpec{ExitStatus::kFailed, "The key cannot be made."},
};

}  // namespace

constinit const CommandSpec kProveCommand = {
    .name = "prove",
    .summary = "prove to others what is in the ledger",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
