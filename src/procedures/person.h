// SPDX-License-Identifier: Apache-2.0
//
// Who acts, as far as a procedure has to know it. Names and addresses are kept elsewhere.
//
// Thread-safety: values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/types.h"

namespace portolan::procedures {

// A number that is never given to somebody else. 0: the clock.
using PersonId = std::uint64_t;

// Whoever works on the file of a ledger directly: one person, who never signs in and is never two of those whom a
// decision needs.
inline constexpr PersonId kLocalOperator = 1;

enum class Role : std::uint8_t {
  kApplicant,      // may apply, report, appeal: everybody who is signed in
  kExpert,         // reviews (RFC 6335, section 8.1.1; RFC 8126, section 5)
  kIesg,           // approves, decides on appeals and revocations
  kOperator,       // the registrar: publishes, maintains, starts revocations
  kAuditor,        // reads all, does nothing
  kAdministrator,  // of accounts, not of decisions
};

struct Person {
  PersonId id = 0;
  bool disabled = false;
  std::vector<Role> roles;
  Transports expert_for;              // of an expert
  std::vector<std::string> acts_for;  // contacts of the registry whose word this person's is

  bool has(Role role) const noexcept { return std::ranges::find(roles, role) != roles.end(); }
  bool speaks_for(std::string_view contact) const noexcept {
    return !contact.empty() && std::ranges::find(acts_for, contact) != acts_for.end();
  }
};

}  // namespace portolan::procedures
