// SPDX-License-Identifier: Apache-2.0
//
// What publishing something does to the records: shown before, done afterwards.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "desk/ground.h"
#include "procedures/application.h"
#include "registry/difference.h"

namespace portolan::desk {

// What a publication does to the records.
struct Effect {
  std::shared_ptr<const Ground> before;
  std::shared_ptr<const registry::Registry> after;
  registry::Difference difference;  // points into both
};

// `now` in microseconds since 1970, UTC; `cards` are those of people whom the request cites and the registry does not
// know.
Effect effect_of(std::shared_ptr<const Ground> ground, const procedures::Request& request,
                 std::optional<std::uint16_t> port, std::uint64_t now,
                 const std::vector<registry::Contact>& cards = {});

// The same for an application that is open: as if it were published now, with the port that it would be given.
Effect preview(std::shared_ptr<const Ground> ground, const procedures::Request& request, std::uint64_t now,
               const std::vector<registry::Contact>& cards = {});

// The date that a change of now has in a registry: today's, but none before its last.
Date date_of_change(Date last, std::uint64_t now);

// The day of a time, UTC.
Date date_at(std::uint64_t microseconds);

}  // namespace portolan::desk
