// SPDX-License-Identifier: Apache-2.0
//
// hook: programs that are called, and what could not be delivered.
#include "post/hooks.h"

#include <fmt/format.h>

#include <charconv>

#include "keeper/commands.h"
#include "keeper/office.h"
#include "post/schema.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

constexpr std::uint64_t kShown = 200;

ExitStatus list(const Invocation& invocation, OpenOffice& open) {
  const auto hooks = post::hooks_of(open.office(), open.session().registry);
  if (!hooks) return refuse(invocation, hooks.error());
  for (const post::Hook& hook : *hooks) {
    std::string events;
    for (const std::string& event : hook.events) events += (events.empty() ? "" : ",") + event;
    invocation.out += fmt::format("{}\t{}\t{}\n", hook.id, hook.url, events.empty() ? "everything" : events);
  }
  return hooks->empty() ? ExitStatus::kNotFound : ExitStatus::kDone;
}

ExitStatus add(const Invocation& invocation, OpenOffice& open, const std::string& url) {
  post::NewHook given{.registry = open.session().registry, .url = url};
  for (const std::string_view event : invocation.arguments.parts("event")) given.events.emplace_back(event);
  const auto added = post::add_hook(open.office(), given, open.act().now);
  if (!added) return refuse(invocation, added.error());
  invocation.messages += fmt::format("hook {}; its key is shown this once:\n", added->hook.id);
  invocation.out += fmt::format("{}\n", added->secret.view());
  return ExitStatus::kDone;
}

ExitStatus remove(const Invocation& invocation, OpenOffice& open, std::string_view word) {
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
  if (error != std::errc() || end != word.data() + word.size()) {
    invocation.complain("a hook is named by its number");
    return ExitStatus::kUsage;
  }
  const auto done = post::remove_hook(open.office(), open.session().registry, id, open.act().now);
  if (done) return ExitStatus::kDone;
  if (done.error().code != ErrorCode::kNotFound) return refuse(invocation, done.error());
  invocation.complain(fmt::format("there is no hook {}", id));
  return ExitStatus::kNotFound;
}

ExitStatus show(const Invocation& invocation, OpenOffice& open, post::State state) {
  const auto found = post::messages(open.office().database, open.session().registry, state, kShown);
  if (!found) return refuse(invocation, found.error());
  for (const post::Message& one : *found)
    invocation.out += fmt::format("@{}\t{} to #{}\tapplication {}\t{}\t{} tries\t{}\n", one.position,
                                  to_string(one.kind), one.receiver, one.application, one.what, one.tries, one.problem);
  return found->empty() ? ExitStatus::kNotFound : ExitStatus::kDone;
}

}  // namespace

ExitStatus run_hook(const Invocation& invocation) {
  const auto& words = invocation.arguments.positionals;
  const std::string what = words.empty() ? "list" : words[0];
  const bool takes_one = what == "add" || what == "remove";
  const bool known = takes_one || what == "list" || what == "waiting" || what == "failed";
  if (!known || (takes_one ? words.size() != 2 : words.size() > 1)) {
    invocation.complain("it is 'hook', 'hook add URL', 'hook remove ID', 'hook waiting' or 'hook failed'");
    return ExitStatus::kUsage;
  }
  auto open = OpenOffice::open(invocation, false);
  if (!open) return open.error();
  if (auto made = post::migrate((*open)->office().database); !made) return refuse(invocation, made.error());
  if (what == "add") return add(invocation, **open, words[1]);
  if (what == "remove") return remove(invocation, **open, words[1]);
  if (what == "list") return list(invocation, **open);
  return show(invocation, **open, what == "waiting" ? post::State::kWaiting : post::State::kFailed);
}

}  // namespace portolan::keeper
