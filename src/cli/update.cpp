// SPDX-License-Identifier: Apache-2.0
//
// portolan update: its words. What it does is in src/keeper/update.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Fetches the registry from IANA, or from --url, shows what it changes like import, asks, and writes. Only a "
    "document that came whole over a connection with a valid certificate is taken; whatever goes wrong, the ledger "
    "stays as it was.",
    "Where the server says that nothing has changed since the last update, nothing is transferred.",
};

constexpr std::array kOptions = {
    kYesOption,
    OptionSpec{.name = "url",
               .value = "URL",
               .choices = {},
               .help = "Fetch this document instead, in any readable format that names its day."},
    OptionSpec{.name = "ca-file",
               .value = "FILE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "Trust the certificates in this file instead of those of the system."},
    OptionSpec{.name = "tries",
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "Ask the server at most N times (4) where a failure can pass; the waits between them grow."},
    OptionSpec{.name = "timeout",
               .value = "SECONDS",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "Give up after that time (300), all tries and waits together."},
};

constexpr std::array kExamples = {
    Example{"portolan update", "what is new at IANA; written after asking"},
    Example{"portolan update --yes --url https://mirror.example/ports.xml", "from a mirror, without asking"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "It is written, or there was nothing new."},
    StatusSpec{ExitStatus::kNotFound, "Nothing was written: nobody said yes."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable,
               "The ledger or the document cannot be read, or it is too old; nothing was written."},
    StatusSpec{ExitStatus::kFailed, "It cannot be fetched or written; the ledger is as it was."},
};

}  // namespace

constinit const CommandSpec kUpdateCommand = {
    .name = "update",
    .summary = "bring IANA's present registry into the ledger",
    .description = kDescription,
    .positionals = {},
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
