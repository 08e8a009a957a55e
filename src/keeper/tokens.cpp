// SPDX-License-Identifier: Apache-2.0
//
// token: tokens of programs that act for somebody.
#include "accounts/tokens.h"

#include <fmt/format.h>

#include <charconv>

#include "app/json_writer.h"
#include "desk/desk.h"
#include "formats/wrap.h"
#include "keeper/commands.h"
#include "keeper/office.h"

namespace portolan::keeper {
namespace {

using accounts::Account;
using accounts::Token;
using cli::ExitStatus;
using cli::Invocation;

std::string day(accounts::Time time) {
  return to_string(desk::date_at(static_cast<std::uint64_t>(time.time_since_epoch().count()) * 1'000'000));
}

std::string fate(const Token& token, accounts::Time now) {
  if (token.revoked) return "revoked " + day(*token.revoked);
  if (token.ends) return (*token.ends <= now ? "ended " : "until ") + day(*token.ends);
  return "good";
}

ExitStatus list(const Invocation& invocation, OpenOffice& open, const Account& account) {
  const auto tokens = accounts::tokens_of(open.office(), account.id);
  if (!tokens) return refuse(invocation, tokens.error());
  if (is_json(invocation)) {
    app::JsonWriter json(invocation.out);
    json.list(*tokens, [&](const Token& token) {
      json.object([&] {
        json.member("id", token.id);
        json.member("for", token.name);
        json.member("scopes", to_string(token.scopes));
        json.member("registry", token.registry.value_or(std::string()));
        json.member("status", fate(token, open.act().now));
      });
    });
    invocation.out += '\n';
    return ExitStatus::kDone;
  }
  for (const Token& token : *tokens)
    invocation.out +=
        fmt::format("{}\t{}\t{}\t{}\t{}\n", token.id, to_string(token.scopes), token.registry.value_or("everywhere"),
                    fate(token, open.act().now), formats::printable_line(token.name));
  return ExitStatus::kDone;
}

ExitStatus make(const Invocation& invocation, OpenOffice& open, const Account& account) {
  const cli::Arguments& arguments = invocation.arguments;
  const auto scopes = accounts::parse_scopes(arguments.value("scope"));
  if (!scopes || arguments.value("for").empty()) {
    invocation.complain("say with --scope what the token is good for, and with --for what it is for");
    return ExitStatus::kUsage;
  }
  accounts::TokenRequest request{.name = std::string(arguments.value("for")), .scopes = *scopes};
  if (!arguments.has("everywhere")) request.registry = open.session().registry;
  if (arguments.has("days")) request.ends = open.act().now + std::chrono::days(arguments.number("days", 0));
  const auto made = accounts::make_token(open.office(), account.id, request, open.act());
  if (!made) return refuse(invocation, made.error());
  invocation.messages += fmt::format("token {} of {}; it is shown this once:\n", made->token.id, account.name);
  invocation.out += fmt::format("{}\n", made->secret.view());
  return ExitStatus::kDone;
}

ExitStatus revoke(const Invocation& invocation, OpenOffice& open, const Account& account, std::string_view word) {
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
  if (error != std::errc() || end != word.data() + word.size()) {
    invocation.complain("a token is named by its number");
    return ExitStatus::kUsage;
  }
  const auto done = accounts::revoke_token(open.office(), account.id, id, open.act());
  if (!done) return refuse(invocation, done.error());
  if (*done) return ExitStatus::kDone;
  invocation.complain(fmt::format("{} has no token {} that is good", account.name, id));
  return ExitStatus::kNotFound;
}

}  // namespace

ExitStatus run_token(const Invocation& invocation) {
  const auto& words = invocation.arguments.positionals;
  const bool makes = words.size() == 2 && words[0] == "make";
  const bool revokes = words.size() == 3 && words[0] == "revoke";
  const bool lists = words.size() == 1 && words[0] != "make" && words[0] != "revoke";
  if (!makes && !revokes && !lists) {
    invocation.complain("it is 'token NAME', 'token make NAME' or 'token revoke NAME ID'");
    return ExitStatus::kUsage;
  }
  auto open = OpenOffice::open(invocation, false);
  if (!open) return open.error();
  const auto account = (*open)->account(invocation, makes || revokes ? words[1] : words[0]);
  if (!account) return account.error();
  if (makes) return make(invocation, **open, *account);
  return revokes ? revoke(invocation, **open, *account, words[2]) : list(invocation, **open, *account);
}

}  // namespace portolan::keeper
