// SPDX-License-Identifier: Apache-2.0
//
// uses: whether the ports that a file uses are registered; claims those that are not.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/document.h"
#include "app/json_writer.h"
#include "app/picking.h"
#include "desk/story.h"
#include "formats/wrap.h"
#include "keeper/commands.h"
#include "keeper/desk.h"
#include "manifests/manifest.h"
#include "procedures/checks.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;
using cli::OutputFormat;
using manifests::Use;
using registry::Record;

enum class Standing : std::uint8_t { kRegistered, kClaimed, kFree, kTaken, kElsewhere, kMissing, kRefused };
std::string_view to_string(Standing standing) {
  constexpr std::array<std::string_view, 7> kNames = {"registered", "claimed", "free",   "taken",
                                                      "elsewhere",  "missing", "refused"};
  return kNames[static_cast<std::size_t>(standing)];
}

struct Judged {
  Use use;
  Standing standing = Standing::kMissing;
  std::string words;  // who has it, where it is, why not
};

bool is_for(const Record& record, const Use& use) {
  return !use.transport || !record.transport || *record.transport == *use.transport;
}

Judged judged(const procedures::World& world, const Use& use) {
  Judged out{use, Standing::kFree, {}};
  const auto named = world.named(use.name);
  const auto here = std::ranges::find_if(named, [&](const Record* one) {
    return is_for(*one, use) && (!use.port || (one->ports && one->ports->contains(*use.port)));
  });
  if (here != named.end()) {
    out.standing = Standing::kRegistered;
    if (!use.owner.empty() && !procedures::is_held_by(**here, use.owner)) {
      out.standing = Standing::kTaken;
      out.words = fmt::format("{} is not {}'s", registry::label(**here), use.owner);
    }
    return out;
  }
  if (!use.port) return {use, Standing::kMissing, "no service is named so"};
  const auto holds = world.on(*use.port, use.transport.value_or(Transport::kTcp));
  const auto holder = std::ranges::find_if(holds, [](const Record* one) { return !one->name.empty(); });
  if (holder != holds.end()) return {use, Standing::kTaken, registry::label(**holder)};
  if (!named.empty()) return {use, Standing::kElsewhere, registry::label(*named.front())};
  return out;
}

std::string label_of(const Use& use) {
  std::string out = use.name.empty() ? "-" : use.name;
  if (use.port) out += fmt::format(" {}", *use.port);
  if (use.transport) out += fmt::format("/{}", portolan::to_string(*use.transport));
  return out;
}

std::string line_of(const Judged& one) {
  const std::string place =
      one.use.place.file.empty() ? std::string() : fmt::format("{}:{}", one.use.place.file, one.use.place.line);
  return formats::printable_line(fmt::format("{:<10}  {}{}  ({})", to_string(one.standing), label_of(one.use),
                                             one.words.empty() ? "" : ": " + one.words, place)) +
         "\n";
}

std::string json_of(const std::vector<Judged>& all) {
  std::string out;
  app::JsonWriter json(out);
  json.list(all, [&](const Judged& one) {
    json.object([&] {
      json.member("service_name", one.use.name);
      if (one.use.port) json.member("port_number", *one.use.port);
      json.member("transport_protocol", one.use.transport);
      json.member("standing", to_string(one.standing));
      json.member("words", one.words);
      json.member("file", one.use.place.file);
      json.member("line", one.use.place.line);
      json.member("where", one.use.place.field);
    });
  });
  return out + "\n";
}

procedures::Request request_for(const Invocation& invocation, const Use& use) {
  procedures::Request request;
  request.name = use.name;
  request.transports = use.transport.value_or(Transport::kTcp);
  if (use.port) request.ports = PortRange{*use.port, *use.port};
  request.assignee = !use.owner.empty()                  ? use.owner
                     : invocation.arguments.has("owner") ? std::string(invocation.arguments.value("owner"))
                                                         : app::login_name();
  request.contact = use.contact.empty() ? request.assignee : use.contact;
  request.description = use.purpose;
  return request;
}

