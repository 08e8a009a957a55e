// SPDX-License-Identifier: Apache-2.0
//
// A moment of the past, as people write it.
//
// Thread-safety: a pure function.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "portolan/types.h"

namespace portolan::app {

// A date (without a day it is the end of its month), or how many events of a ledger came before.
using PastMoment = std::variant<Date, std::uint64_t>;

// "2024-07-01", "2024-07", "@1234". Nothing for every other word.
std::optional<PastMoment> parse_moment(std::string_view text) noexcept;

}  // namespace portolan::app
