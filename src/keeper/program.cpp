// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/moment.h"
#include "cli/commands.h"
#include "cli/keeper.h"
#include "keeper/commands.h"
#include "keeper/session.h"
#include "keeping/asking.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

struct Command {
  std::string_view name;
  ExitStatus (*run)(const Invocation& invocation);
};
constexpr std::array kCommands = {
    Command{"import", run_import},
    Command{"update", run_update},
    Command{"history", run_history},
    Command{"log", run_log},
    Command{"verify", run_verify},
    Command{"checkpoint", run_checkpoint},
    Command{"statement", run_statement},
    Command{"prove", run_prove},
    Command{"check-proof", run_check_proof},
    Command{"erase", run_erase},
    Command{"backup", run_backup},
    Command{"restore", run_restore},
    Command{"serve", run_serve},
    Command{"rules", run_rules},
    Command{"claim", run_claim},
    Command{"apply", run_apply},
    Command{"release", run_release},
    Command{"deassign", run_deassign},
    Command{"reuse", run_reuse},
    Command{"maintain", run_maintain},
    Command{"revoke", run_revoke},
    Command{"report", run_report},
    Command{"show", run_show},
    Command{"review", run_review},
    Command{"decide", run_decide},
    Command{"uses", run_uses},
    Command{"collisions", run_collisions},
    Command{"user", run_user},
    Command{"token", run_token},
    Command{"hook", run_hook},
};

ExitStatus run(const Invocation& invocation) {
  const cli::CommandSpec& command = *invocation.arguments.command;
  if (command.run != nullptr) return command.run(invocation);
  for (const Command& known : kCommands)
    if (known.name == command.name) return known.run(invocation);
  invocation.complain("this program does not have the command");  // cannot be: a test compares the lists
  return ExitStatus::kFailed;
}

std::optional<std::expected<app::Source, ExitStatus>> open(const Invocation& invocation) {
  const std::string where(invocation.arguments.value("registry"));
  ledger::Moment moment = ledger::Latest{};
  if (invocation.arguments.has("as-of")) {
    const auto parsed = keeping::parse_moment(invocation.arguments.value("as-of"));
    if (!parsed) {
      invocation.complain(fmt::format("--as-of takes {}", app::kMomentWords));
      return std::unexpected(ExitStatus::kUsage);
    }
    moment = *parsed;
  } else if (!app::asks_a_ledger(where)) {
    return std::nullopt;  // a file, or the lookup file beside the ledger
  }
  auto source = keeping::open_source_at(keeping::place_of(where), moment);
  if (source) return std::move(*source);
  return std::unexpected(invocation.refuse(source.error(), ExitStatus::kUnreadable));
}

std::optional<app::Outcome<registry::Registry>> registry_at(const Invocation& invocation, const std::string& word) {
  const auto moment = keeping::parse_moment(word);
  if (!moment) return std::nullopt;
  const auto failed = [](Error error) { return std::unexpected(std::vector{std::move(error)}); };
  const keeping::Place place = keeping::place_of(std::string(invocation.arguments.value("registry")));
  auto ledger = keeping::open_ledger(place, ledger::Mode::kRead);
  if (!ledger) return failed(std::move(ledger.error()));
  const auto name = keeping::registry_in(*ledger, place.registry);
  if (!name) return failed(name.error());
  auto registry = keeping::registry_at(*ledger, *name, *moment);
  if (!registry) return failed(std::move(registry.error()));
  return std::move(*registry);
}

constexpr cli::Keeper kKeeper = {.run = run, .open = open, .registry_at = registry_at};

}  // namespace

bool has_command(std::string_view name) noexcept {
  return std::ranges::find(kCommands, name, &Command::name) != kCommands.end();
}

cli::Program the_keeper(std::string_view version) { return cli::the_program(version, &kKeeper); }

}  // namespace portolan::keeper
