// SPDX-License-Identifier: Apache-2.0
//
// user: people who can sign in.
#include "accounts/people.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "accounts/roles.h"
#include "accounts/second_factor.h"
#include "accounts/sign_in.h"
#include "accounts/tickets.h"
#include "app/json_writer.h"
#include "formats/wrap.h"
#include "keeper/commands.h"
#include "keeper/office.h"
#include "keeper/secret_input.h"

namespace portolan::keeper {
namespace {

using accounts::Account;
using accounts::Grant;
using cli::ExitStatus;
using cli::Invocation;

// --- showing

std::string words(const Grant& grant) {
  std::string out(accounts::to_string(grant.role));
  if (!grant.transports.empty()) out += fmt::format(" of {}", to_string(grant.transports));
  return out + (grant.registry.empty() ? " everywhere" : fmt::format(" in {}", grant.registry));
}

std::string status_of(const Account& account) {
  if (account.id == accounts::kLocalOperator) return "the file of the ledger";
  if (account.erased) return "erased";
  if (account.disabled) return "disabled";
  return account.has_password ? "can sign in" : "has no password yet";
}

Result<std::string> line_of(const accounts::Office& office, const Account& account) {
  const auto grants = accounts::roles_of(office, account.id);
  if (!grants) return std::unexpected(grants.error());
  std::string roles;
  for (const Grant& grant : *grants) roles += (roles.empty() ? "" : "; ") + words(grant);
  return fmt::format("#{}\t{}\t{}\t{}\t{}\n", account.id, account.name.empty() ? "-" : account.name,
                     formats::printable_line(account.shown), status_of(account), roles.empty() ? "-" : roles);
}

Result<void> write_json(const accounts::Office& office, const Account& account, std::string& out) {
  const auto grants = accounts::roles_of(office, account.id);
  if (!grants) return std::unexpected(grants.error());
  app::JsonWriter json(out);
  json.object([&] {
    json.member("id", account.id);
    json.member("name", account.name);
    json.member("shown", account.shown);
    json.member("mail", account.mail);
    json.member("status", status_of(account));
    json.key("roles").list(*grants, [&](const Grant& grant) {
      json.object([&] {
        json.member("role", accounts::to_string(grant.role));
        json.member("registry", grant.registry);
        json.member("transports", to_string(grant.transports));
      });
    });
  });
  return {};
}

ExitStatus list(const Invocation& invocation, OpenOffice& open) {
  const bool as_json = is_json(invocation);
  const bool as_array = invocation.format() == cli::OutputFormat::kJson;
  std::string_view between = as_array ? "[" : "";
  accounts::PersonId last = 0;
  for (;;) {
    const auto some = accounts::list_accounts(open.office(), last, 200);
    if (!some) return refuse(invocation, some.error());
    if (some->empty()) break;
    for (const Account& account : *some) {
      last = account.id;
      if (!as_json) {
        const auto line = line_of(open.office(), account);
        if (!line) return refuse(invocation, line.error());
        invocation.out += *line;
        continue;
      }
      invocation.out += std::exchange(between, as_array ? ",\n" : "");
      if (auto done = write_json(open.office(), account, invocation.out); !done)
        return refuse(invocation, done.error());
      if (!as_array) invocation.out += '\n';
    }
  }
  if (as_array) invocation.out += last == 0 ? "[]\n" : "]\n";
  return ExitStatus::kDone;
}

Result<void> tell(const Invocation& invocation, OpenOffice& open, const Account& account) {
  if (is_json(invocation)) {
    auto done = write_json(open.office(), account, invocation.out);
    invocation.out += '\n';
    return done;
  }
  const auto grants = accounts::roles_of(open.office(), account.id);
  if (!grants) return std::unexpected(grants.error());
  const auto factor = accounts::factor_of(open.office(), account.id);
  if (!factor) return std::unexpected(factor.error());
  const auto contacts = accounts::contacts_of(open.office(), account.id, open.session().registry);
  if (!contacts) return std::unexpected(contacts.error());
  const auto add = [&](std::string_view what, std::string_view text) {
    if (!text.empty()) invocation.out += fmt::format("  {:<14}{}\n", what, formats::printable_line(text));
  };
  invocation.out += fmt::format("#{} {}\n", account.id, account.name.empty() ? "-" : account.name);
  add("shown as", account.shown);
  add("mail", account.mail);
  add("status", status_of(account));
  add("second factor", factor->confirmed ? "yes" : "no");
  for (const Grant& grant : *grants) add("role", words(grant));
  const auto offices = open.counter().offices(account.name);
  if (!offices) return std::unexpected(offices.error());
  for (const policies::Office& office : *offices)
    add("role", words(Grant{open.session().registry, office.role, office.transports}) + ", by its rules");
  for (const std::string& contact : *contacts) add("speaks for", contact);
  return {};
}

// --- doing

std::optional<Grant> grant_of(const Invocation& invocation, OpenOffice& open) {
  const auto role = accounts::parse_role(invocation.arguments.value("role"));
  if (!role) return std::nullopt;
  Grant grant{.registry = invocation.arguments.has("everywhere") ? std::string() : open.session().registry,
              .role = *role,
              .transports = {}};
  if (*role != procedures::Role::kExpert) return grant;
  grant.transports = given_transports(invocation);
  if (grant.transports.empty()) grant.transports = Transports::all();
  return grant;
}

// A password that is given, or else a link with which they choose one.
Result<void> let_in(const Invocation& invocation, OpenOffice& open, const Account& account) {
  auto password = read_password(invocation);
  if (!password) return std::unexpected(std::move(password.error()));
  if (*password) return accounts::set_password(open.office(), account.id, (*password)->view(), open.act());
  const auto ticket = accounts::offer_new_password(open.office(), account.id, open.act());
  if (!ticket) return std::unexpected(ticket.error());
  invocation.out += fmt::format("good once, for an hour, behind the address of the server: /new-password/{}\n",
                                ticket->secret.view());
  return {};
}

ExitStatus add(const Invocation& invocation, OpenOffice& open, const std::string& name) {
  const std::string shown(invocation.arguments.value("shown"));
  const auto added = accounts::add_account(
      open.office(),
      {.name = name, .shown = shown.empty() ? name : shown, .mail = std::string(invocation.arguments.value("mail"))},
      open.act());
  if (!added) return refuse(invocation, added.error());
  invocation.out += fmt::format("#{} {}\n", added->id, added->name);
  if (const auto grant = grant_of(invocation, open))
    if (auto done = accounts::grant_role(open.office(), added->id, *grant, open.act()); !done)
      return refuse(invocation, done.error());
  const auto in = let_in(invocation, open, *added);
  return in ? ExitStatus::kDone : refuse(invocation, in.error());
}

Result<void> erase(const Invocation& invocation, OpenOffice& open, const Account& account, bool& refused) {
  if (!invocation.arguments.has("yes") &&
      !confirmed(invocation, fmt::format("Erase what is personal of '{}', for ever?", account.name))) {
    invocation.complain("nothing was erased; --yes erases without asking");
    refused = true;
    return {};
  }
  return accounts::erase_account(open.office(), account.id, open.act());
}

Result<void> change_role(const Invocation& invocation, OpenOffice& open, const Account& account, bool give) {
  const auto grant = grant_of(invocation, open);
  if (!grant) return fail(ErrorCode::kInvalidArgument, "say with --role which");
  if (give) return accounts::grant_role(open.office(), account.id, *grant, open.act());
  return accounts::withdraw_role(open.office(), account.id, grant->registry, grant->role, open.act());
}

Result<void> speak(const Invocation& invocation, OpenOffice& open, const Account& account) {
  const std::string_view contact = invocation.arguments.value("contact");
  if (contact.empty()) return fail(ErrorCode::kInvalidArgument, "say with --contact for which");
  return accounts::add_contact(open.office(), account.id, open.session().registry, contact, open.act());
}

constexpr std::array<std::string_view, 9> kWhat = {"show",    "password", "grant", "withdraw", "contact",
                                                   "disable", "enable",   "erase", "add"};

ExitStatus do_to(const Invocation& invocation, OpenOffice& open, std::string_view what, const Account& account) {
  bool refused = false;
  Result<void> done;
  if (what == "show") done = tell(invocation, open, account);
  if (what == "password") done = let_in(invocation, open, account);
  if (what == "grant" || what == "withdraw") done = change_role(invocation, open, account, what == "grant");
  if (what == "contact") done = speak(invocation, open, account);
  if (what == "disable") done = accounts::disable_account(open.office(), account.id, open.act());
  if (what == "enable") done = accounts::enable_account(open.office(), account.id, open.act());
  if (what == "erase") done = erase(invocation, open, account, refused);
  if (!done) return refuse(invocation, done.error());
  return refused ? ExitStatus::kNotFound : ExitStatus::kDone;
}

}  // namespace

ExitStatus run_user(const Invocation& invocation) {
  const auto& words = invocation.arguments.positionals;
  const std::string what = words.empty() ? "list" : words[0];
  const bool known = what == "list" || std::ranges::find(kWhat, what) != kWhat.end();
  if (!known || words.size() > 2 || (what == "list" ? words.size() > 1 : words.size() != 2)) {
    invocation.complain(known
                            ? fmt::format("'{}' takes {}", what, what == "list" ? "no name" : "the name of an account")
                            : fmt::format("there is no '{}': 'portolan user --help' says what there is", what));
    return ExitStatus::kUsage;
  }
  auto open = OpenOffice::open(invocation, what == "add");
  if (!open) return open.error();
  if (what == "list") return list(invocation, **open);
  if (what == "add") return add(invocation, **open, words[1]);
  const auto account = (*open)->account(invocation, words[1]);
  return account ? do_to(invocation, **open, what, *account) : account.error();
}

}  // namespace portolan::keeper
