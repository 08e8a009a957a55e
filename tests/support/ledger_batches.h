// SPDX-License-Identifier: Apache-2.0
//
// What tests append to a ledger, and how they look whether it is whole.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "database/sqlite.h"
#include "events/import.h"
#include "ledger/import_batch.h"
#include "ledger/ledger.h"
#include "registry/difference.h"
#include "sample_registry.h"

namespace portolan::testing {

inline constexpr std::string_view kRegistryName = "iana";

inline Result<ledger::Ledger> open_ledger(const std::string& path, const std::string& vfs = {},
                                          ledger::Mode mode = ledger::Mode::kCreate) {
  database::SqliteOptions options;
  options.vfs = vfs;
  auto database = database::open_sqlite(path, options);
  if (!database) return std::unexpected(std::move(database.error()));
  return ledger::Ledger::open(std::move(*database), mode);
}

// One event that gives `record` to somebody, with the keys that it holds. A record without name and with the
// description "any private service" holds its port alone.
inline ledger::Batch adding(const registry::Record& record, std::uint64_t number, std::string reason = {}) {
  registry::Registry alone;
  alone.records = {record};
  return {.registry = std::string(kRegistryName),
          .actor = "tester",
          .reason = std::move(reason),
          .recorded = 1'000'000 + number,
          .effective = {2030, 1, 1},
          .events = {{events::RecordAdded{number, 0, registry::ChangeKind::kAssigned, record}, std::nullopt}},
          .expected_version = {},
          .taken = events::holdings(alone),
          .released = {}};
}
inline Result<ledger::Appended> append_record(ledger::Ledger& ledger, const registry::Record& record,
                                              const std::string& reason = {}) {
  return ledger.append(kRegistryName, [&](const events::Supply& numbers) -> Result<ledger::Batch> {
    return adding(record, numbers.record_number(), reason);
  });
}

// What an import does: from a state to `after`. A late one tells of a date before the latest.
inline Result<ledger::Batch> importing(ledger::Ledger& ledger, const registry::Registry& after, bool late = false,
                                       std::uint64_t recorded = 1'000'000) {
  const auto info = ledger.registry(kRegistryName);
  if (!info) return std::unexpected(info.error());
  ledger::StateAt at;
  events::State::Numbers numbers;
  registry::Registry before;
  if (*info) {
    auto state = ledger.state(kRegistryName, late ? ledger::Moment(after.updated) : ledger::Moment(ledger::Latest{}));
    if (!state) return std::unexpected(state.error());
    at = std::move(*state);
    auto made = ledger.materialize(kRegistryName, at, &numbers);
    if (!made) return std::unexpected(made.error());
    before = std::move(*made);
  }
  auto supply = ledger.numbers(kRegistryName);
  if (!supply) return std::unexpected(supply.error());
  return ledger::import_batch({.registry = std::string(kRegistryName),
                               .actor = "tester",
                               .reason = {},
                               .recorded = recorded,
                               .effective = after.updated,
                               .events = {},
                               .expected_version = *info ? (*info)->version : 0,
                               .taken = {},
                               .released = {}},
                              {.file = "registry.xml",
                               .sha256 = proof::sha256({to_string(after.updated), std::to_string(recorded)}),
                               .format = "xml",
                               .document_date = after.updated,
                               .count = 0,
                               .late = late,
                               .base = late ? at.end : 0},
                              {at.state, before, numbers, after, registry::difference(before, after)}, *supply);
}
inline Result<ledger::Appended> import_registry(ledger::Ledger& ledger, const registry::Registry& after,
                                                bool late = false, std::uint64_t recorded = 1'000'000) {
  const auto batch = importing(ledger, after, late, recorded);
  if (!batch) return std::unexpected(batch.error());
  return ledger.append(*batch);
}

// The first thing that is wrong with the ledger, in words; empty if nothing is. `known` are heads that it must have.
// The database's own check is asked too: it looks at indexes, which reading in order does not. PostgreSQL's is the
// extension amcheck.
inline std::string what_is_wrong(ledger::Ledger& ledger, std::span<const proof::TreeHead> known) {
  const auto verified = ledger::verify(ledger, known);
  if (!verified) return "verify: " + to_string(verified.error());
  if (!verified->findings.empty())
    return "verify: " + std::to_string(verified->findings.front().position) + ": " + verified->findings.front().what;
  const bool sqlite = ledger.database().kind() == "sqlite";
  const std::string_view check =
      sqlite ? "PRAGMA integrity_check"
             : "SELECT public.bt_index_check(indexrelid, true) FROM pg_index JOIN pg_class ON indexrelid = oid "
               "WHERE relnamespace = CAST(CURRENT_SCHEMA() AS regnamespace)";
  std::string answer = sqlite ? "" : "ok";
  const auto asked = ledger.database().query(check, {}, [&](const database::Row& row) {
    if (sqlite) answer = row.bytes(0);
    return !sqlite;
  });
  if (!asked) return "integrity check: " + to_string(asked.error());
  return answer == "ok" ? "" : "integrity check: " + answer;
}

}  // namespace portolan::testing
