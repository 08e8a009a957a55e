// SPDX-License-Identifier: Apache-2.0
#include "accounts/people.h"

#include <fmt/format.h>

#include "accounts/log.h"
#include "accounts/particulars.h"
#include "accounts/rows.h"
#include "accounts/sessions.h"

namespace portolan::accounts {

using database::Row;
using database::Value;

namespace {

constexpr std::string_view kSelect =
    "SELECT id, COALESCE(name, ''), shown, mail, disabled, erased, created, CASE WHEN password = '' THEN 0 ELSE 1 END "
    "FROM accounts ";

Account account_of(const Row& row) {
  return {.id = number_at(row, 0),
          .name = text_at(row, 1),
          .shown = text_at(row, 2),
          .mail = text_at(row, 3),
          .disabled = row.integer(4) != 0,
          .erased = row.integer(5) != 0,
          .has_password = row.integer(7) != 0,
          .created = time_at(row, 6)};
}

Value or_null(std::string_view words) { return words.empty() ? Value() : text(words); }

// Only one writes at a time: what is free now is free when it is written.
Result<void> check_free(const Office& office, const Particulars& given, PersonId own) {
  const std::array name = {text(given.name), value_of(own)};
  const auto names = number_of(office.database, "SELECT COUNT(*) FROM accounts WHERE name = $1 AND id <> $2", name);
  if (!names) return std::unexpected(names.error());
  if (*names > 0)
    return fail(ErrorCode::kConflict, fmt::format("the name '{}' is taken", given.name), Place{{}, 0, 0, "name"});
  const std::string key = mail_key(given.mail);
  const std::array mail = {text(key), value_of(own)};
  const auto mails = number_of(office.database, "SELECT COUNT(*) FROM accounts WHERE mail_key = $1 AND id <> $2", mail);
  if (!mails) return std::unexpected(mails.error());
  if (*mails > 0) return fail(ErrorCode::kConflict, "somebody has this mail address already", Place{{}, 0, 0, "mail"});
  return {};
}

Result<void> set_disabled(const Office& office, PersonId id, bool disabled, const Act& act) {
  const auto account = ordinary_account(office, id);
  if (!account) return std::unexpected(account.error());
  if (account->disabled == disabled) return {};
  const std::array values = {value_of(id), value_of(disabled)};
  const auto done = changes(office.database, "UPDATE accounts SET disabled = $2 WHERE id = $1", values);
  if (!done) return std::unexpected(done.error());
  return note(office, act, disabled ? Happened::kDisabled : Happened::kEnabled, id);
}

Result<void> run_all(const Office& office, std::span<const std::string_view> statements, Values values) {
  for (const std::string_view sql : statements)
    if (const auto done = office.database.execute(sql, values); !done) return std::unexpected(done.error());
  return {};
}

// An invitation gives roles away: those of somebody who may do nothing any more are void.
Result<void> void_tickets(const Office& office, PersonId id) {
  constexpr std::array<std::string_view, 2> kStatements = {
      "DELETE FROM account_ticket_roles WHERE ticket IN "
      "(SELECT id FROM account_tickets WHERE used IS NULL AND (made_by = $1 OR account = $1))",
      "DELETE FROM account_tickets WHERE used IS NULL AND (made_by = $1 OR account = $1)"};
  return run_all(office, kStatements, std::array{value_of(id)});
}

Result<void> remove_personal(const Office& office, PersonId id) {
  constexpr std::array<std::string_view, 9> kStatements = {
      "UPDATE accounts SET name = NULL, shown = '', mail = '', mail_key = NULL, password = '', disabled = 1, "
      "erased = 1 WHERE id = $1",
      "DELETE FROM account_roles WHERE account = $1", "DELETE FROM account_contacts WHERE account = $1",
      "DELETE FROM account_sessions WHERE account = $1", "DELETE FROM account_tokens WHERE account = $1",
      "DELETE FROM account_addresses WHERE account = $1", "DELETE FROM account_totp WHERE account = $1",
      "DELETE FROM account_recovery WHERE account = $1",
      // What others did to the account came from their addresses.
      "UPDATE account_log SET address = '' WHERE by_account = $1 OR (subject = $1 AND by_account = 0)"};
  const std::array values = {value_of(id)};
  if (auto done = run_all(office, kStatements, values); !done) return done;
  const std::array tickets = {value_of(id), text(kWithheld)};
  if (const auto shown = changes(office.database, "UPDATE accounts SET shown = $2 WHERE id = $1", tickets); !shown)
    return std::unexpected(shown.error());
  return void_tickets(office, id);
}

// Invitations that went to the person, whether they made this account or not.
Result<void> forget_invitations(const Office& office, const Account& account) {
  const std::string key = mail_key(account.mail);
  const std::array values = {value_of(account.id), text(key)};
  const auto done =
      changes(office.database, "UPDATE account_tickets SET mail = '' WHERE account = $1 OR mail = $2", values);
  if (!done) return std::unexpected(done.error());
  return {};
}

}  // namespace

Result<Account> ordinary_account(const Office& office, PersonId id) {
  if (id == kLocalOperator)
    return fail(ErrorCode::kInvalidArgument, "the local operator is whoever works on the file, and has no account");
  auto account = find_account(office, id);
  if (!account) return std::unexpected(std::move(account.error()));
  if (!*account || (*account)->erased) return fail(ErrorCode::kNotFound, fmt::format("there is no account {}", id));
  return std::move(**account);
}

Result<Account> insert_account(const Office& office, const Particulars& given, const Act& act) {
  if (auto sound = check_particulars(given); !sound) return std::unexpected(std::move(sound.error()));
  if (auto free = check_free(office, given, 0); !free) return std::unexpected(std::move(free.error()));
  const std::string key = mail_key(given.mail);
  const std::array values = {text(given.name), text(given.shown), text(given.mail), or_null(key), value_of(act.now)};
  // Rows stay when people go, so the highest number ever given is here.
  const auto id = number_of(office.database,
                            "INSERT INTO accounts (id, name, shown, mail, mail_key, password, disabled, erased, "
                            "created) SELECT MAX(id) + 1, CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), "
                            "CAST($4 AS TEXT), '', 0, 0, CAST($5 AS BIGINT) FROM accounts RETURNING id",
                            values);
  if (!id) return std::unexpected(id.error());
  if (auto noted = note(office, act, Happened::kAdded, *id); !noted) return std::unexpected(std::move(noted.error()));
  return ordinary_account(office, *id);
}

Result<Account> add_account(const Office& office, const Particulars& given, const Act& act) {
  return written(office.database, [&] { return insert_account(office, given, act); });
}

Result<std::optional<Account>> find_account(const Office& office, PersonId id) {
  const std::array values = {value_of(id)};
  return first_row(office.database, std::string(kSelect) + "WHERE id = $1", values, account_of);
}

Result<std::optional<Account>> find_account_by(const Office& office, std::string_view name_or_mail) {
  const std::string key = mail_key(name_or_mail);
  const std::array values = {text(key)};
  return first_row(office.database, std::string(kSelect) + "WHERE name = $1 OR mail_key = $1", values, account_of);
}

Result<std::vector<Account>> list_accounts(const Office& office, PersonId after, std::uint64_t limit) {
  const std::array values = {value_of(after), value_of(limit)};
  return all_rows(office.database, std::string(kSelect) + "WHERE id > $1 ORDER BY id LIMIT $2", values, account_of);
}

Result<Account> change_account(const Office& office, PersonId id, const Particulars& given, const Act& act) {
  if (auto sound = check_particulars(given); !sound) return std::unexpected(std::move(sound.error()));
  return written(office.database, [&]() -> Result<Account> {
    if (auto known = ordinary_account(office, id); !known) return known;
    if (auto free = check_free(office, given, id); !free) return std::unexpected(std::move(free.error()));
    const std::string key = mail_key(given.mail);
    const std::array values = {value_of(id), text(given.name), text(given.shown), text(given.mail), or_null(key)};
    const auto done = changes(
        office.database, "UPDATE accounts SET name = $2, shown = $3, mail = $4, mail_key = $5 WHERE id = $1", values);
    if (!done) return std::unexpected(done.error());
    if (auto noted = note(office, act, Happened::kChanged, id); !noted) return std::unexpected(noted.error());
    return ordinary_account(office, id);
  });
}

Result<void> disable_account(const Office& office, PersonId id, const Act& act) {
  return written(office.database, [&]() -> Result<void> {
    if (auto done = set_disabled(office, id, true, act); !done) return done;
    if (auto ended = remove_sessions(office, id); !ended) return ended;
    return void_tickets(office, id);
  });
}

Result<void> enable_account(const Office& office, PersonId id, const Act& act) {
  return written(office.database, [&] { return set_disabled(office, id, false, act); });
}

Result<void> erase_account(const Office& office, PersonId id, const Act& act) {
  return written(office.database, [&]() -> Result<void> {
    const auto account = find_account(office, id);
    if (!account) return std::unexpected(account.error());
    if (*account && (*account)->erased) return {};
    const auto known = ordinary_account(office, id);
    if (!known) return std::unexpected(known.error());
    if (auto gone = remove_personal(office, id); !gone) return gone;
    if (auto gone = forget_invitations(office, *known); !gone) return gone;
    return note(office, act.by == id ? Act{act.by, act.now, {}} : act, Happened::kErased, id);
  });
}

}  // namespace portolan::accounts
