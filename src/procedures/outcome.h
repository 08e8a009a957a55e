// SPDX-License-Identifier: Apache-2.0
//
// What publishing an application does to the records of a registry: shown to the applicant before, done afterwards.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <vector>

#include "procedures/application.h"
#include "procedures/policy.h"
#include "procedures/world.h"

namespace portolan::procedures {

struct Change {
  const registry::Record* before = nullptr;  // null: a new record
  std::optional<registry::Record> after;     // nothing: it goes

  bool operator==(const Change&) const = default;
};

// `port` as procedures::Published has it. `date` is that of the registrations. Lives as long as the world's registry.
std::vector<Change> outcome(const Policy& policy, const World& world, const Request& request,
                            std::optional<std::uint16_t> port, Date date);

// The registry with the changes in it: new records stand where their port and name belong.
registry::Registry with_changes(const registry::Registry& registry, const std::vector<Change>& changes);

// "RFC5326, draft-ietf-x, https://..." as references.
registry::References parse_references(std::string_view text);

}  // namespace portolan::procedures
