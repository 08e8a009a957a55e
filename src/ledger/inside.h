// SPDX-License-Identifier: Apache-2.0
//
// What is asked of a ledger from inside of a transaction. Those who have none call what ledger.h and rebuild.h offer.
#pragma once

#include <span>
#include <string_view>

#include "database/database.h"
#include "ledger/ledger.h"
#include "portolan/error.h"

namespace portolan::ledger {

Result<StateAt> state_inside(database::Database& database, std::string_view registry, const Moment& moment);
Result<Verification> verify_inside(database::Database& database, std::span<const proof::TreeHead> known,
                                   const Progress& progress);
// REQUIRES: a write transaction.
Result<void> rebuild_inside(database::Database& database, const Progress& progress);

inline constexpr std::string_view kOriginProperty = "origin";

}  // namespace portolan::ledger
