// SPDX-License-Identifier: Apache-2.0
//
// portolan pick [NAME]: free ports, and why the others are not.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "app/picking.h"
#include "cli/commands.h"
#include "cli/invocation.h"
#include "cli/options.h"
#include "formats/wrap.h"

namespace portolan::cli {
namespace {

using registry::Finding;
using registry::Reason;

// All but "excluded": what a request excludes it need not allow again.
constexpr std::array<std::string_view, registry::kReasonCount - 1> kAllowable = {
    "assigned", "reserved", "reserved-for-service", "de-assigned", "system", "dynamic", "ephemeral", "node-port",
    "browser",  "listening"};

// Of many candidates only these are explained, unless --details asks for all.
constexpr std::size_t kUsualRejected = 10;
constexpr std::size_t kPortWidth = 7;
constexpr std::size_t kAnswerWidth = 3;
constexpr std::size_t kGap = 2;
constexpr std::size_t kUnlimited = 1U << 20U;

std::expected<registry::PickRequest, ExitStatus> read_request(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  registry::PickRequest request{.user = std::string(arguments.value("user")),
                                .name = arguments.positionals.empty() ? "" : arguments.positionals.front(),
                                .count = arguments.number("count", 1),
                                .range = kUserPorts,
                                .transports = Transports::all(),
                                .exclusions = arguments.ports("exclude"),
                                .tolerated = {}};
  if (request.user.empty()) request.user = app::login_name();
  if (arguments.has("transport")) request.transports = Transports();
  for (const std::string_view word : arguments.parts("transport")) request.transports |= *parse_transport(word);
  for (const std::string_view word : arguments.parts("allow")) request.tolerated.add(*registry::parse_reason(word));
  const auto ranges = arguments.ports("range");
  if (ranges.size() > 1) {
    invocation.complain("--range takes one range; --exclude takes ports out of it");
    return std::unexpected(ExitStatus::kUsage);
  }
  if (!ranges.empty()) request.range = ranges.front();
  return request;
}

std::string words_of(const std::vector<Finding>& findings, std::string_view between) {
  std::string out;
  for (const Finding& finding : findings) out.append(out.empty() ? "" : between).append(finding.words);
  return formats::printable(out);
}

class PickRun {
 public:
  PickRun(const Invocation& invocation, registry::PickRequest request, const app::Source& source,
          std::vector<registry::Holding> holdings)
      : invocation_(invocation),
        request_(std::move(request)),
        source_(source),
        use_(std::move(holdings)),
        host_(host::read_port_facts("/proc", explains() ? host::Processes::kName : host::Processes::kSkip)),
        availability_(use_, host_.facts) {}

  ExitStatus run() {
    for (const std::string& note : host_.unknown) invocation_.complain(note);
    return invocation_.arguments.has("why") ? why() : pick();
  }

 private:
  bool is_table() const { return invocation_.format() == OutputFormat::kTable; }
  bool details() const { return invocation_.arguments.has("details"); }
  // Whether anybody reads which process listens: finding out is the slow part.
  bool explains() const {
    return invocation_.terminal.present || details() || !is_table() || invocation_.arguments.has("why");
  }

  ExitStatus pick() {
    const auto picked = registry::pick(availability_, request_);
    if (!picked) return invocation_.refuse(picked.error(), ExitStatus::kUsage);
    if (is_table()) {
      for (const std::uint16_t port : picked->ports) invocation_.out += fmt::format("{}\n", port);
      if (explains()) explain(*picked);
    } else {
      app::write_pick_json(availability_, host_, request_, *picked, invocation_.out);
      invocation_.out += '\n';
    }
    if (picked->ports.size() == request_.count) return ExitStatus::kDone;
    complain_of_too_few(*picked);
    return ExitStatus::kNotFound;
  }

  void complain_of_too_few(const registry::Picked& picked) const {
    std::vector<std::string> reasons;
    for (const Reason reason : registry::kAllReasons)
      if (picked.total(reason) > 0 && !request_.tolerated.contains(reason))
        reasons.push_back(fmt::format("{} {}", picked.total(reason), to_string(reason)));
    invocation_.complain(fmt::format("only {} of the {} ports of {} can be used ({})", picked.free,
                                     request_.range.size(), to_string(request_.range), fmt::join(reasons, ", ")));
  }

