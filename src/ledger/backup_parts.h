// SPDX-License-Identifier: Apache-2.0
//
// The inside of a backup file: parts one behind the other, each a size and fields (events/fields.h).
//
//     content = head *( event [ personal ] ) end
//
// The numbers are persistent: docs/ledger-format.md lists them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace portolan::ledger {

// More than any event has: one that is larger is not written, and no size is believed above it.
inline constexpr std::uint64_t kMostOfAPart = std::uint64_t{256} << 20U;

enum class Part : std::uint8_t { kHead = 1, kEvent = 2, kPersonal = 3, kEnd = 4 };

enum PartField : unsigned {
  kPart = 1,  // which of them
  // head
  kPartOrigin = 2,
  // event
  kPartBytes = 3,
  // personal
  kPartPosition = 4,
  kPartSalt = 5,
  kPartData = 6,
  // end
  kPartCount = 7,
  kPartRoot = 8,
};

}  // namespace portolan::ledger
