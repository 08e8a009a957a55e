// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "app/document.h"
#include "app/moment.h"
#include "app/picking.h"
#include "desk/desk.h"
#include "keeper/commands.h"
#include "keeper/session.h"
#include "keeping/asking.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

ExitStatus print_rules(const Invocation& invocation) {
  auto session = open_session(invocation, ledger::Mode::kRead);
  if (!session) return session.error();
  ledger::Moment moment = ledger::Latest{};
  if (invocation.arguments.has("as-of")) {
    const auto parsed = keeping::parse_moment(invocation.arguments.value("as-of"));
    if (!parsed) {
      invocation.complain(fmt::format("--as-of takes {}", app::kMomentWords));
      return ExitStatus::kUsage;
    }
    moment = *parsed;
  }
  const auto at = session->ledger.state(session->registry, moment);
  if (!at) return refuse(invocation, at.error());
  if (at->state.rules().empty()) {
    invocation.complain(fmt::format(
        "nobody gave '{}' rules: it is run by RFC 6335's; 'portolan rules FILE' gives it some", session->registry));
    return ExitStatus::kNotFound;
  }
  invocation.out += at->state.rules();
  return ExitStatus::kDone;
}

std::string shown(const policies::Charter& charter) {
  std::string out;
  for (const procedures::Range& range : charter.policy.ranges) {
    std::string how;
    for (std::size_t i = 0; i < procedures::kProcedureCount; ++i)
      if (range.procedures.contains(static_cast<procedures::Procedure>(i)))
        how +=
            fmt::format("{}{}", how.empty() ? "" : ", ", procedures::to_string(static_cast<procedures::Procedure>(i)));
    out += fmt::format("  {} ({}): {}\n", to_string(range.ports), range.name, how.empty() ? "not given out" : how);
    for (const procedures::Band& band : range.bands)
      out += fmt::format("    {} ({}): {}\n", to_string(band.ports), band.name,
                         band.chosen ? "chosen by who asks" : "the registry chooses");
  }
  return out;
}

}  // namespace

ExitStatus run_rules(const Invocation& invocation) {
  if (invocation.arguments.positionals.empty()) return print_rules(invocation);
  const std::string& file = invocation.arguments.positionals[0];
  const auto bytes = app::read_file(file, cli::reading_limits(invocation).bytes);
  if (!bytes) return invocation.refuse(bytes.error(), ExitStatus::kUnreadable);
  const auto charter = policies::read_charter(*bytes, file);
  if (!charter) {
    invocation.complain(charter.error());
    return ExitStatus::kUnreadable;
  }
  auto session = open_session(invocation, ledger::Mode::kCreate);
  if (!session) return session.error();
  if (!session->place.registry.empty() && session->place.registry != charter->name) {
    invocation.complain(
        fmt::format("{} is the rules of '{}', not of '{}'", file, charter->name, session->place.registry));
    return ExitStatus::kUsage;
  }
  const auto founding = desk::found(session->ledger, *charter, *bytes, app::login_name(), now());
  if (!founding) return refuse(invocation, founding.error());
  if (!founding->changes) {
    invocation.out += fmt::format("{}: these are its rules already\n", charter->name);
    return ExitStatus::kDone;
  }
  invocation.out += fmt::format("{}: {}\n{}", charter->name,
                                founding->is_new           ? "a new registry"
                                : founding->before.empty() ? "its first rules"
                                                           : "other rules than until now",
                                shown(*charter));
  if (!invocation.arguments.has("yes") && !confirmed(invocation, "Write this into the ledger?")) {
    invocation.complain("nothing was written; --yes writes without asking");
    return ExitStatus::kNotFound;
  }
  if (const auto done = session->ledger.append(founding->batch); !done) return refuse(invocation, done.error());
  return founding->is_new ? refresh_lookup(invocation, *session, charter->name) : ExitStatus::kDone;
}

}  // namespace portolan::keeper
