// SPDX-License-Identifier: Apache-2.0
#include "accounts/sign_in.h"

#include "accounts/guesses.h"
#include "accounts/log.h"
#include "accounts/particulars.h"
#include "accounts/password_rules.h"
#include "accounts/passwords.h"
#include "accounts/rows.h"
#include "accounts/second_factor.h"

namespace portolan::accounts {

using database::Row;

namespace {

// Whose password is guessed, and its hash when the guess was admitted.
struct Guessed {
  PersonId account = 0;
  std::string hash;  // empty: no password is right
  Guesser guesser;
  Admission admission;
};

struct Stored {
  PersonId id = 0;
  std::string hash;
  bool disabled = false;
};
Stored stored_of(const Row& row) { return {number_at(row, 0), text_at(row, 1), row.integer(2) != 0}; }

Result<std::optional<Stored>> stored(const Office& office, std::string_view name) {
  // Nothing else can be a name or an address, and the database would refuse some of it.
  const std::string key = name.size() <= 254 && is_one_line(name) ? mail_key(name) : std::string();
  return first_row(office.database, "SELECT id, password, disabled FROM accounts WHERE name = $1 OR mail_key = $1",
                   std::array{text(key)}, stored_of);
}
Result<std::optional<Stored>> stored(const Office& office, PersonId id) {
  return first_row(office.database, "SELECT id, password, disabled FROM accounts WHERE id = $1",
                   std::array{value_of(id)}, stored_of);
}

// Before the hash, so that no guess is looked at that is not counted.
Result<Guessed> begin_guess(const Office& office, const Result<std::optional<Stored>>& found, std::string_view name,
                            const Act& act) {
  if (!found) return std::unexpected(found.error());
  Guessed out;
  if (*found) out.account = (*found)->id;
  if (*found && !(*found)->disabled) out.hash = (*found)->hash;
  auto who = guesser(office, "password", out.account, mail_key(name), act.address);
  if (!who) return std::unexpected(std::move(who.error()));
  const auto admission = admit(office, *who, act.now);
  if (!admission) return std::unexpected(admission.error());
  out.guesser = *who;
  out.admission = *admission;
  return out;
}

// Outside of transactions, which others wait for.
Result<bool> is_right(const Office& office, const Guessed& guess, std::string_view password) {
  const bool too_long = password.size() > kLongestPassword;
  auto fits = office.hasher.fits(too_long ? std::string() : guess.hash, password.substr(0, kLongestPassword));
  if (fits) return fits;
  const auto given_back = written(office.database, [&] { return give_back(office, guess.admission.guess); });
  return given_back ? fits : std::unexpected(given_back.error());
}

// Whether what was right a moment ago still is.
Result<bool> still_right(const Office& office, const Guessed& guess) {
  const auto now = stored(office, guess.account);
  if (!now) return std::unexpected(now.error());
  return *now && !(*now)->disabled && (*now)->hash == guess.hash;
}

Result<SignIn> refuse(const Office& office, PersonId account, const Act& act) {
  auto noted = note(office, {0, act.now, act.address}, Happened::kSignInRefused, account);
  if (!noted) return std::unexpected(std::move(noted.error()));
  return SignIn{};
}

SignIn too_many(Time retry) { return {.outcome = SignInOutcome::kTooMany, .session = {}, .retry_at = retry}; }

Result<SignIn> let_in(const Office& office, const Guesser& guesser, const SessionStart& start, const Act& act) {
  const bool needs_code = start.level == AuthLevel::kAwaitingCode;
  const Act own = {start.account, act.now, act.address};
  if (!needs_code)
    if (auto kept = remember_address(office, guesser, act.now); !kept) return std::unexpected(std::move(kept.error()));
  auto session = start_session(office, start, own);
  if (!session) return std::unexpected(std::move(session.error()));
  auto noted = note(office, own, needs_code ? Happened::kCodeAwaited : Happened::kSignedIn, start.account);
  if (!noted) return std::unexpected(std::move(noted.error()));
  return SignIn{.outcome = needs_code ? SignInOutcome::kNeedsCode : SignInOutcome::kSignedIn,
                .session = std::move(*session),
                .retry_at = {}};
}

// The hash as it should be made now, if it was made with less; empty if not.
Result<std::string> stronger(const Office& office, const Guessed& guess, std::string_view password) {
  if (!office.hasher.is_weak(guess.hash)) return std::string();
  return office.hasher.hash(password);
}

Result<void> rehash(const Office& office, PersonId id, const std::string& hash, const Act& act) {
  if (hash.empty()) return {};
  const auto done =
      changes(office.database, "UPDATE accounts SET password = $2 WHERE id = $1", std::array{value_of(id), text(hash)});
  if (!done) return std::unexpected(done.error());
  return note(office, {id, act.now, act.address}, Happened::kPasswordRehashed, id);
}

Result<SignIn> finish_sign_in(const Office& office, const Guessed& guess, const SignInRequest& request,
                              const std::string& better, const Act& act) {
  const auto right = still_right(office, guess);
  if (!right) return std::unexpected(right.error());
  if (!*right) return refuse(office, guess.account, act);
  if (auto done = guessed_right(office, guess.guesser, guess.admission.guess); !done)
    return std::unexpected(std::move(done.error()));
  if (auto done = rehash(office, guess.account, better, act); !done) return std::unexpected(std::move(done.error()));
  const auto factor = has_factor(office, guess.account);
  if (!factor) return std::unexpected(factor.error());
  const SessionStart start{.account = guess.account,
                           .level = *factor ? AuthLevel::kAwaitingCode : AuthLevel::kPassword,
                           .agent = request.agent,
                           .replaces = request.replaces};
  return let_in(office, guess.guesser, start, act);
}

Result<SignIn> check_code(const Office& office, const Session& session, std::string_view token, std::string_view code,
                          const Act& act) {
  auto who = guesser(office, "code", session.account, {}, act.address);
  if (!who) return std::unexpected(std::move(who.error()));
  const auto admission = admit(office, *who, act.now);
  if (!admission) return std::unexpected(admission.error());
  if (admission->guess == 0) return too_many(admission->retry);
  const auto right = use_code(office, session.account, code, act);
  if (!right) return std::unexpected(right.error());
  if (!*right) return refuse(office, session.account, act);
  if (auto done = guessed_right(office, *who, admission->guess); !done) return std::unexpected(std::move(done.error()));
  const SessionStart start{
      .account = session.account, .level = AuthLevel::kSecondFactor, .agent = session.agent, .replaces = token};
  return let_in(office, *who, start, act);
}

Result<Account> account_for_password(const Office& office, PersonId id, std::string_view password) {
  auto account = ordinary_account(office, id);
  if (!account) return account;
  const Particulars whose{account->name, account->shown, account->mail};
  if (auto sound = check_password(password, whose); !sound) return std::unexpected(std::move(sound.error()));
  return account;
}

}  // namespace

Result<SignIn> sign_in(const Office& office, const SignInRequest& request, const Act& act) {
  const auto guess =
      written(office.database, [&] { return begin_guess(office, stored(office, request.name), request.name, act); });
  if (!guess) return std::unexpected(guess.error());
  if (guess->admission.guess == 0) return too_many(guess->admission.retry);
  const auto right = is_right(office, *guess, request.password);
  if (!right) return std::unexpected(right.error());
  if (!*right) return written(office.database, [&] { return refuse(office, guess->account, act); });
  const auto better = stronger(office, *guess, request.password);
  if (!better) return std::unexpected(better.error());
  return written(office.database, [&] { return finish_sign_in(office, *guess, request, *better, act); });
}

Result<SignIn> give_code(const Office& office, std::string_view token, std::string_view code, const Act& act) {
  return written(office.database, [&]() -> Result<SignIn> {
    const auto session = any_session(office, token, act.now);
    if (!session) return std::unexpected(session.error());
    if (!*session || (*session)->level != AuthLevel::kAwaitingCode) return SignIn{};
    return check_code(office, **session, token, code, act);
  });
}

Result<void> keep_password(const Office& office, PersonId id, std::string_view hash, const Act& act) {
  const auto done =
      changes(office.database, "UPDATE accounts SET password = $2 WHERE id = $1", std::array{value_of(id), text(hash)});
  if (!done) return std::unexpected(done.error());
  if (auto removed = remove_sessions(office, id); !removed) return removed;
  return note(office, act, Happened::kPasswordSet, id);
}

Result<void> set_password(const Office& office, PersonId id, std::string_view password, const Act& act) {
  if (const auto account = account_for_password(office, id, password); !account)
    return std::unexpected(account.error());
  const auto hash = office.hasher.hash(password);
  if (!hash) return std::unexpected(hash.error());
  return written(office.database, [&]() -> Result<void> {
    if (const auto account = ordinary_account(office, id); !account) return std::unexpected(account.error());
    return keep_password(office, id, *hash, act);
  });
}

Result<SignIn> change_password(const Office& office, std::string_view token, std::string_view old_password,
                               std::string_view new_password, const Act& act) {
  const auto session = find_session(office, token, act.now);
  if (!session) return std::unexpected(session.error());
  if (!*session) return SignIn{};
  const PersonId id = (*session)->account;
  if (const auto account = account_for_password(office, id, new_password); !account)
    return std::unexpected(account.error());
  const auto guess = written(office.database, [&] { return begin_guess(office, stored(office, id), {}, act); });
  if (!guess) return std::unexpected(guess.error());
  if (guess->admission.guess == 0) return too_many(guess->admission.retry);
  const auto right = is_right(office, *guess, old_password);
  if (!right) return std::unexpected(right.error());
  if (!*right) return written(office.database, [&] { return refuse(office, id, act); });
  const auto hash = office.hasher.hash(new_password);
  if (!hash) return std::unexpected(hash.error());
  return written(office.database, [&]() -> Result<SignIn> {
    const auto still = still_right(office, *guess);
    if (!still) return std::unexpected(still.error());
    const auto open = any_session(office, token, act.now);
    if (!open) return std::unexpected(open.error());
    if (!*still || !*open) return refuse(office, id, act);
    if (auto done = guessed_right(office, guess->guesser, guess->admission.guess); !done)
      return std::unexpected(std::move(done.error()));
    if (auto kept = keep_password(office, id, *hash, {id, act.now, act.address}); !kept)
      return std::unexpected(std::move(kept.error()));
    const SessionStart start{.account = id, .level = (*session)->level, .agent = (*session)->agent, .replaces = token};
    return let_in(office, guess->guesser, start, act);
  });
}

}  // namespace portolan::accounts
