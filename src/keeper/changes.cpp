// SPDX-License-Identifier: Apache-2.0
#include "keeper/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "app/difference_text.h"
#include "keeper/overlays.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;
using keeping::Plan;
using keeping::Step;

constexpr std::size_t kMostBreaks = 20;

std::string summary(const Step& step) {
  if (step.known) return "imported before, nothing new";
  const bool first = step.before->records.empty();
  std::string out = first ? fmt::format("{} records and {} contacts, the first state", step.after->records.size(),
                                        step.after->contacts.size())
                          : app::difference_summary(step.difference);
  if (out.empty()) out = "the same but for its date";
  if (step.late) out += " (late: nothing behind that day changes)";
  return out;
}

void show(const Invocation& invocation, const Plan& plan) {
  for (const Step& step : plan.steps) {
    invocation.out +=
        fmt::format("{}{}{}: {}\n", step.file, step.date.empty() ? "" : ", ", to_string(step.date), summary(step));
    for (std::size_t i = 0; i < std::min(step.breaks.size(), kMostBreaks); ++i)
      invocation.out += fmt::format("  breaks: {}\n", step.breaks[i]);
    if (step.breaks.size() > kMostBreaks)
      invocation.out += fmt::format("  breaks: {} more of that kind\n", step.breaks.size() - kMostBreaks);
  }
}

// What registries that are laid over this one use, and it has now for something else.
void show_new_collisions(const Invocation& invocation, Session& session, const std::string& registry,
                         const std::vector<std::string>& before) {
  const auto after = collisions_above(session.ledger, registry);
  if (!after) return invocation.complain(after.error());
  std::vector<std::string> added;
  std::ranges::set_difference(*after, before, std::back_inserter(added));
  for (const std::string& one : added) invocation.messages += fmt::format("collision: {}\n", one);
}

}  // namespace

ExitStatus show_and_write(const Invocation& invocation, Session& session, const Plan& plan) {
  show(invocation, plan);
  if (plan.empty()) return ExitStatus::kDone;
  if (!invocation.arguments.has("yes") && !confirmed(invocation, "Write this into the ledger?")) {
    invocation.complain("nothing was written; --yes writes without asking");
    return ExitStatus::kNotFound;
  }
  const auto collisions = collisions_above(session.ledger, plan.registry);
  if (auto done = keeping::carry_out(session.ledger, plan); !done) return refuse(invocation, done.error());
  if (collisions) show_new_collisions(invocation, session, plan.registry, *collisions);
  return refresh_lookup(invocation, session, plan.registry);
}

}  // namespace portolan::keeper
