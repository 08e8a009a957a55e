// SPDX-License-Identifier: Apache-2.0
//
// portolan uses: its words. What it does is in src/keeper/uses.cpp.
#include <array>

#include "cli/commands.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array<std::string_view, 2> kDescription = {
    "Says of every port that a file uses whether the registry has it under that name: of a docker-compose file, "
    "Kubernetes manifests, a report of nmap (-oX), a table in CSV, or ports.yaml, which is written to be checked "
    "(docs/manifests.md). Each is registered, free, taken by another, elsewhere (the service has another port) or "
    "missing (a name without a port that nobody has).",
    "With --claim, what is free or missing is claimed, after it was shown. In CI, 'portolan uses ports.yaml' fails "
    "as long as a service uses what is not its own.",
};

constexpr std::array<std::string_view, 5> kKinds = {"compose", "kubernetes", "nmap", "csv", "ports"};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "FILE", .kind = ValueKind::kFile, .help = "What uses ports."},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "from",
               .value = "KIND",
               .kind = ValueKind::kChoice,
               .choices = kKinds,
               .help = "What the file is, where its name and content do not tell."},
    OptionSpec{.name = "claim", .value = {}, .choices = {}, .help = "Claim what nobody has yet."},
    OptionSpec{.name = "owner",
               .value = "ID",
               .choices = {},
               .help = "Whose they are, where the file does not say; your login name unless told otherwise."},
    OptionSpec{.name = "yes", .letter = 'y', .value = {}, .choices = {}, .help = "Claim without asking."},
};

constexpr std::array kExamples = {
    Example{"portolan -r ./ports uses ports.yaml", "whether a service uses what is its own: for CI"},
    Example{"portolan -r ./ports#harbour uses docker-compose.yml --claim --owner team-web", "claims what it needs"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "All of it is registered, or claimed now."},
    StatusSpec{ExitStatus::kNotFound, "Some of it is not."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The file or the ledger cannot be read; nothing was written."},
    StatusSpec{ExitStatus::kFailed, "The ledger cannot be written, or somebody was faster."},
};

}  // namespace

constinit const CommandSpec kUsesCommand = {
    .name = "uses",
    .summary = "whether what a file uses is registered",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
};

}  // namespace portolan::cli
