// SPDX-License-Identifier: Apache-2.0
//
// States that are kept, compressed, so that none is folded from the beginning.
#pragma once

#include <cstdint>
#include <optional>

#include "database/database.h"
#include "events/state.h"
#include "portolan/error.h"

namespace portolan::ledger {

// So many events of a registry come between two checkpoints at least: folding them costs about what reading a
// checkpoint of IANA's registry does.
inline constexpr std::uint64_t kCheckpointEvery = 8192;

struct Checkpoint {
  std::uint64_t end = 0;  // one more than the position of the last event in it
  events::State state;
};
// The last one of the main line that ends at `end` or before; an empty state if there is none.
Result<Checkpoint> checkpoint_before(database::Database& database, std::uint64_t registry, std::uint64_t end);
Result<void> keep_checkpoint(database::Database& database, std::uint64_t registry, std::uint64_t end,
                             const events::State& state);

}  // namespace portolan::ledger
