// SPDX-License-Identifier: Apache-2.0
//
// portolan compile IN OUT: the lookup file of a registry.
#include <array>

#include "app/convert.h"
#include "cli/commands.h"
#include "cli/invocation.h"
#include "cli/options.h"

namespace portolan::cli {
namespace {

ExitStatus run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  auto bytes = app::convert({.in = arguments.positionals[0],
                             .from = std::string(arguments.value("from")),
                             .to = {},
                             .merge = {},
                             .limits = reading_limits(invocation)});
  if (!bytes) return invocation.refuse(bytes.error(), ExitStatus::kUnreadable);
  return deliver(invocation, arguments.positionals[1], std::move(*bytes));
}

constexpr std::array<std::string_view, 2> kDescription = {
    "Makes the lookup file, from which questions are answered in microseconds. It holds the registry whole, so that "
    "convert can make any other format of it again. The same registry gives the same bytes everywhere.",
    "A file that is there is replaced by a rename: programs that use it go on with the old one until they open it "
    "again.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "IN", .kind = ValueKind::kFile, .help = "The registry file to read; - is standard input."},
    PositionalSpec{.name = "OUT", .kind = ValueKind::kFile, .help = "The lookup file to write."},
};

constexpr std::array kOptions = {kFromOption};

constexpr std::array kExamples = {
    Example{"portolan compile registry.xml ~/.local/share/portolan/registry.lookup",
            "from now on questions are answered from this registry"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "OUT is written."},
    StatusSpec{ExitStatus::kUnreadable, "IN cannot be read whole; OUT is as it was."},
    StatusSpec{ExitStatus::kFailed, "OUT cannot be written; it is as it was."},
};

}  // namespace

constinit const CommandSpec kCompileCommand = {
    .name = "compile",
    .summary = "make the lookup file of a registry",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
    .run = run,
};

}  // namespace portolan::cli
