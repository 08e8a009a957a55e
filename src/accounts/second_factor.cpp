// SPDX-License-Identifier: Apache-2.0
#include "accounts/second_factor.h"

#include <sodium.h>

#include <cstring>

#include "accounts/guesses.h"
#include "accounts/log.h"
#include "accounts/people.h"
#include "accounts/rows.h"
#include "accounts/totp.h"

namespace portolan::accounts {

using database::Row;

namespace {

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kPlainBytes = kNumberBytes + kTotpSecretBytes;
constexpr std::size_t kRecoveryBytes = 10;

using Plain = std::array<std::byte, kPlainBytes>;
using Box = std::array<std::byte, kPlainBytes + crypto_secretbox_MACBYTES>;
using Nonce = std::array<std::byte, crypto_secretbox_NONCEBYTES>;

template <class Bytes>
auto* raw(Bytes& bytes) noexcept {
  using Byte = std::conditional_t<std::is_const_v<Bytes>, const unsigned char, unsigned char>;
  return reinterpret_cast<Byte*>(bytes.data());
}

void put_number(Plain& out, PersonId id) {
  for (std::size_t i = 0; i < kNumberBytes; ++i) out[i] = static_cast<std::byte>(id >> (8 * i));
}
std::string_view secret_in(const Plain& plain) { return proof::bytes_of(plain).substr(kNumberBytes); }

// What is kept of an app.
struct Kept {
  std::string nonce;
  std::string box;
  bool confirmed = false;
  std::uint64_t step = 0;
};

Result<std::optional<Kept>> kept_of(const Office& office, PersonId id) {
  return first_row(office.database, "SELECT nonce, box, confirmed, step FROM account_totp WHERE account = $1",
                   std::array{value_of(id)}, [](const Row& row) {
                     return Kept{text_at(row, 0), text_at(row, 1), row.integer(2) != 0, number_at(row, 3)};
                   });
}

Result<SecretText> open_box(const Office& office, PersonId id, const Kept& kept) {
  Plain plain{};
  Plain expected{};
  put_number(expected, id);
  const bool opened = kept.nonce.size() == Nonce().size() && kept.box.size() == Box().size() &&
                      crypto_secretbox_open_easy(
                          raw(plain), reinterpret_cast<const unsigned char*>(kept.box.data()), kept.box.size(),
                          reinterpret_cast<const unsigned char*>(kept.nonce.data()), raw(office.keys.boxes())) == 0 &&
                      std::memcmp(plain.data(), expected.data(), kNumberBytes) == 0;
  SecretText secret{std::string(secret_in(plain))};
  sodium_memzero(plain.data(), plain.size());
  if (opened) return secret;
  return fail(ErrorCode::kDamaged, "the secret of a second factor cannot be read: the server has another key");
}

Result<void> run(const Office& office, std::string_view sql, Values values) {
  const auto done = office.database.execute(sql, values);
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<void> keep(const Office& office, PersonId id, const Plain& plain) {
  Nonce nonce;
  Box box;
  office.random(nonce);
  crypto_secretbox_easy(raw(box), raw(plain), plain.size(), raw(nonce), raw(office.keys.boxes()));
  return run(office,
             "INSERT INTO account_totp (account, nonce, box, confirmed, step) VALUES ($1, $2, $3, 0, 0) "
             "ON CONFLICT (account) DO UPDATE SET nonce = $2, box = $3, confirmed = 0, step = 0",
             std::array{value_of(id), blob(nonce), blob(box)});
}

// Letters in any case; what people put between groups does not count.
std::string plain_recovery(std::string_view code) {
  std::string out;
  for (const char c : code.substr(0, 64))
    if (c != '-' && c != ' ') out.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
  return out;
}
Digest recovery_digest(const Office& office, PersonId id, std::string_view code) {
  return office.keys.hash("recovery code of " + std::to_string(id), plain_recovery(code));
}

// "abcd-efgh-ijkl-mnop".
SecretText recovery_code(const Random& random) {
  std::array<std::byte, kRecoveryBytes> bytes;
  random(bytes);
  const std::string digits = to_base32(proof::bytes_of(bytes));
  std::string out;
  out.reserve(digits.size() + 3);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && i % 4 == 0) out.push_back('-');
    out.push_back(digits[i] >= 'A' ? static_cast<char>(digits[i] + 32) : digits[i]);
  }
  return SecretText(std::move(out));
}

Result<std::vector<SecretText>> make_recovery(const Office& office, PersonId id) {
  if (auto gone = run(office, "DELETE FROM account_recovery WHERE account = $1", std::array{value_of(id)}); !gone)
    return std::unexpected(std::move(gone.error()));
  std::vector<SecretText> out;
  while (out.size() < kRecoveryCodes) {
    out.push_back(recovery_code(office.random));
    const Digest hash = recovery_digest(office, id, out.back().view());
    auto kept = run(office, "INSERT INTO account_recovery (account, hash) VALUES ($1, $2)",
                    std::array{value_of(id), blob(hash)});
    if (!kept) return std::unexpected(std::move(kept.error()));
  }
  return out;
}

// The row is changed by whoever is first; everybody else finds the step used.
Result<bool> use_step(const Office& office, PersonId id, const Kept& kept, std::string_view code, Time now) {
  const auto secret = open_box(office, id, kept);
  if (!secret) return std::unexpected(secret.error());
  const auto step = totp_fits(secret->view(), code, now, kept.step);
  if (!step) return false;
  return changes(office.database, "UPDATE account_totp SET step = $2 WHERE account = $1 AND step < $2",
                 std::array{value_of(id), value_of(*step)});
}

Result<bool> use_recovery(const Office& office, PersonId id, std::string_view code, const Act& act) {
  const Digest hash = recovery_digest(office, id, code);
  const auto used = changes(office.database, "DELETE FROM account_recovery WHERE account = $1 AND hash = $2",
                            std::array{value_of(id), blob(hash)});
  if (!used || !*used) return used;
  if (auto noted = note(office, {id, act.now, act.address}, Happened::kRecoveryUsed, id); !noted)
    return std::unexpected(std::move(noted.error()));
  return true;
}

Result<ConfirmedFactor> finish(const Office& office, const Session& session, std::string_view token, const Act& act) {
  const PersonId id = session.account;
  auto done = run(office, "UPDATE account_totp SET confirmed = 1 WHERE account = $1", std::array{value_of(id)});
  if (done) done = remove_sessions(office, id);
  if (done) done = note(office, {id, act.now, act.address}, Happened::kFactorConfirmed, id);
  if (!done) return std::unexpected(std::move(done.error()));
  auto recovery = make_recovery(office, id);
  if (!recovery) return std::unexpected(std::move(recovery.error()));
  const SessionStart start{.account = id, .level = AuthLevel::kSecondFactor, .agent = session.agent, .replaces = token};
  auto begun = start_session(office, start, act);
  if (!begun) return std::unexpected(std::move(begun.error()));
  return ConfirmedFactor{std::move(*recovery), std::move(*begun)};
}

}  // namespace

