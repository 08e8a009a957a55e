// SPDX-License-Identifier: Apache-2.0
//
// Links that work once: choosing a password, accepting an invitation. The secret stands in the address; the pages name
// no other site, and no site is told where its visitors come from (Referrer-Policy).
#include <fmt/format.h>

#include "accounts/tickets.h"
#include "portal/fields.h"
#include "portal/routes.h"

namespace portolan::portal {
namespace {

Markup password_field(std::string_view wrong) {
  return text_field({.name = "password",
                     .label = "Password",
                     .hint = "At least ten characters; several words are easier to keep than signs.",
                     .type = "password",
                     .autocomplete = "new-password",
                     .required = true,
                     .wrong = std::string(wrong)});
}

bool is_good(Visit& visit, accounts::TicketKind kind) {
  const auto ticket = accounts::find_ticket(visit.office(), visit.context().parts[0], visit.act().now);
  return ticket && *ticket && (*ticket)->kind == kind;
}

Reply is_void(Visit& visit) {
  return server::send_status(visit.context(), 404, "This link is not good any more",
                             "It was used, or its time is over. The operator of this registry gives another.");
}

Reply show_new_password(Visit& visit, std::string_view wrong, unsigned status) {
  server::Page page;
  page.title = "A new password";
  page.body = tag("h1", {}, "A new password");
  page.body += post_form(visit, visit.context().request.path,
                         tag("div", {{"class", "fields"}}, password_field(wrong)) +
                             tag("div", {{"class", "actions"}}, button("Use this password")));
  return send_private(visit, std::move(page), status);
}

struct Chosen {
  std::string_view name = {};
  std::string_view shown = {};
};

Reply show_invitation(Visit& visit, const Chosen& chosen, const Error* wrong, unsigned status) {
  const auto of = [&](std::string_view field) {
    return wrong != nullptr && wrong->place.field == field ? wrong->message : std::string();
  };
  server::Page page;
  page.title = "Welcome";
  page.body = tag("h1", {}, "Welcome");
  page.body += tag("p", {{"class", "lead"}}, "You are invited to ",
                   visit.charter().title.empty() ? visit.counter().registry() : visit.charter().title, ".");
  Markup fields = text_field({.name = "name",
                              .label = "Name to sign in with",
                              .value = chosen.name,
                              .hint = "Small letters, digits, dots, hyphens.",
                              .autocomplete = "username",
                              .required = true,
                              .wrong = of("name")});
  fields += text_field({.name = "shown",
                        .label = "Name that others see",
                        .value = chosen.shown,
                        .autocomplete = "name",
                        .required = true,
                        .wrong = of("shown")});
  fields += password_field(of("password"));
  page.body += post_form(
      visit, visit.context().request.path,
      tag("div", {{"class", "fields"}}, fields) + tag("div", {{"class", "actions"}}, button("Make my account")));
  return send_private(visit, std::move(page), status);
}

}  // namespace

Reply new_password_page(Visit& visit) {
  return is_good(visit, accounts::TicketKind::kNewPassword) ? show_new_password(visit, {}, 200) : is_void(visit);
}

Reply new_password(Visit& visit, const Form& form) {
  if (!is_good(visit, accounts::TicketKind::kNewPassword)) return is_void(visit);
  const auto done =
      accounts::use_new_password(visit.office(), visit.context().parts[0], form.value("password"), visit.act());
  if (done) return see_other(visit.context(), "/sign-in");
  if (done.error().code == ErrorCode::kNotFound) return is_void(visit);
  if (done.error().code != ErrorCode::kInvalidValue) return failed(visit.context(), done.error());
  return show_new_password(visit, done.error().message, 422);
}

Reply invitation_page(Visit& visit) {
  return is_good(visit, accounts::TicketKind::kInvitation) ? show_invitation(visit, {}, nullptr, 200) : is_void(visit);
}

Reply accept_invitation(Visit& visit, const Form& form) {
  if (!is_good(visit, accounts::TicketKind::kInvitation)) return is_void(visit);
  const Chosen chosen{form.value("name"), form.value("shown")};
  const auto made = accounts::accept_invitation(
      visit.office(), visit.context().parts[0],
      {.name = std::string(chosen.name), .shown = std::string(chosen.shown), .password = form.value("password")},
      visit.act());
  if (made) return see_other(visit.context(), "/sign-in");
  const ErrorCode code = made.error().code;
  if (code == ErrorCode::kNotFound) return is_void(visit);
  if (code != ErrorCode::kInvalidValue && code != ErrorCode::kConflict) return failed(visit.context(), made.error());
  return show_invitation(visit, chosen, &made.error(), 422);
}

}  // namespace portolan::portal
