// SPDX-License-Identifier: Apache-2.0
//
// Rows in the text format of PostgreSQL's COPY (its manual, COPY, "Text Format"), which fits columns of every type.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "database/database.h"

namespace portolan::database {

// Hands the text over in pieces of some 64 KiB, cut anywhere, until `put` returns false. Returns what it returned last.
bool copy_text(std::span<const Value> values, std::size_t columns, const std::function<bool(std::string_view)>& put);

}  // namespace portolan::database
