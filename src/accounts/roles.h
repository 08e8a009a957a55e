// SPDX-License-Identifier: Apache-2.0
//
// What people may do, by registry, and as whom the procedures see them. A role with an empty registry is held in every
// one. Everybody who can sign in is an applicant: that role is never granted.
//
// Errors: as in people.h; and kInvalidValue for a role that cannot be granted, transports without an expert, an expert
// without transports, a text that is too long (the field names it).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/office.h"
#include "portolan/types.h"

namespace portolan::accounts {

using procedures::Person;
using procedures::Role;

std::string_view to_string(Role role) noexcept;  // "expert"
std::optional<Role> parse_role(std::string_view word) noexcept;

struct Grant {
  std::string registry;  // empty: every one
  Role role = Role::kAuditor;
  Transports transports = {};  // of an expert: what they review

  bool operator==(const Grant&) const = default;
};
Result<void> check_grant(const Grant& grant);

// Granting again replaces the transports.
Result<void> grant_role(const Office& office, PersonId id, const Grant& grant, const Act& act);
// kNotFound if it is not held there.
Result<void> withdraw_role(const Office& office, PersonId id, std::string_view registry, Role role, const Act& act);
Result<std::vector<Grant>> roles_of(const Office& office, PersonId id);

// The contact of the registry is this person, or somebody for whom they speak.
Result<void> add_contact(const Office& office, PersonId id, std::string_view registry, std::string_view contact,
                         const Act& act);
Result<void> remove_contact(const Office& office, PersonId id, std::string_view registry, std::string_view contact,
                            const Act& act);
Result<std::vector<std::string>> contacts_of(const Office& office, PersonId id, std::string_view registry);

// Who speaks for that contact, by number.
Result<std::vector<PersonId>> speakers_for(const Office& office, std::string_view registry, std::string_view contact);
// As add_contact, where nobody else speaks for it: of two who want the same one at once, one has it. False: another
// has.
Result<bool> take_contact(const Office& office, PersonId id, std::string_view registry, std::string_view contact,
                          const Act& act);

// The account as the procedures of the registry see it, as it is now. Somebody who is disabled or erased has no roles
// and is disabled. kNotFound if there is no such account.
Result<Person> person_for(const Office& office, PersonId id, std::string_view registry);

// Everybody who holds a role in the registry and can sign in, by number, as person_for() has them.
Result<std::vector<Person>> officers_of(const Office& office, std::string_view registry);

// For this room, inside of a write transaction.
Result<void> insert_role(const Office& office, PersonId id, const Grant& grant, const Act& act);

}  // namespace portolan::accounts
