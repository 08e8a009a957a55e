// SPDX-License-Identifier: Apache-2.0
//
// portolan convert IN OUT: a registry file in another format.
#include "app/convert.h"

#include <array>

#include "cli/commands.h"
#include "cli/invocation.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

ExitStatus run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const std::string& out = arguments.positionals[1];
  const auto form = app::output_form(out, arguments.value("to"));
  if (!form) return invocation.refuse(form.error(), ExitStatus::kUsage);
  const std::string merge(arguments.value("merge"));
  if (!merge.empty() && form->name() != "services") {
    invocation.complain("--merge is for output in the format services only");
    return ExitStatus::kUsage;
  }
  auto bytes = app::convert({.in = arguments.positionals[0],
                             .from = std::string(arguments.value("from")),
                             .to = *form,
                             .merge = merge,
                             .limits = reading_limits(invocation)});
  if (!bytes) return invocation.refuse(bytes.error(), ExitStatus::kUnreadable);
  return deliver(invocation, out, std::move(*bytes));
}

constexpr std::array<std::string_view, 3> kDescription = {
    "Reads a registry in one format and writes it in another. Formats are known by the name of a file (.xml, .csv, "
    ".json, .services, .html, .txt, .lookup), the input's also by its content. A file that is there is replaced only "
    "when the new one is complete.",
    "xml, csv, json, services and lookup can be read; all can be written. XML, JSON and the lookup file hold a "
    "registry whole; the others leave out what they have no room for.",
    "With --merge the names of a local services file are laid over the registry: where both name a port, the local "
    "name comes first and the registry's become its aliases.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "IN", .kind = ValueKind::kFile, .help = "The file to read; - is standard input."},
    PositionalSpec{.name = "OUT", .kind = ValueKind::kFile, .help = "The file to write; - is standard output."},
};

constexpr std::array kOptions = {
    kFromOption,
    kToOption,
    OptionSpec{.name = "merge",
               .value = "LOCAL",
               .kind = ValueKind::kFile,
               .choices = {},
               .help = "Lay this services file over the registry; for output in the format services."},
};

constexpr std::array kExamples = {
    Example{"portolan convert registry.xml registry.csv", "IANA's XML as IANA's CSV"},
    Example{"portolan convert registry.xml - --to services --merge local.services", "what /etc/services could hold"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "OUT is written."},
    StatusSpec{ExitStatus::kUnreadable, "IN cannot be read whole; OUT is as it was."},
    StatusSpec{ExitStatus::kFailed, "OUT cannot be written; it is as it was."},
};

}  // namespace

constinit const CommandSpec kConvertCommand = {
    .name = "convert",
    .summary = "write a registry file in another format",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
    .run = run,
};

}  // namespace portolan::cli
