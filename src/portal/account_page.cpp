// SPDX-License-Identifier: Apache-2.0
//
// What somebody sees and changes of their own account: password, second factor, tokens, sessions.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <optional>

#include "accounts/second_factor.h"
#include "accounts/sign_in.h"
#include "accounts/tokens.h"
#include "portal/fields.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "server/page_parts.h"

namespace portolan::portal {
namespace {

using accounts::AuthLevel;
using accounts::Scope;
using accounts::Token;

constexpr std::array<std::pair<Scope, std::string_view>, 6> kScopes = {{{Scope::kRead, "read"},
                                                                        {Scope::kClaim, "claim"},
                                                                        {Scope::kApply, "apply"},
                                                                        {Scope::kReview, "review"},
                                                                        {Scope::kDecide, "decide"},
                                                                        {Scope::kAdminister, "administer"}}};

// What came of a form, above everything else.
struct News {
  std::string wrong = {};
  Markup said = {};
};

Markup hidden(std::string_view name, std::string_view value) {
  return tag("input", {{"type", "hidden"}, {"name", std::string(name)}, {"value", std::string(value)}});
}

Markup small_form(Visit& visit, std::string_view what, const Markup& fields, std::string_view words,
                  bool quiet = false) {
  return post_form(visit, "/account",
                   hidden("do", what) + tag("div", {{"class", "fields"}}, fields) +
                       tag("div", {{"class", "actions"}}, button(words, {}, {}, quiet)));
}

// --- parts

Markup password_part(Visit& visit) {
  Markup fields = text_field({.name = "old",
                              .label = "Password until now",
                              .type = "password",
                              .autocomplete = "current-password",
                              .required = true});
  fields += text_field({.name = "password",
                        .label = "New password",
                        .hint = "at least ten characters",
                        .type = "password",
                        .autocomplete = "new-password",
                        .required = true});
  return tag("h2", {}, "Password") + small_form(visit, "password", fields, "Change the password");
}

Result<Markup> factor_part(Visit& visit) {
  const auto factor = accounts::factor_of(visit.office(), visit.visitor()->account.id);
  if (!factor) return std::unexpected(factor.error());
  Markup out = tag("h2", {}, "Second factor");
  if (!factor->confirmed)
    return out +
           tag("p", {},
               "A code of an app on your phone, beside the password. Whoever reviews or decides needs "
               "one.") +
           small_form(visit, "factor", Markup(), "Set it up");
  out += tag("p", {}, fmt::format("It is set up; {} recovery codes are left.", factor->recovery_left));
  if (visit.visitor()->level == AuthLevel::kSecondFactor)
    out += small_form(visit, "no-factor", Markup(), "Remove it", true);
  return out;
}

std::string fate(const Token& token) {
  if (token.revoked) return "revoked";
  return token.ends ? "until " + time_words(*token.ends).substr(0, 10) : std::string("good");
}

Result<Markup> token_part(Visit& visit) {
  const auto tokens = accounts::tokens_of(visit.office(), visit.visitor()->account.id);
  if (!tokens) return std::unexpected(tokens.error());
  Markup items;
  for (const Token& token : *tokens) {
    Markup item = tag("strong", {}, token.name) + ": " + to_string(token.scopes) + ", " + fate(token);
    if (!token.revoked)
      item +=
          post_form(visit, "/account",
                    hidden("do", "revoke") + hidden("id", std::to_string(token.id)) + button("Revoke", {}, {}, true));
    items += tag("li", {}, item);
  }
  Markup scopes;
  for (const auto& [scope, word] : kScopes) scopes += check("scope", word, scope == Scope::kRead, word);
  Markup fields = text_field({.name = "name", .label = "What it is for", .required = true});
  fields += tag("fieldset", {}, tag("legend", {}, "Good for"), tag("div", {{"class", "choices"}}, scopes));
  return tag("h2", {}, "Tokens of programs") + (items.empty() ? Markup() : tag("ul", {}, items)) +
         small_form(visit, "token", fields, "Make a token");
}

Result<Markup> session_part(Visit& visit) {
  const auto sessions = accounts::sessions_of(visit.office(), visit.visitor()->account.id, visit.act().now);
  if (!sessions) return std::unexpected(sessions.error());
  Markup items;
  for (const accounts::Session& session : *sessions)
    items += tag("li", {}, fmt::format("since {} from {}", time_words(session.created), session.address), " ",
                 tag("span", {{"class", "muted"}}, session.agent));
  return tag("h2", {}, "Sessions") + tag("ul", {}, items) +
         small_form(visit, "end-sessions", Markup(), "End all others", true);
}

Reply show(Visit& visit, const News& news, unsigned status = 200) {
  server::Page page;
  page.title = "Your account";
  page.entry = "/desk";
  const accounts::Account& account = visit.visitor()->account;
  page.body = tag("p", {{"class", "crumbs"}}, server::link("/desk", "My desk"));
  page.body += tag("h1", {}, account.shown);
  page.body += tag("p", {{"class", "lead"}}, fmt::format("You sign in as {}.", account.name),
                   account.mail.empty() ? std::string() : fmt::format(" Mail goes to {}.", account.mail));
  page.body += alert(news.wrong);
  page.body += news.said;
  page.body += password_part(visit);
  for (const auto& part : {factor_part(visit), token_part(visit), session_part(visit)}) {
    if (!part) return failed(visit.context(), part.error());
    page.body += *part;
  }
  return send_private(visit, std::move(page), status);
}

Reply told(Visit& visit, Markup said) { return show(visit, {.said = std::move(said)}); }

Reply wrong(Visit& visit, const Error& error) {
  if (error.code != ErrorCode::kInvalidValue && error.code != ErrorCode::kConflict &&
      error.code != ErrorCode::kNotFound)
    return failed(visit.context(), error);
  return show(visit, {.wrong = error.message}, 422);
}

Markup secret_block(std::string_view title, std::string_view words, const Markup& secret) {
  return tag("section", {{"class", "card"}, {"role", "status"}}, tag("h2", {}, title), tag("p", {}, words), secret);
}

void keep(Visit& visit, const accounts::NewSession& session) {
  set_cookie(visit.context(), kSessionCookie, session.token.view(), visit.office().rules.longest);
}

// --- what forms do

Reply change_password(Visit& visit, const Form& form) {
  const auto done = accounts::change_password(visit.office(), visit.session_token(), form.value("old"),
                                              form.value("password"), visit.act());
  if (!done) return wrong(visit, done.error());
  switch (done->outcome) {
    case accounts::SignInOutcome::kSignedIn: keep(visit, *done->session); return see_other(visit.context(), "/account");
    case accounts::SignInOutcome::kTooMany: return show(visit, {.wrong = "Too many attempts; try again later."}, 429);
    default: return show(visit, {.wrong = "The password until now is another."}, 403);
  }
}

Markup code_form(Visit& visit) {
  return small_form(
      visit, "confirm",
      text_field({.name = "code", .label = "Code of the app", .autocomplete = "one-time-code", .required = true}),
      "The app is set up");
}

Reply begin_factor(Visit& visit) {
  const auto made =
      accounts::begin_factor(visit.office(), visit.visitor()->account.id, visit.counter().registry(), visit.act());
  if (!made) return wrong(visit, made.error());
  Markup content = server::copy_block("Secret, to be typed", made->secret.view());
  content += server::copy_block("The same as an address", made->uri.view());
  content += code_form(visit);
  return told(visit,
              secret_block("Set up your app", "Give it this secret, then write the code that it shows.", content));
}

Reply confirm_factor(Visit& visit, const Form& form) {
  const auto done = accounts::confirm_factor(visit.office(), visit.session_token(), form.value("code"), visit.act());
  if (!done) return wrong(visit, done.error());
  if (!*done) return show(visit, {.wrong = "The code is wrong; set it up again.", .said = code_form(visit)}, 422);
  std::string codes;
  for (const auto& code : (*done)->recovery) codes.append(code.view()).append("\n");
  keep(visit, (*done)->session);
  // Forms of this answer would belong to the session that has ended.
  server::Page page;
  page.title = "Recovery codes";
  page.entry = "/desk";
  page.body = tag("h1", {}, "Recovery codes");
  page.body += tag("p", {{"class", "lead"}},
                   "Each is good once, in place of a code of the app. They are shown this once: keep them.");
  page.body += server::copy_block("Recovery codes", codes);
  page.body += tag("p", {}, server::link("/account", "I have kept them"));
  return send_private(visit, std::move(page));
}

Reply remove_factor(Visit& visit) {
  if (visit.visitor()->level != AuthLevel::kSecondFactor)
    return show(visit, {.wrong = "Sign in with it to remove it."}, 403);
  const auto done = accounts::remove_factor(visit.office(), visit.visitor()->account.id, visit.act());
  return done ? see_other(visit.context(), "/account") : wrong(visit, done.error());
}

Reply make_token(Visit& visit, const Form& form) {
  std::string words;
  for (const std::string_view word : form.all("scope")) words.append(words.empty() ? "" : ",").append(word);
  const auto scopes = accounts::parse_scopes(words);
  if (!scopes) return show(visit, {.wrong = "Say what the token is good for."}, 422);
  const bool decides =
      scopes->contains(Scope::kReview) || scopes->contains(Scope::kDecide) || scopes->contains(Scope::kAdminister);
  if (decides && visit.charter().second_factor && visit.visitor()->level != AuthLevel::kSecondFactor)
    return show(visit, {.wrong = "A token that reviews or decides is made by who signed in with a second factor."},
                403);
  const auto made = accounts::make_token(
      visit.office(), visit.visitor()->account.id,
      {.name = std::string(form.value("name")), .scopes = *scopes, .registry = visit.counter().registry()},
      visit.act());
  if (!made) return wrong(visit, made.error());
  return told(visit,
              secret_block("Your token", "It is shown this once.", server::copy_block("Token", made->secret.view())));
}

Reply revoke_token(Visit& visit, const Form& form) {
  const auto id = parse_number(form.value("id"));
  const auto done =
      id ? accounts::revoke_token(visit.office(), visit.visitor()->account.id, *id, visit.act()) : Result<bool>(false);
  return done ? see_other(visit.context(), "/account") : wrong(visit, done.error());
}

Reply end_sessions(Visit& visit) {
  const auto done =
      accounts::end_sessions(visit.office(), visit.visitor()->account.id, visit.act(), visit.session_token());
  return done ? see_other(visit.context(), "/account") : wrong(visit, done.error());
}

}  // namespace

Reply account_page(Visit& visit) { return visit.visitor() == nullptr ? ask_to_sign_in(visit) : show(visit, {}); }

Reply change_account(Visit& visit, const Form& form) {
  if (visit.visitor() == nullptr) return ask_to_sign_in(visit);
  const std::string_view what = form.value("do");
  if (what == "password") return change_password(visit, form);
  if (what == "factor") return begin_factor(visit);
  if (what == "confirm") return confirm_factor(visit, form);
  if (what == "no-factor") return remove_factor(visit);
  if (what == "token") return make_token(visit, form);
  if (what == "revoke") return revoke_token(visit, form);
  if (what == "end-sessions") return end_sessions(visit);
  return refuse_form(visit.context(), "It names nothing that can be done.");
}

}  // namespace portolan::portal
