// SPDX-License-Identifier: Apache-2.0
#include "accounts/roles.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "accounts/log.h"
#include "accounts/particulars.h"
#include "accounts/people.h"
#include "accounts/rows.h"

namespace portolan::accounts {

using database::Row;

namespace {

// The words are kept in the database: none changes.
constexpr std::array<std::pair<Role, std::string_view>, 6> kWords = {{{Role::kApplicant, "applicant"},
                                                                      {Role::kExpert, "expert"},
                                                                      {Role::kIesg, "iesg"},
                                                                      {Role::kOperator, "operator"},
                                                                      {Role::kAuditor, "auditor"},
                                                                      {Role::kAdministrator, "administrator"}}};

std::unexpected<Error> refused(std::string message, std::string field) {
  return fail(ErrorCode::kInvalidValue, std::move(message), Place{{}, 0, 0, std::move(field)});
}

bool is_word(std::string_view text) noexcept { return text.size() <= 200 && is_one_line(text); }

std::string where(std::string_view registry) {
  return registry.empty() ? "every registry" : fmt::format("registry {}", registry);
}

std::string told(const Grant& grant) {
  const std::string transports = grant.transports.empty() ? "" : " for " + to_string(grant.transports);
  return fmt::format("{}{} in {}", to_string(grant.role), transports, where(grant.registry));
}

// A role that a later version wrote is none here.
std::optional<Grant> grant_of(const Row& row) {
  const auto role = parse_role(row.bytes(1));
  if (!role) return std::nullopt;
  const auto bits = static_cast<std::uint8_t>(row.integer(2) & 0x0F);
  return Grant{.registry = text_at(row, 0), .role = *role, .transports = Transports::from_bits(bits)};
}

Result<void> changed_contact(const Office& office, PersonId id, std::string_view registry, std::string_view contact,
                             const Act& act, std::string_view sql, Happened what) {
  if (registry.empty() || contact.empty() || !is_word(registry) || !is_word(contact))
    return refused("a contact is one of a registry, and both have a name of at most 200 bytes", "contact");
  return written(office.database, [&]() -> Result<void> {
    if (const auto known = ordinary_account(office, id); !known) return std::unexpected(known.error());
    const auto done = changes(office.database, sql, std::array{value_of(id), text(registry), text(contact)});
    if (!done) return std::unexpected(done.error());
    // Not which contact: it may be a person's name.
    return *done ? note(office, act, what, id, where(registry)) : Result<void>();
  });
}

}  // namespace

std::string_view to_string(Role role) noexcept {
  const auto found = std::ranges::find(kWords, role, &std::pair<Role, std::string_view>::first);
  return found == kWords.end() ? std::string_view() : found->second;
}

std::optional<Role> parse_role(std::string_view word) noexcept {
  const auto found = std::ranges::find(kWords, word, &std::pair<Role, std::string_view>::second);
  return found == kWords.end() ? std::nullopt : std::optional(found->first);
}

Result<void> check_grant(const Grant& grant) {
  if (!is_word(grant.registry)) return refused("a registry has a name of at most 200 bytes", "registry");
  if (grant.role == Role::kApplicant)
    return refused("everybody who can sign in is an applicant: the role is not granted", "role");
  if (to_string(grant.role).empty()) return refused("there is no such role", "role");
  if ((grant.role == Role::kExpert) == grant.transports.empty())
    return refused("an expert is one for transports, and nobody else has any", "transports");
  return {};
}

Result<void> insert_role(const Office& office, PersonId id, const Grant& grant, const Act& act) {
  if (auto sound = check_grant(grant); !sound) return sound;
  const std::array values = {value_of(id), text(grant.registry), text(to_string(grant.role)),
                             value_of(std::uint64_t{grant.transports.bits()})};
  const auto done = changes(office.database,
                            "INSERT INTO account_roles (account, registry, role, transports) VALUES ($1, $2, $3, $4) "
                            "ON CONFLICT (account, registry, role) DO UPDATE SET transports = $4",
                            values);
  if (!done) return std::unexpected(done.error());
  return note(office, act, Happened::kGranted, id, told(grant));
}

Result<void> grant_role(const Office& office, PersonId id, const Grant& grant, const Act& act) {
  return written(office.database, [&]() -> Result<void> {
    if (const auto known = ordinary_account(office, id); !known) return std::unexpected(known.error());
    return insert_role(office, id, grant, act);
  });
}

Result<void> withdraw_role(const Office& office, PersonId id, std::string_view registry, Role role, const Act& act) {
  return written(office.database, [&]() -> Result<void> {
    const std::array values = {value_of(id), text(registry), text(to_string(role))};
    const auto done = changes(office.database,
                              "DELETE FROM account_roles WHERE account = $1 AND registry = $2 AND role = $3", values);
    if (!done) return std::unexpected(done.error());
    const std::string what = told({.registry = std::string(registry), .role = role, .transports = {}});
    if (!*done) return fail(ErrorCode::kNotFound, fmt::format("account {} is not {}", id, what));
    return note(office, act, Happened::kWithdrawn, id, what);
  });
}

Result<std::vector<Grant>> roles_of(const Office& office, PersonId id) {
  const auto rows =
      all_rows(office.database,
               "SELECT registry, role, transports FROM account_roles WHERE account = $1 ORDER BY registry, role",
               std::array{value_of(id)}, grant_of);
  if (!rows) return std::unexpected(rows.error());
  std::vector<Grant> out;
  for (const auto& row : *rows)
    if (row) out.push_back(*row);
  return out;
}

Result<void> add_contact(const Office& office, PersonId id, std::string_view registry, std::string_view contact,
                         const Act& act) {
  return changed_contact(office, id, registry, contact, act,
                         "INSERT INTO account_contacts (account, registry, contact) VALUES ($1, $2, $3) "
                         "ON CONFLICT (account, registry, contact) DO NOTHING",
                         Happened::kContactAdded);
}

Result<void> remove_contact(const Office& office, PersonId id, std::string_view registry, std::string_view contact,
                            const Act& act) {
  return changed_contact(office, id, registry, contact, act,
                         "DELETE FROM account_contacts WHERE account = $1 AND registry = $2 AND contact = $3",
                         Happened::kContactRemoved);
}

Result<std::vector<std::string>> contacts_of(const Office& office, PersonId id, std::string_view registry) {
  return all_rows(office.database,
                  "SELECT contact FROM account_contacts WHERE account = $1 AND registry = $2 ORDER BY contact",
                  std::array{value_of(id), text(registry)}, [](const Row& row) { return text_at(row, 0); });
}

Result<std::vector<PersonId>> speakers_for(const Office& office, std::string_view registry, std::string_view contact) {
  return all_rows(office.database,
                  "SELECT account FROM account_contacts WHERE registry = $1 AND contact = $2 ORDER BY account",
                  std::array{text(registry), text(contact)}, [](const Row& row) { return number_at(row, 0); });
}

Result<bool> take_contact(const Office& office, PersonId id, std::string_view registry, std::string_view contact,
                          const Act& act) {
  auto added = changed_contact(office, id, registry, contact, act,
                               "INSERT INTO account_contacts (account, registry, contact) SELECT $1, $2, $3 WHERE NOT "
                               "EXISTS (SELECT 1 FROM account_contacts WHERE registry = $2 AND contact = $3)",
                               Happened::kContactAdded);
  if (!added) return std::unexpected(std::move(added.error()));
  const auto speakers = speakers_for(office, registry, contact);
  if (!speakers) return std::unexpected(speakers.error());
  return std::ranges::find(*speakers, id) != speakers->end();
}

Result<Person> person_for(const Office& office, PersonId id, std::string_view registry) {
  const auto account = find_account(office, id);
  if (!account) return std::unexpected(account.error());
  if (!*account) return fail(ErrorCode::kNotFound, fmt::format("there is no account {}", id));
  Person person{.id = id, .disabled = (*account)->disabled, .roles = {}, .expert_for = {}, .acts_for = {}};
  if (person.disabled) return person;
  const auto grants = roles_of(office, id);
  if (!grants) return std::unexpected(grants.error());
  person.roles.push_back(Role::kApplicant);
  for (const Grant& grant : *grants) {
    if (!grant.registry.empty() && grant.registry != registry) continue;
    if (!person.has(grant.role)) person.roles.push_back(grant.role);
    person.expert_for |= grant.transports;
  }
  auto contacts = contacts_of(office, id, registry);
  if (!contacts) return std::unexpected(std::move(contacts.error()));
  person.acts_for = std::move(*contacts);
  return person;
}

Result<std::vector<Person>> officers_of(const Office& office, std::string_view registry) {
  const auto ids = all_rows(office.database,
                            "SELECT DISTINCT r.account FROM account_roles r JOIN accounts a ON a.id = r.account "
                            "WHERE (r.registry = '' OR r.registry = $1) AND a.disabled = 0 ORDER BY r.account",
                            std::array{text(registry)}, [](const Row& row) { return number_at(row, 0); });
  if (!ids) return std::unexpected(ids.error());
  std::vector<Person> out;
  for (const PersonId id : *ids) {
    auto person = person_for(office, id, registry);
    if (!person) return std::unexpected(std::move(person.error()));
    out.push_back(std::move(*person));
  }
  return out;
}

}  // namespace portolan::accounts
