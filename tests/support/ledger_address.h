// SPDX-License-Identifier: Apache-2.0
//
// A ledger by the address of its database.
#pragma once

#include <string>
#include <utility>

#include "database_address.h"
#include "ledger_batches.h"

namespace portolan::testing {

inline Result<ledger::Ledger> open_ledger_at(const std::string& address, ledger::Mode mode = ledger::Mode::kCreate) {
  if (!is_postgres(address)) return open_ledger(address, {}, mode);
  auto database = database::open_postgres(address);
  if (!database) return std::unexpected(std::move(database.error()));
  return ledger::Ledger::open(std::move(*database), mode);
}

// A process that was killed can leave somebody behind who still works for it: a server ends its transaction only when
// it notices. Whoever gets the lock of writers after it sees what became of it.
inline Result<void> wait_for_writers(ledger::Ledger& ledger) {
  const auto turn = database::Transaction::begin(ledger.database(), database::Access::kWrite);
  if (!turn) return std::unexpected(turn.error());
  return {};
}

}  // namespace portolan::testing
