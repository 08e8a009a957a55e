// SPDX-License-Identifier: Apache-2.0
//
// portolan export OUT: the registry in use as a file.
#include <array>

#include "app/convert.h"
#include "cli/commands.h"
#include "cli/invocation.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

ExitStatus run(const Invocation& invocation) {
  const std::string& out = invocation.arguments.positionals[0];
  const auto form = app::output_form(out, invocation.arguments.value("to"));
  if (!form) return invocation.refuse(form.error(), ExitStatus::kUsage);
  const auto source = open_registry(invocation);
  if (!source) return source.error();
  auto bytes = app::export_registry(*source, *form);
  if (!bytes) return invocation.refuse(bytes.error(), ExitStatus::kUnreadable);
  return deliver(invocation, out, std::move(*bytes));
}

constexpr std::array<std::string_view, 1> kDescription = {
    "Writes the registry in use: that of --registry, or the installed one, or the one inside the program. The format "
    "is that of the file's name, or of --to.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "OUT", .kind = ValueKind::kFile, .help = "The file to write; - is standard output."},
};

constexpr std::array kOptions = {kToOption};

constexpr std::array kExamples = {
    Example{"portolan export services", "a services(5) file of all that is registered"},
    Example{"portolan export - --to csv | head", "the first records as IANA's CSV"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "OUT is written."},
    StatusSpec{ExitStatus::kUnreadable, "The registry cannot be read; OUT is as it was."},
    StatusSpec{ExitStatus::kFailed, "OUT cannot be written; it is as it was."},
};

}  // namespace

constinit const CommandSpec kExportCommand = {
    .name = "export",
    .summary = "write the registry in use as a file",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
    .run = run,
};

}  // namespace portolan::cli