// One after the other, so that each sees what those before it took. Tried, they do not see each other.
Result<void> claim_all(const Invocation& invocation, desk::Desk& desk, bool dry_run, std::vector<Judged>& all) {
  const procedures::Person actor = local_operator();
  for (Judged& one : all) {
    const auto ground = desk.ground();
    if (!ground) return std::unexpected(ground.error());
    one = judged((*ground)->world(), one.use);
    if (one.standing != Standing::kFree && one.standing != Standing::kMissing && one.standing != Standing::kElsewhere)
      continue;
    const desk::Outcome outcome =
        desk.submit(request_for(invocation, one.use), {.actor = actor, .now = now(), .dry_run = dry_run});
    if (!outcome && outcome.error().error) return std::unexpected(*outcome.error().error);
    one.words.clear();
    one.standing = outcome ? Standing::kClaimed : Standing::kRefused;
    if (!outcome)
      for (const procedures::Violation& violation : outcome.error().violations)
        one.words += (one.words.empty() ? "" : "; ") + violation.message;
  }
  return {};
}

void print(const Invocation& invocation, const std::vector<Judged>& all) {
  if (invocation.format() == OutputFormat::kJson) {
    invocation.out += json_of(all);
    return;
  }
  for (const Judged& one : all) invocation.out += line_of(one);
}

std::optional<manifests::Reading> read(const Invocation& invocation, ExitStatus& status) {
  const std::string& file = invocation.arguments.positionals[0];
  status = ExitStatus::kUnreadable;
  const auto bytes = app::read_file(file, cli::reading_limits(invocation).bytes);
  if (!bytes) {
    status = invocation.refuse(bytes.error(), ExitStatus::kUnreadable);
    return std::nullopt;
  }
  const auto kind = invocation.arguments.has("from") ? manifests::kind_named(invocation.arguments.value("from"))
                                                     : manifests::kind_of(file, *bytes);
  if (!kind) {
    invocation.complain(fmt::format("{}: it is not known what this is; --from says it", file));
    return std::nullopt;
  }
  auto reading = manifests::read_manifest(*bytes, *kind, {.file = file, .limits = {}});
  if (!reading) {
    invocation.complain(reading.error());
    return std::nullopt;
  }
  for (const Error& error : reading->passed_over)
    invocation.messages += fmt::format("passed over: {}\n", to_string(error));
  return std::move(*reading);
}

// Shows it, asks, does it. What was done before a failure is done.
ExitStatus claim(const Invocation& invocation, Session& session, desk::Desk& desk, std::vector<Judged>& all) {
  if (!invocation.arguments.has("yes")) {
    std::vector<Judged> tried = all;
    if (const auto done = claim_all(invocation, desk, true, tried); !done) return refuse(invocation, done.error());
    print(invocation, tried);
    if (!confirmed(invocation, "Claim these?")) {
      invocation.complain("nothing was written; --yes writes without asking");
      return ExitStatus::kUsage;
    }
  }
  const auto done = claim_all(invocation, desk, false, all);
  const ExitStatus refreshed = refresh_lookup(invocation, session, session.registry);
  return done ? refreshed : refuse(invocation, done.error());
}

}  // namespace

ExitStatus run_uses(const Invocation& invocation) {
  if (invocation.format() != OutputFormat::kTable && invocation.format() != OutputFormat::kJson) {
    invocation.complain("uses writes table or json");
    return ExitStatus::kUsage;
  }
  ExitStatus status = ExitStatus::kDone;
  const auto reading = read(invocation, status);
  if (!reading) return status;
  status = ExitStatus::kDone;
  const bool claims = invocation.arguments.has("claim");
  auto session = open_session(invocation, claims ? ledger::Mode::kWrite : ledger::Mode::kRead);
  if (!session) return session.error();
  if (!reading->registry.empty()) session->registry = reading->registry;
  desk::Desk desk(session->ledger, session->registry);
  const auto ground = desk.ground();
  if (!ground) return refuse(invocation, ground.error());
  std::vector<Judged> all;
  for (const Use& use : reading->uses) all.push_back(judged((*ground)->world(), use));
  if (claims) status = claim(invocation, *session, desk, all);
  if (status == ExitStatus::kUsage) return ExitStatus::kNotFound;  // nobody said yes
  print(invocation, all);
  if (status != ExitStatus::kDone) return status;
  const bool good = std::ranges::all_of(all, [](const Judged& one) { return one.standing <= Standing::kClaimed; });
  return good ? ExitStatus::kDone : ExitStatus::kNotFound;
}

}  // namespace portolan::keeper
