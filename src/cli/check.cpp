// SPDX-License-Identifier: Apache-2.0
//
// portolan check FILE: every problem of a registry file.
#include <fmt/format.h>

#include <array>

#include "app/inspect.h"
#include "cli/commands.h"
#include "cli/invocation.h"
#include "cli/options.h"
#include "formats/json.h"
#include "formats/wrap.h"

namespace portolan::cli {
namespace {

void write_member(std::string_view key, std::string_view value, std::string& out) {
  formats::write_json_string(key, out);
  out += ':';
  formats::write_json_string(value, out);
  out += ',';
}

std::string json_of(const Error& finding) {
  std::string out = "{";
  write_member("file", finding.place.file, out);
  out += fmt::format("\"line\":{},\"column\":{},", finding.place.line, finding.place.column);
  write_member("field", finding.place.field, out);
  write_member("code", to_string(finding.code), out);
  write_member("message", formats::printable(finding.message), out);
  out.back() = '}';
  return out;
}

void print(const std::vector<Error>& findings, OutputFormat format, std::string& out) {
  if (format == OutputFormat::kJson) out += '[';
  for (const Error& finding : findings) {
    if (format == OutputFormat::kTable)
      out += formats::printable(to_string(finding)) + "\n";
    else if (format == OutputFormat::kJsonLines)
      out += json_of(finding) + "\n";
    else
      out += (&finding == findings.data() ? "\n" : ",\n") + json_of(finding);
  }
  if (format == OutputFormat::kJson) out += findings.empty() ? "]\n" : "\n]\n";
}

ExitStatus run(const Invocation& invocation) {
  const std::string& file = invocation.arguments.positionals[0];
  const OutputFormat format = invocation.format();
  if (format == OutputFormat::kCsv) {
    invocation.complain("check writes table, json or jsonl: a finding has no columns of a registry");
    return ExitStatus::kUsage;
  }
  const auto inspection = app::inspect(file, invocation.arguments.value("from"));
  if (!inspection) return invocation.refuse(inspection.error(), ExitStatus::kUnreadable);
  print(inspection->findings, format, invocation.out);
  if (!inspection->findings.empty()) return ExitStatus::kNotFound;
  if (format == OutputFormat::kTable && invocation.terminal.present)
    invocation.messages += fmt::format("{}: nothing is wrong with {} records and {} contacts\n",
                                       formats::printable(file), inspection->records, inspection->contacts);
  return ExitStatus::kDone;
}

constexpr std::array<std::string_view, 2> kDescription = {
    "Reads a registry file and prints all that is wrong with it, a line for each finding in the form file:line:column: "
    "field: message, to which editors can jump. Nothing is printed about a file in which nothing is wrong.",
    "With --format json or jsonl a finding is an object with the keys file, line, column, field, code and message.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "FILE", .kind = ValueKind::kFile, .help = "The file to check; - is standard input."},
};

constexpr std::array kOptions = {kFromOption};

constexpr std::array kExamples = {
    Example{"portolan check registry.xml", "what is wrong with the file, and where"},
    Example{"portolan check --from services /etc/services.local", "a file whose name tells no format"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Nothing is wrong."},
    StatusSpec{ExitStatus::kNotFound, "Something is wrong."},
    StatusSpec{ExitStatus::kUnreadable, "There is no such file, or its format is not known."},
};

}  // namespace

constinit const CommandSpec kCheckCommand = {
    .name = "check",
    .summary = "find what is wrong with a registry file",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
    .run = run,
};

}  // namespace portolan::cli
