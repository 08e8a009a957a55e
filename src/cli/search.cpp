// SPDX-License-Identifier: Apache-2.0
//
// portolan search TEXT...: services by any of their words.
#include "cli/search.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/records.h"

namespace portolan::cli {
namespace {

constexpr std::size_t kUsualLimit = 20;
// A service is at most a record for each transport and a few more on other ports.
constexpr std::size_t kHitsPerService = 6;

struct Found {
  std::vector<app::Row> rows;
  bool more = false;
  bool damaged = false;
};

Found find(const Lookup& lookup, std::string_view text, std::size_t limit) {
  const std::size_t most = lookup.size();
  limit = std::min(limit, most);
  std::vector<Hit> hits(std::min(most, (limit + 1) * kHitsPerService));
  Search search(lookup);
  hits.resize(search.run(text, hits));
  std::vector<RecordView> records;
  for (const Hit& hit : hits) records.push_back(hit.record);
  Found found{app::join_rows(records), false, search.damaged()};
  found.more = found.rows.size() > limit;
  if (found.more) found.rows.resize(limit);
  return found;
}

ExitStatus print(const Found& found, const Invocation& invocation, const app::Source& source) {
  if (invocation.format() == OutputFormat::kTable) {
    std::vector<TableLine> lines;
    for (const app::Row& row : found.rows) lines.push_back(line_of(row, Remarks::kStatus, invocation, source.lookup));
    print_table(lines, invocation);
    show_source(invocation, source);
    return ExitStatus::kDone;
  }
  std::vector<RecordView> records;
  for (const app::Row& row : found.rows) records.insert(records.end(), row.records.begin(), row.records.end());
  const auto printed = print_records(records, invocation);
  return printed ? ExitStatus::kDone : invocation.refuse(printed.error(), ExitStatus::kUnreadable);
}

constexpr std::array<std::string_view, 2> kDescription = {
    "Looks for the words in all columns and in the contacts, best first: the name itself, names that begin with the "
    "text, whole words, beginnings of words, parts of words, misspellings. Case and accents do not matter.",
    "Parts of words are always found, so --like changes nothing; it is accepted for those who are used to it.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "TEXT", .help = "Words to look for; all of them must be found.", .repeats = true},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "limit",
               .letter = 'n',
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "Show at most N services; 20 unless told otherwise."},
    kDetailsOption,
    OptionSpec{.name = "like", .value = {}, .choices = {}, .help = "Find parts of words too, which is the rule."},
};

constexpr std::array kExamples = {
    Example{"portolan search apple remote", "services whose records have both words"},
    Example{"portolan search -n 5 kerbros", "the five best, a misspelling notwithstanding"},
    Example{"portolan -f jsonl search Cheshire", "what a person is the contact of, one record per line"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Something was found."},
    StatusSpec{ExitStatus::kNotFound, "Nothing was found."},
};

}  // namespace

ExitStatus run_search(const Invocation& invocation) {
  const auto source = open_registry(invocation);
  if (!source) return source.error();
  const std::string text = fmt::format("{}", fmt::join(invocation.arguments.positionals, " "));
  const std::size_t limit = invocation.arguments.number("limit", kUsualLimit);
  const Found found = find(source->lookup, text, limit);
  if (found.damaged) {
    invocation.complain(source->where + ": the lookup file is damaged: make it again with 'portolan compile'");
    return ExitStatus::kUnreadable;
  }
  if (const ExitStatus status = print(found, invocation, *source); status != ExitStatus::kDone) return status;
  if (found.rows.empty()) {
    invocation.complain(fmt::format("nothing fits '{}'", text));
    return ExitStatus::kNotFound;
  }
  if (found.more && invocation.terminal.present)
    invocation.complain(fmt::format("there are more than these {}: --limit shows them", limit));
  return ExitStatus::kDone;
}

constinit const CommandSpec kSearchCommand = {
    .name = "search",
    .summary = "find services by words of their records",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
    .run = run_search,
};

}  // namespace portolan::cli
