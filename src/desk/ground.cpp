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

// Rules may call it by its short name.
constexpr std::string_view kIana = "service-names-port-numbers";

}  // namespace

// The registry that the rules mean; nothing if the ledger does not hold it.
Result<std::optional<ledger::RegistryInfo>> Ground::info_of_under(ledger::Ledger& ledger) const {
  if (charter_.over.empty() || charter_.over == info_.name) return std::nullopt;
  auto there = ledger.registry(charter_.over);
  if (!there || *there || charter_.over != "iana") return there;
  return ledger.registry(kIana);
}

// What that one is laid over itself does not count: nobody reads through three.
Result<void> Ground::lay_over(ledger::Ledger& ledger) {
  const auto there = info_of_under(ledger);
  if (!there) return std::unexpected(there.error());
  if (!*there) return {};
  auto loaded = load(ledger, (*there)->name, Layers::kOne);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  under_ = std::move(*loaded);
  world_->lay_over(under_->world());
  return {};
}

Result<bool> Ground::is_latest(ledger::Ledger& ledger) const {
  const auto own = ledger.registry(info_.name);
  if (!own) return std::unexpected(own.error());
  if (!*own || (*own)->end != info_.end) return false;
  const auto below = info_of_under(ledger);
  if (!below) return std::unexpected(below.error());
  if (!*below || under_ == nullptr) return !*below && under_ == nullptr;
  return (*below)->end == under_->info().end;
}

Result<std::shared_ptr<const Ground>> Ground::behind(const registry::Registry& after, const ledger::Batch& batch,
                                                     const ledger::Appended& appended) const {
  std::shared_ptr<Ground> ground(new Ground());
  ground->info_ = info_;
  ground->info_.end = appended.first + appended.count;
  ground->info_.effective = batch.effective;
  ground->state_ = state_;
  for (std::uint64_t position = appended.first; const events::Prepared& prepared : batch.events) {
    events::Event event;
    event.what = prepared.what;
    if (auto applied = ground->state_.apply(event, position++); !applied)
      return std::unexpected(std::move(applied.error()));
  }
  ground->state_.records().for_each(
      [&](std::uint64_t number, const registry::Record&) { ground->numbers_.records.push_back(number); });
  ground->state_.contacts().for_each(
      [&](std::uint64_t number, const events::ContactState&) { ground->numbers_.contacts.push_back(number); });
  ground->registry_ = after;
  ground->charter_ = charter_;
  ground->under_ = under_;
  ground->world_ = std::make_unique<procedures::World>(ground->registry_);
  if (under_) ground->world_->lay_over(under_->world());
  return ground;
}

Result<std::shared_ptr<const Ground>> Ground::load(ledger::Ledger& ledger, std::string_view registry, Layers layers) {
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
  if (layers == Layers::kAll)
    if (auto laid = ground->lay_over(ledger); !laid) return std::unexpected(std::move(laid.error()));
  return ground;
}

}  // namespace portolan::desk
