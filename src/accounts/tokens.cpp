// SPDX-License-Identifier: Apache-2.0
#include "accounts/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "accounts/log.h"
#include "accounts/particulars.h"
#include "accounts/people.h"
#include "accounts/rows.h"

namespace portolan::accounts {

using database::Row;
using database::Value;

namespace {

constexpr std::array<std::pair<Scope, std::string_view>, 6> kWords = {{{Scope::kRead, "read"},
                                                                       {Scope::kClaim, "claim"},
                                                                       {Scope::kApply, "apply"},
                                                                       {Scope::kReview, "review"},
                                                                       {Scope::kDecide, "decide"},
                                                                       {Scope::kAdminister, "administer"}}};

constexpr std::string_view kSelect =
    "SELECT t.id, t.account, t.name, t.scopes, t.registry, t.created, t.ends, t.used, t.revoked FROM account_tokens t ";

Token token_of(const Row& row) {
  return {.id = number_at(row, 0),
          .account = number_at(row, 1),
          .name = text_at(row, 2),
          .scopes = Scopes::from_bits(number_at(row, 3)),
          .registry = row.is_null(4) ? std::nullopt : std::optional(text_at(row, 4)),
          .created = time_at(row, 5),
          .ends = maybe_time_at(row, 6),
          .used = maybe_time_at(row, 7),
          .revoked = maybe_time_at(row, 8)};
}

std::unexpected<Error> refused(std::string message, std::string field) {
  return fail(ErrorCode::kInvalidValue, std::move(message), Place{{}, 0, 0, std::move(field)});
}

Result<void> check(const TokenRequest& request, Time now) {
  const auto size = characters_of(request.name);
  if (!size || *size == 0 || *size > 100 || !is_one_line(request.name))
    return refused("a token has a name of 1 to 100 characters on one line, which says what it is for", "name");
  if (request.scopes.empty()) return refused("a token has at least one scope", "scopes");
  if (request.ends && *request.ends <= now) return refused("a token ends in the future", "ends");
  if (request.registry &&
      (request.registry->empty() || request.registry->size() > 200 || !is_one_line(*request.registry)))
    return refused("a registry has a name of at most 200 bytes", "registry");
  return {};
}

// Its number is that of the line of the log that tells of it: nothing else ever gets it.
Result<std::uint64_t> insert(const Office& office, PersonId account, const TokenRequest& request, const Digest& hash,
                             const Act& act) {
  const Value registry = request.registry ? text(*request.registry) : Value();
  const std::array values = {
      blob(hash), value_of(account), text(request.name),    value_of(std::uint64_t{request.scopes.bits()}),
      registry,   value_of(act.now), value_of(request.ends)};
  return number_of(office.database,
                   "INSERT INTO account_tokens (id, hash, account, name, scopes, registry, created, ends) "
                   "SELECT COALESCE(MAX(number), 0) + 1, CAST($1 AS $BLOB), CAST($2 AS BIGINT), CAST($3 AS TEXT), "
                   "CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS BIGINT), CAST($7 AS BIGINT) FROM account_log "
                   "RETURNING id",
                   values);
}

Result<void> note_use(const Office& office, Token& token, Time now) {
  const Time day = std::chrono::floor<std::chrono::days>(now);
  if (token.used && *token.used >= day) return {};
  token.used = day;
  const auto done =
      changes(office.database, "UPDATE account_tokens SET used = $2 WHERE id = $1 AND (used IS NULL OR used < $2)",
              std::array{value_of(token.id), value_of(day)});
  if (!done) return std::unexpected(done.error());
  return {};
}

}  // namespace

std::string to_string(Scopes scopes) {
  std::string out;
  for (const auto& [scope, word] : kWords)
    if (scopes.contains(scope)) out.append(out.empty() ? "" : ",").append(word);
  return out;
}

std::optional<Scopes> parse_scopes(std::string_view words) noexcept {
  Scopes out;
  while (true) {
    const std::string_view word = words.substr(0, words.find(','));
    const auto found = std::ranges::find(kWords, word, &std::pair<Scope, std::string_view>::second);
    if (found == kWords.end()) return std::nullopt;
    out = out | found->first;
    if (word.size() == words.size()) return out;
    words.remove_prefix(word.size() + 1);
  }
}

Result<NewToken> make_token(const Office& office, PersonId account, const TokenRequest& request, const Act& act) {
  if (auto sound = check(request, act.now); !sound) return std::unexpected(std::move(sound.error()));
  return written(office.database, [&]() -> Result<NewToken> {
    if (const auto known = ordinary_account(office, account); !known) return std::unexpected(known.error());
    SecretText secret = random_secret(office.random, kTokenPrefix);
    const auto id = insert(office, account, request, digest_of(secret.view()), act);
    if (!id) return std::unexpected(id.error());
    const std::string detail = fmt::format("token {}: {}", *id, to_string(request.scopes));
    if (auto noted = note(office, act, Happened::kTokenMade, account, detail); !noted)
      return std::unexpected(std::move(noted.error()));
    return NewToken{std::move(secret), Token{.id = *id,
                                             .account = account,
                                             .name = request.name,
                                             .scopes = request.scopes,
                                             .registry = request.registry,
                                             .created = act.now,
                                             .ends = request.ends,
                                             .used = {},
                                             .revoked = {}}};
  });
}

Result<std::optional<Token>> find_token(const Office& office, std::string_view secret, Time now) {
  if (!secret.starts_with(kTokenPrefix)) return std::nullopt;
  const Digest hash = digest_of(secret);
  auto found = first_row(office.database,
                         std::string(kSelect) +
                             "JOIN accounts ON accounts.id = t.account AND disabled = 0 "
                             "WHERE t.hash = $1 AND t.revoked IS NULL",
                         std::array{blob(hash)}, token_of);
  if (!found || !*found) return found;
  if ((*found)->ends && now >= *(*found)->ends) return std::nullopt;
  if (auto noted = note_use(office, **found, now); !noted) return std::unexpected(std::move(noted.error()));
  return found;
}

Result<std::vector<Token>> tokens_of(const Office& office, PersonId account) {
  return all_rows(office.database, std::string(kSelect) + "WHERE t.account = $1 ORDER BY t.id DESC",
                  std::array{value_of(account)}, token_of);
}

Result<bool> revoke_token(const Office& office, PersonId account, std::uint64_t id, const Act& act) {
  return written(office.database, [&]() -> Result<bool> {
    const auto done = changes(
        office.database, "UPDATE account_tokens SET revoked = $3 WHERE id = $1 AND account = $2 AND revoked IS NULL",
        std::array{value_of(id), value_of(account), value_of(act.now)});
    if (!done || !*done) return done;
    if (auto noted = note(office, act, Happened::kTokenRevoked, account, fmt::format("token {}", id)); !noted)
      return std::unexpected(std::move(noted.error()));
    return true;
  });
}

}  // namespace portolan::accounts
