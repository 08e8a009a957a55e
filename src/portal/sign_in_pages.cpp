// SPDX-License-Identifier: Apache-2.0
//
// Signing in and out.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "accounts/sign_in.h"
#include "portal/fields.h"
#include "portal/routes.h"

namespace portolan::portal {
namespace {

using accounts::SignIn;
using accounts::SignInOutcome;

// A path of this site; nowhere else does a link lead that somebody was sent.
std::string local(std::string_view path) {
  const bool own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') &&
                   path.find_first_of("\r\n") == path.npos && path.size() <= 2000;
  return own ? std::string(path) : std::string("/desk");
}

Markup to_field(std::string_view to) {
  return tag("input", {{"type", "hidden"}, {"name", "to"}, {"value", std::string(to)}});
}

Reply show_sign_in(Visit& visit, std::string_view to, std::string_view name, std::string_view wrong, unsigned status) {
  server::Page page;
  page.title = "Sign in";
  page.entry = "/desk";
  page.body = tag("h1", {}, "Sign in");
  page.body += alert(wrong);
  const Markup fields = tag("div", {{"class", "fields"}},
                            text_field({.name = "name",
                                        .label = "Name or mail address",
                                        .value = name,
                                        .autocomplete = "username",
                                        .required = true}),
                            text_field({.name = "password",
                                        .label = "Password",
                                        .type = "password",
                                        .autocomplete = "current-password",
                                        .required = true}));
  page.body +=
      post_form(visit, "/sign-in", to_field(to) + fields + tag("div", {{"class", "actions"}}, button("Sign in")));
  page.body += tag("p", {{"class", "hint"}},
                   "Accounts are given by the operator of this registry; so is a link for a forgotten password.");
  return send_private(visit, std::move(page), status);
}

Reply show_code(Visit& visit, std::string_view to, std::string_view wrong, unsigned status) {
  server::Page page;
  page.title = "The second factor";
  page.entry = "/desk";
  page.body = tag("h1", {}, "The second factor");
  page.body += alert(wrong);
  const Markup fields = tag("div", {{"class", "fields"}},
                            text_field({.name = "code",
                                        .label = "Code of the app, or a recovery code",
                                        .autocomplete = "one-time-code",
                                        .required = true}));
  page.body +=
      post_form(visit, "/sign-in/code", to_field(to) + fields + tag("div", {{"class", "actions"}}, button("Go on")));
  return send_private(visit, std::move(page), status);
}

std::string too_many(const SignIn& answer) {
  return fmt::format("Too many attempts. This one was not looked at; try again from {:%H:%M:%S} UTC.", answer.retry_at);
}

// What a browser calls itself, shortened.
std::string_view agent_of(const Visit& visit) { return visit.context().request.header("User-Agent").substr(0, 200); }

void keep_session(Visit& visit, const accounts::NewSession& session) {
  set_cookie(visit.context(), kSessionCookie, session.token.view(), visit.office().rules.longest);
  set_cookie(visit.context(), kFormCookie, "", std::chrono::seconds(0));
}

}  // namespace

Reply sign_in_page(Visit& visit) {
  const std::string to = local(visit.context().query.value("to"));
  if (visit.visitor() != nullptr) return see_other(visit.context(), to);
  return show_sign_in(visit, to, {}, {}, 200);
}

Reply sign_in(Visit& visit, const Form& form) {
  const std::string to = local(form.value("to"));
  const auto answer = accounts::sign_in(visit.office(),
                                        {.name = form.value("name"),
                                         .password = form.value("password"),
                                         .agent = agent_of(visit),
                                         .replaces = visit.session_token()},
                                        visit.act());
  if (!answer) return failed(visit.context(), answer.error());
  switch (answer->outcome) {
    case SignInOutcome::kSignedIn: keep_session(visit, *answer->session); return see_other(visit.context(), to);
    case SignInOutcome::kNeedsCode:
      // The cookie of forms stands for the half of a session: nothing but the code is taken with it.
      set_cookie(visit.context(), kSessionCookie, answer->session->token.view(), visit.office().rules.code_within);
      return show_code(visit, to, {}, 200);
    case SignInOutcome::kTooMany: return show_sign_in(visit, to, form.value("name"), too_many(*answer), 429);
    case SignInOutcome::kWrong: break;
  }
  return show_sign_in(visit, to, form.value("name"), "The name or the password is wrong.", 403);
}

Reply give_code(Visit& visit, const Form& form) {
  const std::string to = local(form.value("to"));
  const auto answer = accounts::give_code(visit.office(), visit.session_token(), form.value("code"), visit.act());
  if (!answer) return failed(visit.context(), answer.error());
  switch (answer->outcome) {
    case SignInOutcome::kSignedIn: keep_session(visit, *answer->session); return see_other(visit.context(), to);
    case SignInOutcome::kTooMany: return show_code(visit, to, too_many(*answer), 429);
    default: break;
  }
  return show_code(visit, to, "The code is wrong, or the time for it is over: then sign in again.", 403);
}

Reply sign_out(Visit& visit, const Form& form) {
  static_cast<void>(form);
  if (auto done = accounts::sign_out(visit.office(), visit.session_token(), visit.act()); !done)
    return failed(visit.context(), done.error());
  set_cookie(visit.context(), kSessionCookie, "", std::chrono::seconds(0));
  return see_other(visit.context(), "/applications");
}

}  // namespace portolan::portal
