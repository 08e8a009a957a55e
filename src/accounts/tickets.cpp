// SPDX-License-Identifier: Apache-2.0
#include "accounts/tickets.h"

#include <fmt/format.h>

#include "accounts/log.h"
#include "accounts/particulars.h"
#include "accounts/password_rules.h"
#include "accounts/passwords.h"
#include "accounts/rows.h"
#include "accounts/sign_in.h"

namespace portolan::accounts {

using database::Row;

namespace {

constexpr std::string_view kInvitationWord = "invitation";
constexpr std::string_view kNewPasswordWord = "new-password";
std::string_view word_of(TicketKind kind) noexcept {
  return kind == TicketKind::kInvitation ? kInvitationWord : kNewPasswordWord;
}

constexpr std::string_view kSelect =
    "SELECT id, kind, account, mail, made_by, created, ends, used FROM account_tickets ";

Ticket ticket_of(const Row& row) {
  return {.id = number_at(row, 0),
          .kind = row.bytes(1) == kInvitationWord ? TicketKind::kInvitation : TicketKind::kNewPassword,
          .account = number_at(row, 2),
          .mail = text_at(row, 3),
          .grants = {},
          .made_by = number_at(row, 4),
          .created = time_at(row, 5),
          .ends = time_at(row, 6),
          .used = maybe_time_at(row, 7)};
}

std::unexpected<Error> void_ticket() {
  return fail(ErrorCode::kNotFound, "this link is no longer good, or never was: ask for another");
}

Result<void> run(const Office& office, std::string_view sql, Values values) {
  const auto done = office.database.execute(sql, values);
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<std::vector<Grant>> grants_of(const Office& office, std::uint64_t ticket) {
  const auto rows = all_rows(
      office.database,
      "SELECT registry, role, transports FROM account_ticket_roles WHERE ticket = $1 ORDER BY registry, role",
      std::array{value_of(ticket)}, [](const Row& row) {
        const auto bits = static_cast<std::uint8_t>(row.integer(2) & 0x0F);
        return std::pair(parse_role(row.bytes(1)), Grant{text_at(row, 0), Role::kAuditor, Transports::from_bits(bits)});
      });
  if (!rows) return std::unexpected(rows.error());
  std::vector<Grant> out;
  for (const auto& [role, grant] : *rows)
    if (role) out.push_back({grant.registry, *role, grant.transports});
  return out;
}

Result<void> insert_grants(const Office& office, const Ticket& ticket) {
  for (const Grant& grant : ticket.grants) {
    const std::array values = {value_of(ticket.id), text(grant.registry), text(to_string(grant.role)),
                               value_of(std::uint64_t{grant.transports.bits()})};
    auto done = run(office,
                    "INSERT INTO account_ticket_roles (ticket, registry, role, transports) VALUES ($1, $2, $3, $4) "
                    "ON CONFLICT (ticket, registry, role) DO UPDATE SET transports = $4",
                    values);
    if (!done) return done;
  }
  return {};
}

// Its number is that of the line of the log that tells of it: nothing else ever gets it.
Result<NewTicket> insert(const Office& office, Ticket ticket, const Act& act) {
  SecretText secret = random_secret(office.random);
  const Digest hash = digest_of(secret.view());
  const std::array values = {blob(hash),       text(word_of(ticket.kind)), value_of(ticket.account), text(ticket.mail),
                             value_of(act.by), value_of(act.now),          value_of(ticket.ends)};
  const auto id =
      number_of(office.database,
                "INSERT INTO account_tickets (id, hash, kind, account, mail, made_by, created, ends) "
                "SELECT COALESCE(MAX(number), 0) + 1, CAST($1 AS $BLOB), CAST($2 AS TEXT), CAST($3 AS BIGINT), "
                "CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BIGINT) "
                "FROM account_log RETURNING id",
                values);
  if (!id) return std::unexpected(id.error());
  ticket.id = *id;
  ticket.made_by = act.by;
  ticket.created = act.now;
  if (auto done = insert_grants(office, ticket); !done) return std::unexpected(std::move(done.error()));
  const Happened what = ticket.kind == TicketKind::kInvitation ? Happened::kInvited : Happened::kResetMade;
  if (auto noted = note(office, act, what, ticket.account, fmt::format("ticket {}", *id)); !noted)
    return std::unexpected(std::move(noted.error()));
  return NewTicket{std::move(secret), std::move(ticket)};
}

Result<std::optional<Ticket>> found(const Office& office, std::string_view secret, TicketKind kind, Time now) {
  auto ticket = find_ticket(office, secret, now);
  if (ticket && *ticket && (*ticket)->kind != kind) return std::nullopt;
  return ticket;
}

// Only the first changes the row.
Result<bool> take(const Office& office, const Ticket& ticket, PersonId account, Time now) {
  return changes(office.database,
                 "UPDATE account_tickets SET used = $2, account = $3 WHERE id = $1 AND used IS NULL AND ends > $2",
                 std::array{value_of(ticket.id), value_of(now), value_of(account)});
}

Result<Account> accept(const Office& office, const Ticket& ticket, const Particulars& given, const std::string& hash,
                       const Act& act) {
  auto account = insert_account(office, given, act);
  if (!account) return account;
  const auto taken = take(office, ticket, account->id, act.now);
  if (!taken) return std::unexpected(taken.error());
  if (!*taken) return void_ticket();
  for (const Grant& grant : ticket.grants)
    if (auto done = insert_role(office, account->id, grant, {ticket.made_by, act.now, {}}); !done)
      return std::unexpected(std::move(done.error()));
  const Act own = {account->id, act.now, act.address};
  auto done = keep_password(office, account->id, hash, own);
  if (done) done = note(office, own, Happened::kInvitationAccepted, account->id, fmt::format("ticket {}", ticket.id));
  if (!done) return std::unexpected(std::move(done.error()));
  return ordinary_account(office, account->id);
}

Result<void> replace_password(const Office& office, const Ticket& ticket, const std::string& hash, const Act& act) {
  const auto taken = take(office, ticket, ticket.account, act.now);
  if (!taken) return std::unexpected(taken.error());
  if (!*taken) return void_ticket();
  const Act own = {ticket.account, act.now, act.address};
  auto done = keep_password(office, ticket.account, hash, own);
  if (done)
    done = run(office, "DELETE FROM account_tickets WHERE account = $1 AND kind = $2 AND used IS NULL",
               std::array{value_of(ticket.account), text(kNewPasswordWord)});
  return done ? note(office, own, Happened::kResetUsed, ticket.account, fmt::format("ticket {}", ticket.id)) : done;
}

}  // namespace

Result<NewTicket> invite(const Office& office, std::string_view mail, const std::vector<Grant>& grants,
                         const Act& act) {
  const std::string key = mail_key(mail);
  // Only the address is looked at: the other two are the invited person's to choose.
  if (auto sound = check_particulars({"somebody", "Somebody", key.empty() ? "missing" : key}); !sound)
    return std::unexpected(std::move(sound.error()));
  for (const Grant& grant : grants)
    if (auto sound = check_grant(grant); !sound) return std::unexpected(std::move(sound.error()));
  return written(office.database, [&]() -> Result<NewTicket> {
    const auto taken = find_account_by(office, key);
    if (!taken) return std::unexpected(taken.error());
    if (*taken) return fail(ErrorCode::kConflict, "somebody has this mail address already", Place{{}, 0, 0, "mail"});
    Ticket ticket{.kind = TicketKind::kInvitation,
                  .account = 0,
                  .mail = key,
                  .grants = grants,
                  .made_by = act.by,
                  .created = act.now,
                  .ends = act.now + office.rules.invitation,
                  .used = {}};
    return insert(office, std::move(ticket), act);
  });
}

Result<NewTicket> offer_new_password(const Office& office, PersonId account, const Act& act) {
  return written(office.database, [&]() -> Result<NewTicket> {
    if (const auto known = ordinary_account(office, account); !known) return std::unexpected(known.error());
    Ticket ticket{.kind = TicketKind::kNewPassword,
                  .account = account,
                  .mail = {},
                  .grants = {},
                  .made_by = act.by,
                  .created = act.now,
                  .ends = act.now + office.rules.new_password,
                  .used = {}};
    return insert(office, std::move(ticket), act);
  });
}

Result<std::optional<Ticket>> find_ticket(const Office& office, std::string_view secret, Time now) {
  const Digest hash = digest_of(secret);
  auto ticket = first_row(office.database, std::string(kSelect) + "WHERE hash = $1 AND used IS NULL AND ends > $2",
                          std::array{blob(hash), value_of(now)}, ticket_of);
  if (!ticket || !*ticket) return ticket;
  auto grants = grants_of(office, (*ticket)->id);
  if (!grants) return std::unexpected(std::move(grants.error()));
  (*ticket)->grants = std::move(*grants);
  return ticket;
}

Result<std::vector<Ticket>> list_tickets(const Office& office, std::uint64_t before, std::uint64_t limit) {
  return all_rows(office.database, std::string(kSelect) + "WHERE $1 = 0 OR id < $1 ORDER BY id DESC LIMIT $2",
                  std::array{value_of(before), value_of(limit)}, ticket_of);
}

Result<bool> withdraw_ticket(const Office& office, std::uint64_t id, const Act& act) {
  return written(office.database, [&]() -> Result<bool> {
    const auto gone = changes(office.database, "DELETE FROM account_tickets WHERE id = $1 AND used IS NULL",
                              std::array{value_of(id)});
    if (!gone || !*gone) return gone;
    auto done = run(office, "DELETE FROM account_ticket_roles WHERE ticket = $1", std::array{value_of(id)});
    if (done) done = note(office, act, Happened::kTicketWithdrawn, 0, fmt::format("ticket {}", id));
    if (!done) return std::unexpected(std::move(done.error()));
    return true;
  });
}

Result<Account> accept_invitation(const Office& office, std::string_view secret, const Acceptance& chosen,
                                  const Act& act) {
  const auto ticket = found(office, secret, TicketKind::kInvitation, act.now);
  if (!ticket) return std::unexpected(ticket.error());
  if (!*ticket) return void_ticket();
  const Particulars given{chosen.name, chosen.shown, (*ticket)->mail};
  if (auto sound = check_particulars(given); !sound) return std::unexpected(std::move(sound.error()));
  if (auto sound = check_password(chosen.password, given); !sound) return std::unexpected(std::move(sound.error()));
  const auto hash = office.hasher.hash(chosen.password);
  if (!hash) return std::unexpected(hash.error());
  return written(office.database, [&] { return accept(office, **ticket, given, *hash, act); });
}

Result<void> use_new_password(const Office& office, std::string_view secret, std::string_view password,
                              const Act& act) {
  const auto ticket = found(office, secret, TicketKind::kNewPassword, act.now);
  if (!ticket) return std::unexpected(ticket.error());
  if (!*ticket) return void_ticket();
  const auto account = ordinary_account(office, (*ticket)->account);
  if (!account) return std::unexpected(account.error());
  if (auto sound = check_password(password, {account->name, account->shown, account->mail}); !sound)
    return std::unexpected(std::move(sound.error()));
  const auto hash = office.hasher.hash(password);
  if (!hash) return std::unexpected(hash.error());
  return written(office.database, [&] { return replace_password(office, **ticket, *hash, act); });
}

}  // namespace portolan::accounts
