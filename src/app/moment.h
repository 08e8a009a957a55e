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

// A date (without a day it is the end of its month, a year alone the end of the year), or how many events of a ledger
// came before.
using PastMoment = std::variant<Date, std::uint64_t>;

// "2024-07-01", "2024-07", "2024", "@1234". Nothing for every other word.
std::optional<PastMoment> parse_moment(std::string_view text) noexcept;

// What it may be, for those who wrote something else.
inline constexpr std::string_view kMomentWords = "a date (2019-10-30, 2019-10, 2019) or a position (@N)";

}  // namespace portolan::app
