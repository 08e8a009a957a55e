// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

#include <array>

#include "cli/options.h"

namespace portolan::cli {
namespace {

constexpr std::array kCommands = {
    &kLookupCommand,  &kSearchCommand,     &kPickCommand,      &kConvertCommand,  &kExportCommand,     &kCompileCommand,
    &kCheckCommand,   &kDiffCommand,       &kImportCommand,    &kUpdateCommand,   &kHistoryCommand,    &kLogCommand,
    &kVerifyCommand,  &kCheckpointCommand, &kStatementCommand, &kProveCommand,    &kCheckProofCommand, &kEraseCommand,
    &kServeCommand,   &kBackupCommand,     &kRestoreCommand,   &kRulesCommand,    &kClaimCommand,      &kApplyCommand,
    &kReleaseCommand, &kDeassignCommand,   &kReuseCommand,     &kMaintainCommand, &kRevokeCommand,     &kReportCommand,
    &kShowCommand,    &kReviewCommand,     &kDecideCommand,    &kUsesCommand,     &kCollisionsCommand, &kUserCommand,
    &kTokenCommand,   &kHookCommand,
};

constexpr std::array<std::string_view, 4> kOutputFormats = {"table", "json", "jsonl", "csv"};
constexpr std::array<std::string_view, 4> kGenerated = {"man", "bash", "zsh", "fish"};

constexpr std::array kGlobalOptions = {
    OptionSpec{.name = "registry",
               .letter = 'r',
               .value = "WHERE",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "Ask this registry: a lookup file, a file in any readable format, a folder that holds a "
                       "ledger or registry.lookup, the address of a database with a ledger "
                       "(postgresql://HOST/NAME), or - for standard input. WHERE#NAME is one of several registries "
                       "of a ledger."},
    OptionSpec{.name = "as-of",
               .value = "MOMENT",
               .choices = {},
               .help = "Ask the ledger for the registry of a date (2019-10-30, or 2019-10 for its end), or for that "
                       "behind its first N events (@N)."},
    OptionSpec{.name = "format",
               .letter = 'f',
               .value = "FORMAT",
               .kind = ValueKind::kChoice,
               .choices = kOutputFormats,
               .help = "How to print records: table (for people), json (one array), jsonl (one object per line) or "
                       "csv (IANA's columns)."},
    OptionSpec{.name = "max-size",
               .value = "SIZE",
               .kind = ValueKind::kSize,
               .choices = {},
               .help = "How large a file to read may be, 64M unless told otherwise (K, M and G are powers of 1024). A "
                       "larger size raises the limits of what is in the file likewise."},
    OptionSpec{.name = "help", .letter = 'h', .value = {}, .choices = {}, .help = "Show help and leave."},
    OptionSpec{.name = "version",
               .letter = 'V',
               .value = {},
               .choices = {},
               .help = "Show the version and the date of the registry, and leave."},
    OptionSpec{.name = "generate",
               .value = "WHAT",
               .kind = ValueKind::kChoice,
               .choices = kGenerated,
               .help = "Print the page of the manual or the completion for a shell.",
               .hidden = true},
};

constexpr std::array<std::string_view, 3> kDescription = {
    "portolan answers questions about service names and port numbers from a registry like IANA's. The registry is "
    "inside the program, so it works without a network; a newer one is used if it is installed or named with "
    "--registry.",
    "Without a command, the words are queries: 'portolan 443' is 'portolan lookup 443'. A word that is a command is "
    "the command: 'portolan lookup search' finds the service named search.",
    "Answers go to standard output, everything else to standard error. On a terminal a table has a header and "
    "remarks; in a pipe it is one line for each service: name, port, transports, description.",
};

constexpr std::array kExamples = {
    Example{"portolan 443/tcp", "which services have TCP port 443"},
    Example{"portolan redis", "which ports the service redis has"},
    Example{"portolan search apple remote", "services that have to do with these words"},
    Example{"portolan pick myapp", "a port that nothing has and nothing will take"},
    Example{"portolan --format json 5432", "the records with all their columns, for programs"},
    Example{"portolan -r services.xml 6000-6063", "another registry, and all ports of a range"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Every query found an assignment, or the command did what it was told."},
    StatusSpec{ExitStatus::kNotFound,
               "Something was not found or is not assigned, a check found errors, or there are differences."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "An input cannot be read."},
    StatusSpec{ExitStatus::kFailed, "An output cannot be written, or the system failed."},
};

constexpr std::array kEnvironment = {
    Term{"PORTOLAN_DATA", "The folder that holds registry.lookup."},
    Term{"XDG_DATA_HOME", "Where PORTOLAN_DATA is not set, registry.lookup is looked for in its folder portolan."},
    Term{"LOGNAME", "For whom pick picks; where it is not set, USER says it."},
    Term{"NO_COLOR", "If it is set and not empty, nothing is coloured."},
};

constexpr std::array kFiles = {
    Term{"~/.local/share/portolan/registry.lookup", "A user's registry. It wins over the one inside the program."},
    Term{"~/.local/share/portolan/ledger.sqlite", "A user's ledger; registry.lookup beside it is its latest state."},
    Term{"/var/lib/portolan/registry.lookup", "The registry of the whole machine, where a user has none."},
};

}  // namespace

Program the_program(std::string_view version, const Keeper* keeper) {
  return {
      .name = "portolan",
      .version = version,
      .summary = "ask a registry of service names and port numbers",
      .description = kDescription,
      .options = kGlobalOptions,
      .examples = kExamples,
      .statuses = kStatuses,
      .environment = kEnvironment,
      .files = kFiles,
      .commands = kCommands,
      .fallback = &kLookupCommand,
      .keeper = keeper,
  };
}

}  // namespace portolan::cli
