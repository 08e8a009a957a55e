// SPDX-License-Identifier: Apache-2.0
//
// portolan lookup QUERY...: what the registry says of ports and names.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/query.h"
#include "app/suggestions.h"
#include "cli/commands.h"
#include "cli/invocation.h"
#include "cli/options.h"
#include "cli/records.h"
#include "cli/search.h"

namespace portolan::cli {
namespace {

using app::Answer;
using app::Query;

class LookupRun {
 public:
  LookupRun(const Invocation& invocation, const app::Source& source) : invocation_(invocation), source_(source) {}

  ExitStatus run(std::span<const Query> queries) {
    for (const Query& query : queries)
      if (!add(query)) return ExitStatus::kUnreadable;
    if (is_table()) {
      print_table(lines_, invocation_);
      show_source(invocation_, source_);
    } else if (const auto printed = print_records(records_, invocation_); !printed) {
      return invocation_.refuse(printed.error(), ExitStatus::kUnreadable);
    }
    return all_assigned_ ? ExitStatus::kDone : ExitStatus::kNotFound;
  }

 private:
  const Lookup& lookup() const { return source_.lookup; }
  bool is_table() const { return invocation_.format() == OutputFormat::kTable; }

  bool add(const Query& query) {
    const Answer answer = app::answer(lookup(), query);
    if (answer.damaged) {
      invocation_.complain(source_.where + ": the lookup file is damaged: make it again with 'portolan compile'");
      return false;
    }
    all_assigned_ = all_assigned_ && answer.assigned;
    if (is_table())
      for (const app::Row& row : app::join_rows(answer.records))
        lines_.push_back(line_of(row, Remarks::kUsual, invocation_, lookup()));
    else
      records_.insert(records_.end(), answer.records.begin(), answer.records.end());
    if (query.ports)
      for (const PortRange ports : app::silent_ports(query, answer)) add_silence(query, ports);
    else if (answer.records.empty())
      invocation_.complain(app::not_found_words(lookup(), query) + meant_command(query));
    return true;
  }

  // For the first word of all, which could have been meant as a command.
  std::string meant_command(const Query& query) const {
    const Arguments& arguments = invocation_.arguments;
    if (!arguments.implied || query.text.data() != arguments.positionals.front().data()) return {};
    const CommandSpec* const meant = near_command(invocation_.program, query.text);
    return meant == nullptr ? std::string() : fmt::format("; did you mean the command '{}'?", meant->name);
  }

  void add_silence(const Query& query, PortRange ports) {
    std::string words = app::silence_words(lookup(), query, ports);
    const bool all = query.transports == Transports::all();
    std::string transports = all ? "any" : to_string(query.transports);
    if (is_table())
      lines_.push_back({"-", to_string(ports), std::move(transports), std::move(words), {}});
    else
      invocation_.complain(fmt::format("{}{}: {}", to_string(ports), all ? "" : "/" + transports, words));
  }

  const Invocation& invocation_;
  const app::Source& source_;
  std::vector<TableLine> lines_;
  std::vector<RecordView> records_;
  bool all_assigned_ = true;
};

ExitStatus run(const Invocation& invocation) {
  if (invocation.arguments.has("like")) return run_search(invocation);
  std::vector<Query> queries;
  std::vector<Error> wrong;
  for (const std::string& word : invocation.arguments.positionals) {
    if (auto query = app::parse_query(word))
      queries.push_back(*query);
    else
      wrong.push_back(std::move(query.error()));
  }
  if (!wrong.empty()) return invocation.refuse(wrong, ExitStatus::kUsage);
  const auto source = open_registry(invocation);
  if (!source) return source.error();
  return LookupRun(invocation, *source).run(queries);
}

constexpr std::array<std::string_view, 3> kDescription = {
    "Shows every record that answers a query: all names of a port, ranges that it lies in, and names that have no "
    "port. Records of one service on several transports are one line.",
    "A query is a port (443), a port on a transport (443/tcp), a range (6000-6063, 6000-6063/udp) or a service name "
    "(https, https/tcp, _https._tcp). Names are compared without case. A name may hold a slash (cl/1), so a service "
    "named like the whole word wins over a name and its transport.",
    "A port that nobody holds is said to be unassigned (it may be requested), reserved, de-assigned, or of the "
    "dynamic ports, which are never assigned. The exit status is then 1.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "QUERY", .help = "A port, a range of ports, or a service name.", .repeats = true},
};

constexpr std::array kOptions = {
    kDetailsOption,
    OptionSpec{.name = "like",
               .value = {},
               .choices = {},
               .help = "Search for the words instead, as the command search does."},
};

constexpr std::array kExamples = {
    Example{"portolan 80", "all names of port 80, on all transports"},
    Example{"portolan lookup 6010/tcp", "the range that a port lies in"},
    Example{"portolan -d https", "everything that is registered for https"},
    Example{"portolan http ssh 3306", "several queries at once"},
    Example{"portolan lookup search", "the service named search, which is also a command"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "Every query found an assignment."},
    StatusSpec{ExitStatus::kNotFound, "A name is not registered, or a port is not assigned."},
};

}  // namespace

constinit const CommandSpec kLookupCommand = {
    .name = "lookup",
    .summary = "what is registered for a port, a range or a name",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
    .run = run,
};

}  // namespace portolan::cli
