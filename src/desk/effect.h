// SPDX-License-Identifier: Apache-2.0
//
// What publishing an application does to the records of a registry, with everybody whom they cite in its contact table.
//
// Thread-safety: pure functions of immutable values.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "desk/ground.h"
#include "procedures/application.h"
#include "registry/difference.h"

namespace portolan::desk {

struct Effect {
  std::shared_ptr<const Ground> before;
  std::shared_ptr<const registry::Registry> after;
  registry::Difference difference;  // points into both
};

// `port` as procedures::Published has it, `date` that of the registration. `cards` are of people whom the request cites
// and the contact table may not have.
Effect effect_of(std::shared_ptr<const Ground> ground, const procedures::Request& request,
                 std::optional<std::uint16_t> port, const std::vector<registry::Contact>& cards, Date date);

}  // namespace portolan::desk
