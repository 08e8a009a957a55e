// SPDX-License-Identifier: Apache-2.0
#include "accounts/sessions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "accounts/log.h"
#include "accounts/particulars.h"
#include "accounts/rows.h"

namespace portolan::accounts {

using database::Row;

namespace {

constexpr std::string_view kSelect =
    "SELECT hash, account, level, account_sessions.created, seen, ends, address, agent "
    "FROM account_sessions JOIN accounts ON accounts.id = account AND disabled = 0 ";

// The beginning of the hash: enough to tell one's sessions apart.
std::string id_of(std::string_view hash) {
  std::string out;
  for (const char byte : hash.substr(0, 8)) out += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return out;
}

Session session_of(const Row& row) {
  return {.id = id_of(row.bytes(0)),
          .account = number_at(row, 1),
          .level = static_cast<AuthLevel>(row.integer(2)),
          .created = time_at(row, 3),
          .seen = time_at(row, 4),
          .ends = time_at(row, 5),
          .address = text_at(row, 6),
          .agent = text_at(row, 7)};
}

bool is_over(const Rules& rules, const Session& session, Time now) {
  return now >= session.ends || now - session.seen >= rules.idle;
}
// The clock went back behind what it has shown: nobody knows how late it is.
bool is_before(const Rules& rules, const Session& session, Time now) { return now + rules.skew < session.seen; }

Result<void> run(const Office& office, std::string_view sql, Values values) {
  const auto done = office.database.execute(sql, values);
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<void> remove(const Office& office, const Digest& hash) {
  return run(office, "DELETE FROM account_sessions WHERE hash = $1", std::array{blob(hash)});
}

Result<void> note_use(const Office& office, const Digest& hash, Session& session, Time now) {
  if (now < session.seen + office.rules.seen_grain) return {};
  session.seen = now;
  return run(office, "UPDATE account_sessions SET seen = $2 WHERE hash = $1 AND seen < $2",
             std::array{blob(hash), value_of(now)});
}

Result<std::optional<Session>> by_hash(const Office& office, const Digest& hash) {
  return first_row(office.database, std::string(kSelect) + "WHERE hash = $1", std::array{blob(hash)}, session_of);
}

Time end_of(const Rules& rules, AuthLevel level, Time now) {
  return now + (level == AuthLevel::kAwaitingCode ? rules.code_within : rules.longest);
}

Result<std::vector<Digest>> hashes_of(const Office& office, PersonId account) {
  return all_rows(office.database, "SELECT hash FROM account_sessions WHERE account = $1",
                  std::array{value_of(account)}, [](const Row& row) {
                    Digest out{};
                    const std::string_view bytes = row.bytes(0);
                    std::memcpy(out.data(), bytes.data(), std::min(bytes.size(), out.size()));
                    return out;
                  });
}

}  // namespace

Result<std::optional<Session>> any_session(const Office& office, std::string_view token, Time now) {
  const Digest hash = digest_of(token);
  auto found = by_hash(office, hash);
  if (!found || !*found) return found;
  if (is_over(office.rules, **found, now)) {
    if (auto removed = remove(office, hash); !removed) return std::unexpected(std::move(removed.error()));
    return std::nullopt;
  }
  if (is_before(office.rules, **found, now)) return std::nullopt;
  return found;
}

Result<std::optional<Session>> find_session(const Office& office, std::string_view token, Time now) {
  auto found = any_session(office, token, now);
  if (!found || !*found) return found;
  if ((*found)->level == AuthLevel::kAwaitingCode) return std::nullopt;
  if (auto noted = note_use(office, digest_of(token), **found, now); !noted)
    return std::unexpected(std::move(noted.error()));
  return found;
}

Result<std::vector<Session>> sessions_of(const Office& office, PersonId account, Time now) {
  auto found =
      all_rows(office.database, std::string(kSelect) + "WHERE account = $1 ORDER BY account_sessions.created DESC",
               std::array{value_of(account)}, session_of);
  if (!found) return found;
  std::erase_if(*found, [&](const Session& one) {
    return one.level == AuthLevel::kAwaitingCode || is_over(office.rules, one, now) ||
           is_before(office.rules, one, now);
  });
  return found;
}

Result<void> sign_out(const Office& office, std::string_view token, const Act& act) {
  return written(office.database, [&]() -> Result<void> {
    const Digest hash = digest_of(token);
    const auto found = by_hash(office, hash);
    if (!found) return std::unexpected(found.error());
    if (auto removed = remove(office, hash); !removed || !*found) return removed;
    return note(office, act, Happened::kSignedOut, (*found)->account);
  });
}

Result<bool> end_session(const Office& office, PersonId account, std::string_view id, const Act& act) {
  return written(office.database, [&]() -> Result<bool> {
    const auto hashes = hashes_of(office, account);
    if (!hashes) return std::unexpected(hashes.error());
    const auto found =
        std::ranges::find_if(*hashes, [&](const Digest& hash) { return id_of(proof::bytes_of(hash)) == id; });
    if (found == hashes->end()) return false;
    if (auto removed = remove(office, *found); !removed) return std::unexpected(std::move(removed.error()));
    if (auto noted = note(office, act, Happened::kSessionEnded, account); !noted)
      return std::unexpected(std::move(noted.error()));
    return true;
  });
}

Result<void> end_sessions(const Office& office, PersonId account, const Act& act, std::string_view except) {
  return written(office.database, [&]() -> Result<void> {
    if (auto removed = remove_sessions(office, account, except); !removed) return removed;
    return note(office, act, Happened::kSessionsEnded, account);
  });
}

Result<void> remove_sessions(const Office& office, PersonId account, std::string_view except) {
  const Digest kept = digest_of(except);
  return run(office, "DELETE FROM account_sessions WHERE account = $1 AND hash <> $2",
             std::array{value_of(account), blob(kept)});
}

Result<NewSession> start_session(const Office& office, const SessionStart& start, const Act& act) {
  // A token that somebody else may have put there (session fixation) is worth nothing after a sign-in.
  if (!start.replaces.empty())
    if (auto gone = remove(office, digest_of(start.replaces)); !gone) return std::unexpected(std::move(gone.error()));
  SecretText token = random_secret(office.random);
  const Digest hash = digest_of(token.view());
  Session session{.id = id_of(proof::bytes_of(hash)),
                  .account = start.account,
                  .level = start.level,
                  .created = act.now,
                  .seen = act.now,
                  .ends = end_of(office.rules, start.level, act.now),
                  .address = kept_of(act.address, 64),
                  .agent = kept_of(start.agent, 200)};
  const std::array values = {blob(hash),
                             value_of(session.account),
                             value_of(static_cast<std::uint64_t>(session.level)),
                             value_of(session.created),
                             value_of(session.ends),
                             text(session.address),
                             text(session.agent)};
  auto kept = run(office,
                  "INSERT INTO account_sessions (hash, account, level, created, seen, ends, address, agent) "
                  "VALUES ($1, $2, $3, $4, $4, $5, $6, $7)",
                  values);
  if (!kept) return std::unexpected(std::move(kept.error()));
  return NewSession{std::move(token), std::move(session)};
}

}  // namespace portolan::accounts
