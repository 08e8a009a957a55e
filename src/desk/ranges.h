// SPDX-License-Identifier: Apache-2.0
//
// Ports as people ask for them: by number, by the name of a range or band, or whichever can be claimed.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "portolan/types.h"
#include "procedures/policy.h"

namespace portolan::desk {

// The range or band of that name, in any case; else the ports that are written: "8000", "8000-8999". Nothing if it is
// neither.
std::optional<PortRange> ports_named(const procedures::Policy& policy, std::string_view word);

// The first range of which ports are claimed; nothing if none is.
std::optional<PortRange> claimed_range(const procedures::Policy& policy) noexcept;

}  // namespace portolan::desk
