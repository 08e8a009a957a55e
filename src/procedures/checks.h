// SPDX-License-Identifier: Apache-2.0
//
// What a machine can check of a request before a person looks at it (RFC 6335, section 8.1). Everything that is wrong
// is said at once.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "procedures/application.h"
#include "procedures/policy.h"
#include "procedures/world.h"

namespace portolan::procedures {

struct Violation {
  std::string_view rule;     // "name-taken"; never changes within a major version
  std::string_view section;  // "RFC 6335, section 5.1"; empty where the rule is no RFC's
  std::string field;         // of the request: "name"; empty: none alone
  std::string message;       // a sentence without a full stop

  bool operator==(const Violation&) const = default;
};

// Of a request on its own and against what the registry holds. Empty: it can go on.
std::vector<Violation> check(const Policy& policy, const World& world, const Request& request);

// What is no violation and yet good to know: the name alone would do, the name looks like another.
std::vector<std::string> advice(const Policy& policy, const World& world, const Request& request);

// What the registry below has for something else: the same name with another port, or the same port for another name.
// A registry that says the same as the one below it does not collide with it.
struct Collision {
  const registry::Record* below = nullptr;
  bool by_name = false;  // else by port
};
std::vector<Collision> collisions_below(const World& world, std::string_view name, std::optional<PortRange> ports,
                                        Transports transports);

// The port that a request would be given now: the one it asks for, or the first free one of its range. Nothing where
// there is none, or none is asked for.
std::optional<std::uint16_t> port_for(const Policy& policy, const World& world, const Request& request);

// The records that a de-assignment, a reuse, a revocation, maintenance, a report or a replacement is about.
std::vector<const registry::Record*> records_of(const World& world, const Request& request);

// Whether the contact holds the record.
bool is_held_by(const registry::Record& record, std::string_view contact);

}  // namespace portolan::procedures
