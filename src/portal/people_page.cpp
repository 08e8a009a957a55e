// SPDX-License-Identifier: Apache-2.0
//
// Administration: who can sign in and what they are here, for administrators; what was done to accounts, for auditors
// too.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "accounts/log.h"
#include "accounts/people.h"
#include "accounts/roles.h"
#include "accounts/tickets.h"
#include "portal/fields.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "server/page_parts.h"

namespace portolan::portal {
namespace {

using accounts::Account;
using accounts::Grant;
using procedures::Role;

constexpr std::uint64_t kPeople = 1000;
constexpr std::uint64_t kLines = 200;

constexpr std::array<Choice, 6> kRoles = {{{"", "applicant"},
                                           {"expert", "expert, of all transports"},
                                           {"iesg", "IESG"},
                                           {"operator", "operator"},
                                           {"auditor", "auditor"},
                                           {"administrator", "administrator"}}};

Markup hidden(std::string_view name, std::string_view value) {
  return tag("input", {{"type", "hidden"}, {"name", std::string(name)}, {"value", std::string(value)}});
}

std::string words(const Grant& grant) {
  std::string out(accounts::to_string(grant.role));
  if (!grant.transports.empty()) out += " of " + to_string(grant.transports);
  return grant.registry.empty() ? out + ", everywhere" : out;
}

std::string status_of(const Account& account) {
  if (account.erased) return "erased";
  if (account.disabled) return "disabled";
  return account.has_password ? "can sign in" : "has no password yet";
}

Markup act_button(Visit& visit, const Account& account, std::string_view what, std::string_view said) {
  return post_form(visit, "/people",
                   hidden("do", what) + hidden("id", std::to_string(account.id)) + button(said, {}, {}, true));
}

Result<Markup> row(Visit& visit, const Account& account) {
  const auto grants = accounts::roles_of(visit.office(), account.id);
  if (!grants) return std::unexpected(grants.error());
  std::string roles;
  for (const Grant& grant : *grants)
    if (grant.registry.empty() || grant.registry == visit.counter().registry())
      roles += (roles.empty() ? "" : "; ") + words(grant);
  Markup acts;
  if (!account.erased) {
    acts += account.disabled ? act_button(visit, account, "enable", "Enable")
                             : act_button(visit, account, "disable", "Disable");
    if (!account.disabled) acts += act_button(visit, account, "password", "Link for a new password");
  }
  return tag("tr", {}, tag("th", {{"scope", "row"}}, account.name.empty() ? std::string("-") : account.name),
             tag("td", {}, account.shown), tag("td", {}, status_of(account)), tag("td", {}, roles),
             tag("td", {}, tag("div", {{"class", "acts"}}, acts)));
}

Result<Markup> table(Visit& visit) {
  const auto people = accounts::list_accounts(visit.office(), accounts::kLocalOperator, kPeople);
  if (!people) return std::unexpected(people.error());
  Markup rows;
  for (const Account& account : *people) {
    const auto made = row(visit, account);
    if (!made) return made;
    rows += *made;
  }
  Markup head;
  for (const std::string_view column : {"Name", "Shown as", "Status", "Roles here", ""})
    head += tag("th", {{"scope", "col"}}, column.empty() ? Markup(tag("span", {{"class", "unseen"}}, "Acts")) : column);
  return server::scrolling("People", tag("table", {}, tag("caption", {}, "Who can sign in"),
                                         tag("thead", {}, tag("tr", {}, head)), tag("tbody", {}, rows)));
}

// What came of a form.
struct News {
  std::string wrong = {};
  std::string link = {};  // shown once
};

Reply show(Visit& visit, const News& news, unsigned status = 200) {
  const auto people = table(visit);
  if (!people) return failed(visit.context(), people.error());
  server::Page page;
  page.title = "People";
  page.entry = "/desk";
  page.wide = true;
  page.body = tag("p", {{"class", "crumbs"}}, server::link("/desk", "My desk"));
  page.body += tag("h1", {}, "People");
  page.body += alert(news.wrong);
  if (!news.link.empty())
    page.body += tag("section", {{"class", "card"}, {"role", "status"}},
                     tag("p", {}, "Give them this link. It is good once, and shown this once."),
                     server::copy_block("Link", visit.context().site.settings().public_url + news.link));
  page.body += *people;
  Markup fields = text_field({.name = "mail", .label = "Mail address", .type = "email", .required = true});
  fields += select_field({.name = "role", .label = "What they are here"}, kRoles);
  page.body += tag("h2", {}, "Invite somebody");
  page.body += post_form(visit, "/people",
                         hidden("do", "invite") + tag("div", {{"class", "fields"}}, fields) +
                             tag("div", {{"class", "actions"}}, button("Make an invitation")));
  page.body += tag("p", {}, server::link("/audit", "What was done to accounts"));
  return send_private(visit, std::move(page), status);
}

Reply wrong(Visit& visit, const Error& error) {
  const bool told = error.code == ErrorCode::kInvalidValue || error.code == ErrorCode::kConflict ||
                    error.code == ErrorCode::kNotFound || error.code == ErrorCode::kInvalidArgument;
  return told ? show(visit, {.wrong = error.message}, 422) : failed(visit.context(), error);
}

// Nothing: they are an administrator. Else it has been answered.
std::optional<Reply> kept_out(Visit& visit, bool auditors) {
  const registrar::Visitor* visitor = visit.visitor();
  if (visitor == nullptr) return ask_to_sign_in(visit);
  const bool may = visitor->person.has(Role::kAdministrator) || (auditors && visitor->person.has(Role::kAuditor));
  if (!may)
    return server::send_status(visit.context(), 403, "Not yours to see", "This is for administrators of accounts.");
  if (registrar::barrier(*visitor, accounts::Scope::kAdminister, visit.charter()) == registrar::Barrier::kNone)
    return std::nullopt;
  return server::send_status(visit.context(), 403, "A second factor is needed",
                             "To administer you sign in with a second factor; your account page sets it up.");
}

Reply invite(Visit& visit, const Form& form) {
  std::vector<Grant> grants;
  if (const auto role = accounts::parse_role(form.value("role")))
    grants.push_back({.registry = visit.counter().registry(),
                      .role = *role,
                      .transports = *role == Role::kExpert ? Transports::all() : Transports()});
  const auto made = accounts::invite(visit.office(), form.value("mail"), grants, visit.act());
  if (!made) return wrong(visit, made.error());
  return show(visit, {.link = fmt::format("/invitation/{}", made->secret.view())});
}

}  // namespace

Reply people_page(Visit& visit) {
  if (const auto out = kept_out(visit, false)) return *out;
  return show(visit, {});
}

Reply change_people(Visit& visit, const Form& form) {
  if (const auto out = kept_out(visit, false)) return *out;
  const std::string_view what = form.value("do");
  if (what == "invite") return invite(visit, form);
  const auto id = parse_number(form.value("id"));
  if (!id) return refuse_form(visit.context(), "It names nobody.");
  if (what == "password") {
    const auto made = accounts::offer_new_password(visit.office(), *id, visit.act());
    return made ? show(visit, {.link = fmt::format("/new-password/{}", made->secret.view())})
                : wrong(visit, made.error());
  }
  if (what != "enable" && what != "disable") return refuse_form(visit.context(), "It names nothing that can be done.");
  const auto done = what == "enable" ? accounts::enable_account(visit.office(), *id, visit.act())
                                     : accounts::disable_account(visit.office(), *id, visit.act());
  return done ? see_other(visit.context(), "/people") : wrong(visit, done.error());
}

Reply audit_page(Visit& visit) {
  if (const auto out = kept_out(visit, true)) return *out;
  const auto before = parse_number(visit.context().query.value("before"));
  const auto lines = accounts::log_lines(visit.office(), before.value_or(0), kLines);
  if (!lines) return failed(visit.context(), lines.error());
  Markup rows;
  for (const accounts::LogLine& line : *lines)
    rows +=
        tag("tr", {}, tag("th", {{"scope", "row"}}, std::to_string(line.number)), tag("td", {}, time_words(line.at)),
            tag("td", {}, line.by == 0 ? std::string("nobody signed in") : name_of(visit, line.by)),
            tag("td", {}, line.what), tag("td", {}, line.subject == 0 ? "" : name_of(visit, line.subject)),
            tag("td", {}, line.detail), tag("td", {}, line.address));
  Markup head;
  for (const std::string_view column : {"Number", "When, UTC", "By", "What", "About", "More", "From"})
    head += tag("th", {{"scope", "col"}}, column);
  server::Page page;
  page.title = "What was done to accounts";
  page.entry = "/desk";
  page.wide = true;
  page.body = tag("p", {{"class", "crumbs"}}, server::link("/desk", "My desk"));
  page.body += tag("h1", {}, page.title);
  page.body += tag("p", {{"class", "lead"}}, "What was done to applications is told on the page of each, and by ",
                   server::link("/changes", "the changes"), " of the registry.");
  page.body +=
      server::scrolling("The log of accounts", tag("table", {}, tag("caption", {}, "The newest first"),
                                                   tag("thead", {}, tag("tr", {}, head)), tag("tbody", {}, rows)));
  if (lines->size() == kLines)
    page.body += tag("p", {{"class", "pages"}},
                     server::link(fmt::format("/audit?before={}", lines->back().number), "Older ones"));
  return send_private(visit, std::move(page));
}

}  // namespace portolan::portal