  void explain(const registry::Picked& picked) const {
    explain_rejected(picked);
    std::string& out = invocation_.messages;
    out += fmt::format("{} of the {} ports {} can be used; why others cannot (there can be several reasons)\n",
                       picked.free, request_.range.size(), to_string(request_.range));
    for (const Reason reason : registry::kAllReasons)
      if (picked.total(reason) > 0)
        out += fmt::format("{:>{}}  {}{}\n", picked.total(reason), kPortWidth, to_string(reason),
                           request_.tolerated.contains(reason) ? " (allowed)" : "");
    out += fmt::format("the ephemeral range is {}, {}\n", to_string(host_.facts.ephemeral),
                       host_.facts.ephemeral_known ? "from " + host_.ephemeral_from : "as Linux has it by default");
    out += formats::printable(
        fmt::format("the order of candidates is that of user '{}' and name '{}'\n", request_.user, request_.name));
    show_source(invocation_, source_);
  }

  void explain_rejected(const registry::Picked& picked) const {
    if (picked.rejected.empty()) return;
    std::string& out = invocation_.messages;
    const std::size_t count = details() ? picked.rejected.size() : std::min(kUsualRejected, picked.rejected.size());
    out += "tried before, and rejected\n";
    for (const registry::Rejected& rejected : std::span(picked.rejected).first(count)) {
      const std::string port = std::to_string(rejected.port);
      const std::string words = words_of(app::objections(availability_, request_, rejected.port), "\n");
      formats::append_row(
          out, std::array{formats::Cell{port, kPortWidth, formats::Align::kRight}, formats::Cell{words, room(0)}},
          kGap);
    }
    if (count < picked.rejected.size())
      out +=
          fmt::format("{:>{}}  and {} more: --details shows them\n", "...", kPortWidth, picked.rejected.size() - count);
  }

  // The columns of the terminal that are left beside ports and `taken` columns.
  std::size_t room(std::size_t taken) const {
    constexpr std::size_t kLeast = 20;
    const std::size_t used = kPortWidth + kGap + taken;
    if (!invocation_.terminal.present) return kUnlimited;
    return std::max(kLeast, invocation_.terminal.width - std::min(invocation_.terminal.width, used));
  }

  ExitStatus why() {
    bool all_usable = true;
    std::string& out = invocation_.out;
    std::string_view before = "";
    for (const PortRange range : invocation_.arguments.ports("why"))
      for (std::uint32_t number = range.first; number <= range.last; ++number) {
        const auto port = static_cast<std::uint16_t>(number);
        const auto verdict = registry::explain(availability_, request_, port);
        if (!verdict) return invocation_.refuse(verdict.error(), ExitStatus::kUsage);
        all_usable = all_usable && verdict->free;
        if (is_table()) {
          print(port, *verdict);
          continue;
        }
        out += before;
        app::write_verdict_json(request_, port, *verdict, out);
        before = invocation_.format() == OutputFormat::kJson ? ",\n" : "\n";
      }
    if (invocation_.format() == OutputFormat::kJson) out = "[\n" + out + "\n]";
    if (is_table())
      show_source(invocation_, source_);
    else
      out += '\n';
    return all_usable ? ExitStatus::kDone : ExitStatus::kNotFound;
  }

  void print(std::uint16_t port, const registry::Verdict& verdict) const {
    std::vector<Finding> findings = verdict.findings;
    for (Finding& finding : findings)
      if (request_.tolerated.contains(finding.reason)) finding.words += " (allowed)";
    std::string words = words_of(findings, invocation_.terminal.present ? "\n" : "; ");
    if (words.empty()) words = "nothing speaks against it";
    const std::string number = std::to_string(port);
    if (!invocation_.terminal.present) {
      invocation_.out += fmt::format("{}  {}  {}\n", number, verdict.free ? "yes" : "no", words);
      return;
    }
    const std::array cells{formats::Cell{number, kPortWidth, formats::Align::kRight},
                           formats::Cell{verdict.free ? "yes" : "no", kAnswerWidth},
                           formats::Cell{words, room(kAnswerWidth + kGap)}};
    formats::append_row(invocation_.out, cells, kGap);
  }

