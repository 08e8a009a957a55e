// SPDX-License-Identifier: Apache-2.0
//
// A command, and what follows from it: happenings, or everything that is wrong with it at once. The only place where
// something of a registry is granted.
//
// Thread-safety: pure functions. The clock is an argument.
#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "procedures/acts.h"
#include "procedures/application.h"
#include "procedures/checks.h"
#include "procedures/policy.h"
#include "procedures/world.h"

namespace portolan::procedures {

struct Command {
  Act act = Act::kSubmit;
  std::optional<Request> request{};    // of an answer that amends the application
  const Person* reviewer = nullptr;    // of kNameReviewer
  std::string text{};                  // a question, an answer, a reason
  std::vector<std::string> reasons{};  // of kDecline
  Vote vote = Vote::kAbstain;
};

using Decision = std::expected<std::vector<Happening>, std::vector<Violation>>;

struct Setting {
  const Policy& policy;
  const World& world;
  Time now;
  std::span<const Transition> table = transitions();  // another one only to try what is missed without a rule
};

// Submits a request. What needs nobody's review is published at once.
Decision submit(const Setting& setting, const Person& actor, const Request& request);
// Anything else, to an application that is there.
Decision decide(const Setting& setting, const Application& application, const Person& actor, const Command& command);
// When time has to be looked at again, because something may run out; nothing if nothing can.
std::optional<Time> next_tick(const Policy& policy, const Application& application);

}  // namespace portolan::procedures
