// SPDX-License-Identifier: Apache-2.0
//
// portolan diff A B: what changed from one registry to another.
#include <array>

#include "app/difference_json.h"
#include "app/difference_text.h"
#include "cli/commands.h"
#include "cli/invocation.h"
#include "cli/keeper.h"
#include "formats/wrap.h"

namespace portolan::cli {
namespace {

std::string document_of(const registry::Difference& difference, const Invocation& invocation) {
  std::string out;
  const app::TellOptions options{.quiet_too = invocation.arguments.has("all")};
  if (invocation.format() != OutputFormat::kTable) {
    app::write_difference_json(difference, out);
    return out + '\n';
  }
  invocation.arguments.has("markdown") ? app::write_difference_markdown(difference, options, out)
                                       : app::write_difference_text(difference, options, out);
  return formats::printable(out);
}

bool is_usable(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  if (invocation.format() == OutputFormat::kCsv)
    invocation.complain("diff writes table, json, or with --markdown Markdown");
  else if (invocation.format() != OutputFormat::kTable && arguments.has("markdown"))
    invocation.complain("--markdown and --format json exclude each other");
  else if (arguments.positionals[0] == "-" && arguments.positionals[1] == "-")
    invocation.complain("only one of the two can be standard input");
  else
    return true;
  return false;
}

app::Outcome<registry::Registry> read_either(const Invocation& invocation, const std::string& word,
                                             std::string_view from, const formats::Limits& limits) {
  const Keeper* keeper = invocation.program.keeper;
  if (keeper != nullptr && keeper->registry_at != nullptr)
    if (auto found = keeper->registry_at(invocation, word)) return std::move(*found);
  return app::read_registry(word, from, limits);
}

ExitStatus run(const Invocation& invocation) {
  if (!is_usable(invocation)) return ExitStatus::kUsage;
  const auto limits = reading_limits(invocation);
  const std::string_view from = invocation.arguments.value("from");
  std::array<registry::Registry, 2> registries;
  ExitStatus status = ExitStatus::kDone;
  for (std::size_t i = 0; i < registries.size(); ++i) {
    auto read = read_either(invocation, invocation.arguments.positionals[i], from, limits);
    if (read)
      registries[i] = std::move(*read);
    else
      status = invocation.refuse(read.error(), ExitStatus::kUnreadable);
  }
  if (status != ExitStatus::kDone) return status;
  const registry::Difference difference = registry::difference(registries[0], registries[1]);
  // Words of nothing are no words; a document says that there is nothing.
  const bool words = invocation.format() == OutputFormat::kTable && !invocation.arguments.has("markdown");
  if (!words || !difference.empty()) invocation.out += document_of(difference, invocation);
  if (!difference.empty()) return ExitStatus::kNotFound;
  if (words && invocation.terminal.present) invocation.messages += "there is no difference\n";
  return ExitStatus::kDone;
}

constexpr std::array<std::string_view, 3> kDescription = {
    "Shows what changed from the registry A to the registry B: names and ports that were assigned, given up, renamed, "
    "moved, reserved or released, what their records say, contacts, and the head of the document. Both can be of any "
    "format that can be read, and of different ones.",
    "A format that leaves things out makes differences: CSV has no contacts and no head, services(5) little more than "
    "names and ports.",
    "Nothing is printed where there is no difference, but for --markdown and --format json, which give a document in "
    "any case. The JSON is one object on one line; it leaves nothing out.",
};

constexpr std::array kPositionals = {
    PositionalSpec{
        .name = "A",
        .kind = ValueKind::kFile,
        .help =
            "The older registry: a file, - for standard input, or a date (2019-10-30) or position (@N) of the ledger."},
    PositionalSpec{.name = "B", .kind = ValueKind::kFile, .help = "The newer registry, likewise."},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "all",
               .letter = 'a',
               .value = {},
               .choices = {},
               .help = "List also what says nothing new: ranges redrawn around other changes, markup, order."},
    OptionSpec{.name = "markdown", .value = {}, .choices = {}, .help = "Write Markdown, for a page or a mail."},
    OptionSpec{.name = "from",
               .value = "FORMAT",
               .kind = ValueKind::kFormat,
               .choices = {},
               .help = "The format of both, where their names and contents do not tell."},
};

constexpr std::array kExamples = {
    Example{"portolan diff old.xml new.xml", "what happened in between, in words"},
    Example{"portolan diff --markdown old.lookup new.xml >changes.md", "the same for a page"},
    Example{"portolan diff 2019-01-08 2019-07-02", "what the ledger remembers of half a year"},
    Example{"portolan -f json diff old.xml new.xml | jq .summary", "how many records changed in which way"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Both are the same registry."},
    StatusSpec{ExitStatus::kNotFound, "There are differences."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "One of them cannot be read whole."},
};

}  // namespace

constinit const CommandSpec kDiffCommand = {
    .name = "diff",
    .summary = "what changed from one registry file to another",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
    .run = run,
};

}  // namespace portolan::cli
