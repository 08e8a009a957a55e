// SPDX-License-Identifier: Apache-2.0
//
// portolan check-proof: its words. What it does is in src/keeper/prove.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 1> kDescription = {
    "Checks what `portolan prove` printed, without the ledger: says which event is in which ledger, or, with the older "
    "checkpoint, that the ledger only grew since then.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "FILE", .kind = ValueKind::kFile, .help = "The proof, or - for standard input."},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "key",
               .value = "KEY",
               .choices = {},
               .help = "The public key of the ledger, or a file with it. Without it that of the ledger in use."},
    OptionSpec{.name = "checkpoint",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "The older checkpoint, for a proof that a ledger grew."},
};

constexpr std::array kExamples = {
    Example{"portolan check-proof event.tlog-proof --key ledger.pub", "which event is proved"},
    Example{"portolan check-proof grown.txt --checkpoint kept.txt --key ledger.pub", "that nothing changed since"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "The proof holds."},
    StatusSpec{ExitStatus::kNotFound, "It does not hold, or is of another key."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "An input cannot be read, or is no proof."},
};

}  // namespace

constinit const CommandSpec kCheckProofCommand = {
    .name = "check-proof",
    .summary = "check such a proof, without the ledger",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
