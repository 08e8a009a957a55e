// SPDX-License-Identifier: Apache-2.0
//
// A registry's main line while everything is made again: its state, who holds what, its checkpoints.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "database/database.h"
#include "events/state.h"
#include "ledger/rows.h"
#include "portolan/error.h"

namespace portolan::ledger {

class Line {
 public:
  Line(std::string name, std::uint64_t id) : name_(std::move(name)) { row_.id = id; }

  const std::string& name() const noexcept { return name_; }
  std::uint64_t id() const noexcept { return row_.id; }

  // The next event of the registry, of the main line or not. `batch` is the position of the first event that was
  // appended together with it. Fails with kDamaged if it does not fit those before it.
  Result<void> add(const events::Event& event, std::uint64_t position, std::uint64_t batch);
  // No more events of this batch: what nobody holds any more is free, and a checkpoint may be due.
  Result<void> end_batch(database::Database& database);
  // The registry's row, and who holds what. `version` is what the registry's version was.
  Result<void> write(database::Database& database, std::uint64_t version);

 private:
  struct Holding {
    std::uint64_t position = 0;  // of the batch that took it
    std::uint64_t records = 0;   // that have it
    bool noted = false;          // in released_
  };
  void hold(const registry::Record& record, std::uint64_t batch);
  void release(const registry::Record& record);

  std::string name_;
  RegistryRow row_;
  std::uint64_t events_ = 0;
  std::uint64_t checkpoint_ = 0;
  events::State state_;
  std::unordered_map<std::string, Holding> holdings_;
  std::vector<std::string> released_;  // in this batch; another record may have taken it since
};

}  // namespace portolan::ledger
