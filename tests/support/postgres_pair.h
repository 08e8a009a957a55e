// SPDX-License-Identifier: Apache-2.0
//
// Two PostgreSQL servers, one of which follows the other and takes its place when that is gone.
#pragma once

#include <poll.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "database/database.h"
#include "postgres/postgres.h"
#include "postgres_server.h"

namespace portolan::testing {

// Waits until the question has an answer; for a minute at most.
inline Result<void> wait_for_row(database::Database& database, std::string_view question) {
  bool there = false;
  for (int tries = 0; tries < 12'000; ++tries, ::poll(nullptr, 0, 5)) {
    auto asked = database.query(question, {}, [&](const database::Row&) { return there = true; });
    if (!asked || there) return asked;
  }
  return fail(ErrorCode::kUnavailable, "there was no answer to " + std::string(question));
}

// Which standbys a server waits for, as synchronous_standby_names has it; from soon on, or from its next start.
enum class From : std::uint8_t { kSoon, kStart };
inline Result<void> set_standbys(database::Database& database, const std::string& names, From from = From::kSoon) {
  auto done = database.execute("ALTER SYSTEM SET synchronous_standby_names = '" + names + "'");
  if (done && from == From::kSoon) done = database.execute("SELECT pg_reload_conf()");
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

class PostgresPair {
 public:
  // The first of them. Null if PostgreSQL is not installed.
  static std::unique_ptr<PostgresPair> make() {
    auto primary = PostgresServer::make({.fsync = true});
    return primary ? std::unique_ptr<PostgresPair>(new PostgresPair(std::move(primary))) : nullptr;
  }

  PostgresServer& primary() { return *primary_; }

  // The second, in place of one that is gone.
  PostgresServer& follow() { return *(standby_ = primary_->make_standby()); }
  // Behind follow(): the primary acknowledges only what both have written.
  Result<void> be_synchronous() {
    auto database = database::open_postgres(primary_->address("postgres"));
    if (!database) return std::unexpected(std::move(database.error()));
    if (auto set = set_standbys(**database, "*"); !set) return set;
    return wait_for_row(**database, "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
  }
  // Behind follow(): of both, whoever takes writes is meant.
  std::string address() const {
    return "host=" + primary_->folder() + "," + standby_->folder() +
           " port=5432 user=portolan dbname=postgres target_session_attrs=read-write";
  }

  // The primary is gone without a word, and the standby, which may have been stopped, is the primary.
  bool fail_over() {
    primary_->kill();
    std::swap(primary_, standby_);
    return (primary_->is_running() || primary_->start()) && primary_->promote();
  }

 private:
  explicit PostgresPair(std::unique_ptr<PostgresServer> primary) : primary_(std::move(primary)) {}

  std::unique_ptr<PostgresServer> primary_;
  std::unique_ptr<PostgresServer> standby_;
};

}  // namespace portolan::testing
