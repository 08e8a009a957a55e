// SPDX-License-Identifier: Apache-2.0
//
// Links that work once: an invitation, which makes an account with roles, and a new password. The secret of the link is
// told once; only its hash is kept. Sending it is not done here.
//
// A ticket is void once it is used, from its end on, when it is withdrawn, and when whoever made it is disabled. Of
// those who use one at the same time one succeeds.
//
// Errors: those of people.h, roles.h and password_rules.h; kNotFound for a secret that is none or is void: which of it
// is not said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/office.h"
#include "accounts/people.h"
#include "accounts/roles.h"
#include "accounts/secrets.h"

namespace portolan::accounts {

// The words are kept in the database.
enum class TicketKind : std::uint8_t { kInvitation, kNewPassword };

struct Ticket {
  std::uint64_t id = 0;  // names it in lists; no secret
  TicketKind kind = TicketKind::kInvitation;
  PersonId account = 0;       // of a new password; of an invitation whom it made, 0 before
  std::string mail;           // of an invitation
  std::vector<Grant> grants;  // of an invitation
  PersonId made_by = 0;
  Time created;
  Time ends;
  std::optional<Time> used;

  bool operator==(const Ticket&) const = default;
};
struct NewTicket {
  SecretText secret;
  Ticket ticket;
};

// kConflict if somebody has the mail address already.
Result<NewTicket> invite(const Office& office, std::string_view mail, const std::vector<Grant>& grants, const Act& act);
Result<NewTicket> offer_new_password(const Office& office, PersonId account, const Act& act);

// What a secret is good for now; nothing if it is void.
Result<std::optional<Ticket>> find_ticket(const Office& office, std::string_view secret, Time now);
// Those with numbers below `before` (0: from the newest on), newest first, at most `limit`, without what they grant.
Result<std::vector<Ticket>> list_tickets(const Office& office, std::uint64_t before, std::uint64_t limit);
// False if there is none or it was used.
Result<bool> withdraw_ticket(const Office& office, std::uint64_t id, const Act& act);

// The account has the mail address of the invitation, and its roles.
struct Acceptance {
  std::string name;
  std::string shown;
  std::string_view password;
};
Result<Account> accept_invitation(const Office& office, std::string_view secret, const Acceptance& chosen,
                                  const Act& act);

// Ends all sessions, and makes other such tickets of the account void. A second factor stays.
Result<void> use_new_password(const Office& office, std::string_view secret, std::string_view password, const Act& act);

}  // namespace portolan::accounts
