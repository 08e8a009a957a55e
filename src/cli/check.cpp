// SPDX-License-Identifier: Apache-2.0
//
// portolan check FILE: every problem of a registry file.
#include <fmt/format.h>

#include <algorithm>
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

std::string_view rule_of(const app::Finding& finding) {
  return finding.rule != nullptr ? finding.rule->id : to_string(finding.error.code);
}

std::string json_of(const app::Finding& finding) {
  const Error& error = finding.error;
  std::string out = "{";
  write_member("file", error.place.file, out);
  out += fmt::format("\"line\":{},\"column\":{},", error.place.line, error.place.column);
  write_member("field", error.place.field, out);
  write_member("severity", to_string(finding.severity), out);
  write_member("rule", rule_of(finding), out);
  write_member("section", finding.rule != nullptr ? finding.rule->section : std::string_view(), out);
  write_member("code", to_string(error.code), out);
  write_member("message", formats::printable(error.message), out);
  out.back() = '}';
  return out;
}

// As compilers write it, so that editors can jump to the place.
std::string line_of(const app::Finding& finding) {
  const Place& place = finding.error.place;
  std::string out = place.file;
  if (place.line > 0) out += fmt::format(":{}", place.line);
  if (place.line > 0 && place.column > 0) out += fmt::format(":{}", place.column);
  out += fmt::format(": {}: ", to_string(finding.severity));
  if (!place.field.empty()) out += place.field + ": ";
  std::string line = formats::printable(out + fmt::format("{} [{}]", finding.error.message, rule_of(finding)));
  std::ranges::replace(line, '\n', ' ');
  return line;
}

void print(const std::vector<app::Finding>& findings, OutputFormat format, std::string& out) {
  if (format == OutputFormat::kJson) out += '[';
  for (const app::Finding& finding : findings) {
    if (format == OutputFormat::kTable)
      out += line_of(finding) + "\n";
    else if (format == OutputFormat::kJsonLines)
      out += json_of(finding) + "\n";
    else
      out += (&finding == findings.data() ? "\n" : ",\n") + json_of(finding);
  }
  if (format == OutputFormat::kJson) out += findings.empty() ? "]\n" : "\n]\n";
}

std::size_t count(const app::Inspection& inspection, registry::Severity severity) {
  return static_cast<std::size_t>(std::ranges::count(inspection.findings, severity, &app::Finding::severity));
}

std::string counted(std::size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

// What the lines do not tell, on a terminal.
std::string summary(const app::Inspection& inspection, const std::string& file) {
  const std::string errors = counted(count(inspection, registry::Severity::kError), "error");
  const std::string name = formats::printable(file);
  if (!inspection.read) return fmt::format("{}: {}: it cannot be read whole\n", name, errors);
  const std::string what =
      fmt::format("{} and {}", counted(inspection.records, "record"), counted(inspection.contacts, "contact"));
  if (inspection.findings.empty()) return fmt::format("{}: nothing is wrong with {}\n", name, what);
  return fmt::format("{}: {} and {} in {}\n", name, errors,
                     counted(count(inspection, registry::Severity::kWarning), "warning"), what);
}

ExitStatus status_of(const app::Inspection& inspection, bool strict) {
  if (!inspection.read) return ExitStatus::kUnreadable;
  const bool fails = strict ? !inspection.findings.empty() : count(inspection, registry::Severity::kError) > 0;
  return fails ? ExitStatus::kNotFound : ExitStatus::kDone;
}

ExitStatus run(const Invocation& invocation) {
  const std::string& file = invocation.arguments.positionals[0];
  const OutputFormat format = invocation.format();
  if (format == OutputFormat::kCsv) {
    invocation.complain("check writes table, json or jsonl: a finding has no columns of a registry");
    return ExitStatus::kUsage;
  }
  const auto inspection = app::inspect(file, invocation.arguments.value("from"), reading_limits(invocation));
  if (!inspection) return invocation.refuse(inspection.error(), ExitStatus::kUnreadable);
  print(inspection->findings, format, invocation.out);
  if (format == OutputFormat::kTable && invocation.terminal.present) invocation.messages += summary(*inspection, file);
  return status_of(*inspection, invocation.arguments.has("strict"));
}

constexpr std::array<std::string_view, 4> kDescription = {
    "Reads a registry file and prints all that is wrong with it, a line for each finding in the form file:line:column: "
    "severity: message [rule], to which editors can jump. Nothing is printed about a file in which nothing is wrong.",
    "A file that cannot be read whole has problems of reading, which are all errors. One that can is held against the "
    "rules of RFC 6335 and against itself: what contradicts a rule is an error, what real registries are known to hold "
    "although it should not be is a warning.",
    "The line is that of the record. A finding about a contact or the head of the document has none, nor have those of "
    "a lookup file.",
    "With --format json or jsonl a finding is an object with the keys file, line, column, field, severity, rule, "
    "section (of the RFC), code and message.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "FILE", .kind = ValueKind::kFile, .help = "The file to check; - is standard input."},
};

constexpr std::array kOptions = {
    kFromOption,
    OptionSpec{.name = "strict", .value = {}, .choices = {}, .help = "Let warnings count as errors."},
};

constexpr std::array kExamples = {
    Example{"portolan check registry.xml", "what is wrong with the file, and where"},
    Example{"portolan check --strict draft.csv && echo fine", "a file about which there is nothing to say"},
    Example{"portolan check --from services /etc/services.local", "a file whose name tells no format"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "There are no errors; with --strict: no warnings either."},
    StatusSpec{ExitStatus::kNotFound, "There are errors."},
    StatusSpec{ExitStatus::kUnreadable, "The file cannot be read whole, or its format is not known."},
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
