// SPDX-License-Identifier: Apache-2.0
#include "desk/ground.h"

#include <fmt/format.h>

namespace portolan::desk {
namespace {

Result<policies::Charter> charter_of(const events::State& state, std::string_view registry) {
  if (state.rules().empty()) {
    policies::Charter charter;
    charter.name = registry;
    charter.title = state.head().title;
    charter.policy = procedures::rfc6335_policy();
    return charter;
  }
  auto charter = policies::read_charter(state.rules(), fmt::format("the rules of '{}'", registry));
  if (!charter) return std::unexpected(std::move(charter.error().front()));
  return std::move(*charter);
}

}  // namespace

Result<std::shared_ptr<const Ground>> Ground::load(ledger::Ledger& ledger, std::string_view registry) {
  const auto info = ledger.registry(registry);
  if (!info) return std::unexpected(info.error());
  if (!*info) return fail(ErrorCode::kNotFound, fmt::format("this ledger holds no registry '{}'", registry));
  // What is appended between these is seen by the version, where it is of importance.
  auto at = ledger.state(registry, ledger::Latest{});
  if (!at) return std::unexpected(std::move(at.error()));
  std::shared_ptr<Ground> ground(new Ground());
  ground->info_ = **info;
  auto made = ledger.materialize(registry, *at, &ground->numbers_);
  if (!made) return std::unexpected(std::move(made.error()));
  auto charter = charter_of(at->state, registry);
  if (!charter) return std::unexpected(std::move(charter.error()));
  ground->info_.end = at->end;
  ground->state_ = std::move(at->state);
  ground->registry_ = std::move(*made);
  ground->charter_ = std::move(*charter);
  ground->world_ = std::make_unique<procedures::World>(ground->registry_);
  return ground;
}

}  // namespace portolan::desk