  const Invocation& invocation_;
  registry::PickRequest request_;
  const app::Source& source_;
  registry::PortUse use_;
  host::PortFacts host_;
  registry::Availability availability_;
};

ExitStatus run(const Invocation& invocation) {
  if (invocation.format() == OutputFormat::kCsv) {
    invocation.complain("pick writes table, json or jsonl: a picked port has no columns of a registry");
    return ExitStatus::kUsage;
  }
  auto request = read_request(invocation);
  if (!request) return request.error();
  const auto source = open_registry(invocation);
  if (!source) return source.error();
  auto holdings = app::holdings_of(source->lookup);
  if (!holdings) {
    holdings.error().place.file = source->where;
    return invocation.refuse(holdings.error(), ExitStatus::kUnreadable);
  }
  return PickRun(invocation, std::move(*request), *source, std::move(*holdings)).run();
}

constexpr std::array<std::string_view, 5> kDescription = {
    "Prints a port that can be used: one that is neither assigned nor reserved on any transport, that this host does "
    "not give to outgoing connections (its ephemeral range), that Kubernetes does not give to services (30000-32767), "
    "that browsers do not refuse, and on which nothing listens here now. Candidates are the ports 1024-49151.",
    "The same user and name always try the candidates in the same order, so that a port stays the same from day to "
    "day and from machine to machine while nothing else takes it. The name can be any text; letters are compared "
    "without case. Nothing is stored, and nothing is claimed.",
    "The user is that of --user, else of LOGNAME, else of USER, else the owner of the process by /etc/passwd.",
    "In a pipe only ports are printed, one per line. On a terminal, or with --details, standard error says which "
    "candidates were rejected and why, and how many ports of the range have which reason.",
    "Listening sockets are those of the network namespace in which the program runs, for tcp, udp and sctp; the kernel "
    "does not list those of dccp. With --format json or jsonl the answer is one object, with --why one for each port.",
};

constexpr std::array kPositionals = {
    PositionalSpec{.name = "NAME", .help = "What the port is for: a service, a project.", .optional = true},
};

constexpr std::array kOptions = {
    OptionSpec{.name = "count",
               .letter = 'n',
               .value = "N",
               .kind = ValueKind::kNumber,
               .choices = {},
               .help = "Pick N ports; one unless told otherwise."},
    OptionSpec{.name = "range",
               .value = "A-B",
               .kind = ValueKind::kPorts,
               .choices = {},
               .help = "The candidates; 1024-49151 unless told otherwise."},
    OptionSpec{.name = "transport",
               .value = "LIST",
               .kind = ValueKind::kChoice,
               .choices = kTransportNames,
               .help =
                   "The transports that the port is for, as in tcp,udp: sockets that listen on others do not count. "
                   "What the registry says counts on all.",
               .repeats = true},
    OptionSpec{.name = "user", .value = "USER", .choices = {}, .help = "For whom to pick."},
    OptionSpec{.name = "exclude",
               .value = "PORTS",
               .kind = ValueKind::kPorts,
               .choices = {},
               .help = "No port of this list of ports and ranges, as in 8080,9000-9100.",
               .repeats = true},
    OptionSpec{.name = "allow",
               .value = "REASONS",
               .kind = ValueKind::kChoice,
               .choices = kAllowable,
               .help = "Pick ports although they are assigned, reserved, reserved-for-service, de-assigned, system, "
                       "dynamic, ephemeral, node-port, browser or listening; several with commas between them.",
               .repeats = true},
    OptionSpec{.name = "why",
               .value = "PORTS",
               .kind = ValueKind::kPorts,
               .choices = {},
               .help = "Do not pick, but say of each of these ports whether it can be used, and why not.",
               .repeats = true},
    OptionSpec{.name = "details",
               .letter = 'd',
               .value = {},
               .choices = {},
               .help = "Say what was rejected and why also in a pipe, and of every candidate."},
};

constexpr std::array kExamples = {
    Example{"portolan pick myapp", "a port for myapp, the same each time; in a script: port=$(portolan pick myapp)"},
    Example{"portolan pick -n 3 --range 20000-29999 mygame", "three ports of a range"},
    Example{"portolan pick --why 8080,5432", "what speaks against these two ports"},
    Example{"portolan pick --allow ephemeral,dynamic --range 49152-65535 test", "a port for the next five minutes"},
};

constexpr std::array kStatuses = {
    StatusSpec{ExitStatus::kDone, "The ports are picked; with --why: each port can be used."},
    StatusSpec{ExitStatus::kNotFound, "There are fewer such ports; with --why: a port cannot be used."},
    StatusSpec{ExitStatus::kUsage, "Wrong usage."},
    StatusSpec{ExitStatus::kUnreadable, "The registry cannot be read."},
};

}  // namespace

constinit const CommandSpec kPickCommand = {
    .name = "pick",
    .summary = "pick a free port, and say why others are not",
    .description = kDescription,
    .positionals = kPositionals,
    .options = kOptions,
    .examples = kExamples,
    .statuses = kStatuses,
    .run = run,
};

}  // namespace portolan::cli
