// SPDX-License-Identifier: Apache-2.0
//
// The Merkle tree over the events, as the tables keep it: leaves beside the events, the frontier, and the nodes over
// 256 events and more.
#pragma once

#include <optional>

#include "database/database.h"
#include "ledger/rows.h"
#include "portolan/error.h"
#include "proof/merkle.h"
#include "proof/merkle_proof.h"

namespace portolan::ledger {

inline constexpr unsigned kKeptLevel = 8;

Result<proof::Frontier> kept_frontier(database::Database& database);
Result<void> keep_frontier(database::Database& database, const proof::Frontier& frontier,
                           IsThere is_there = IsThere::kMaybe);
// The edge of the tree that was signed last; nothing if none was.
Result<std::optional<proof::Frontier>> signed_frontier(database::Database& database);
// The nodes as they are kept.
proof::NodeSource kept_nodes(database::Database& database);

}  // namespace portolan::ledger