Result<NewFactor> begin_factor(const Office& office, PersonId id, std::string_view issuer, const Act& act) {
  return written(office.database, [&]() -> Result<NewFactor> {
    const auto account = ordinary_account(office, id);
    if (!account) return std::unexpected(account.error());
    const auto confirmed = has_factor(office, id);
    if (!confirmed) return std::unexpected(confirmed.error());
    if (*confirmed) return fail(ErrorCode::kConflict, "there is a second factor already: remove it first");
    Plain plain{};
    office.random(std::span(plain).subspan(kNumberBytes));
    put_number(plain, id);
    auto done = keep(office, id, plain);
    if (done) done = note(office, act, Happened::kFactorBegun, id);
    NewFactor out{SecretText(to_base32(secret_in(plain))),
                  SecretText(totp_uri(secret_in(plain), issuer, account->name))};
    sodium_memzero(plain.data(), plain.size());
    if (!done) return std::unexpected(std::move(done.error()));
    return out;
  });
}

Result<std::optional<ConfirmedFactor>> confirm_factor(const Office& office, std::string_view token,
                                                      std::string_view code, const Act& act) {
  return written(office.database, [&]() -> Result<std::optional<ConfirmedFactor>> {
    const auto session = find_session(office, token, act.now);
    if (!session) return std::unexpected(session.error());
    if (!*session) return std::nullopt;
    const auto kept = kept_of(office, (*session)->account);
    if (!kept) return std::unexpected(kept.error());
    if (!*kept) return fail(ErrorCode::kNotFound, "no second factor was begun");
    if ((*kept)->confirmed) return fail(ErrorCode::kConflict, "the second factor is confirmed already");
    const auto right = use_step(office, (*session)->account, **kept, code, act.now);
    if (!right) return std::unexpected(right.error());
    if (!*right) return std::nullopt;
    auto done = finish(office, **session, token, act);
    if (!done) return std::unexpected(std::move(done.error()));
    return std::optional(std::move(*done));
  });
}

Result<void> remove_factor(const Office& office, PersonId id, const Act& act) {
  return written(office.database, [&]() -> Result<void> {
    const auto removed =
        changes(office.database, "DELETE FROM account_totp WHERE account = $1", std::array{value_of(id)});
    if (!removed) return std::unexpected(removed.error());
    if (!*removed) return fail(ErrorCode::kNotFound, "there is no second factor");
    auto done = run(office, "DELETE FROM account_recovery WHERE account = $1", std::array{value_of(id)});
    return done ? note(office, act, Happened::kFactorRemoved, id) : done;
  });
}

Result<FactorState> factor_of(const Office& office, PersonId id) {
  const auto confirmed = has_factor(office, id);
  if (!confirmed) return std::unexpected(confirmed.error());
  const auto left =
      number_of(office.database, "SELECT COUNT(*) FROM account_recovery WHERE account = $1", std::array{value_of(id)});
  if (!left) return std::unexpected(left.error());
  return FactorState{*confirmed, *left};
}

Result<bool> has_factor(const Office& office, PersonId id) {
  const auto found =
      number_of(office.database, "SELECT COUNT(*) FROM account_totp WHERE account = $1 AND confirmed = 1",
                std::array{value_of(id)});
  if (!found) return std::unexpected(found.error());
  return *found > 0;
}

Result<bool> use_code(const Office& office, PersonId id, std::string_view code, const Act& act) {
  const auto kept = kept_of(office, id);
  if (!kept) return std::unexpected(kept.error());
  if (!*kept || !(*kept)->confirmed) return false;
  if (code.size() == kTotpDigits) return use_step(office, id, **kept, code, act.now);
  return use_recovery(office, id, code, act);
}

}  // namespace portolan::accounts
