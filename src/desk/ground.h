// SPDX-License-Identifier: Apache-2.0
//
// What a registry of a ledger is at one moment, as a decision needs it: its records, its rules, what they say of a
// port.
//
// Thread-safety: immutable.
#pragma once

#include <memory>
#include <string_view>

#include "events/state.h"
#include "ledger/ledger.h"
#include "policies/charter.h"
#include "portolan/error.h"
#include "procedures/world.h"

namespace portolan::desk {

class Ground {
 public:
  // The latest state. Fails with kNotFound where the ledger holds no such registry, kDamaged where its rules cannot be
  // read.
  enum class Layers : std::uint8_t { kAll, kOne };  // kOne: without what it is laid over
  static Result<std::shared_ptr<const Ground>> load(ledger::Ledger& ledger, std::string_view registry,
                                                    Layers layers = Layers::kAll);
  // The state behind a batch that was appended to this one, without reading it: `after` is its registry. Fails where an
  // event does not fit.
  Result<std::shared_ptr<const Ground>> behind(const registry::Registry& after, const ledger::Batch& batch,
                                               const ledger::Appended& appended) const;
  Ground(const Ground&) = delete;
  Ground& operator=(const Ground&) = delete;

  // Whether the records and rules, and those of the registry below, are still these.
  Result<bool> is_latest(ledger::Ledger& ledger) const;

  // As it was when this was loaded; its version may be another since, for an application.
  const ledger::RegistryInfo& info() const noexcept { return info_; }
  const events::State& state() const noexcept { return state_; }
  const registry::Registry& registry() const noexcept { return registry_; }
  const events::State::Numbers& numbers() const noexcept { return numbers_; }
  // RFC 6335's where nobody gave it rules.
  const policies::Charter& charter() const noexcept { return charter_; }
  const procedures::Policy& policy() const noexcept { return charter_.policy; }
  // Laid over the registry below, if the rules name one and the ledger holds it.
  const procedures::World& world() const noexcept { return *world_; }
  // That registry; null: there is none. Its state may be newer by now.
  const Ground* under() const noexcept { return under_.get(); }

 private:
  Ground() = default;
  Result<std::optional<ledger::RegistryInfo>> info_of_under(ledger::Ledger& ledger) const;
  Result<void> lay_over(ledger::Ledger& ledger);

  ledger::RegistryInfo info_;
  events::State state_;
  registry::Registry registry_;
  events::State::Numbers numbers_;
  policies::Charter charter_;
  std::unique_ptr<procedures::World> world_;
  std::shared_ptr<const Ground> under_;
};

}  // namespace portolan::desk
