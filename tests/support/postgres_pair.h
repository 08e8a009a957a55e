// SPDX-License-Identifier: Apache-2.0
//
// Two PostgreSQL servers, one of which follows the other and takes its place when that is gone.
#pragma once

#include <poll.h>

#include <memory>
#include <string>
#include <utility>

#include "database/database.h"
#include "postgres/postgres.h"
#include "postgres_server.h"

namespace portolan::testing {

class PostgresPair {
 public:
  // Null if PostgreSQL is not installed.
  static std::unique_ptr<PostgresPair> make() {
    auto primary = PostgresServer::make({.fsync = true});
    if (!primary) return nullptr;
    auto standby = primary->make_standby();
    return std::unique_ptr<PostgresPair>(new PostgresPair(std::move(primary), std::move(standby)));
  }

  PostgresServer& primary() { return *primary_; }
  PostgresServer& standby() { return *standby_; }

  // Of both: whoever takes writes is meant.
  std::string address() const {
    return "host=" + primary_->folder() + "," + standby_->folder() +
           " port=5432 user=portolan dbname=postgres target_session_attrs=read-write";
  }

  // From now on the primary acknowledges what the standby has written down too.
  Result<void> be_synchronous() {
    auto database = database::open_postgres(primary_->address("postgres"));
    if (!database) return std::unexpected(std::move(database.error()));
    for (const char* sql : {"ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"})
      if (auto done = (*database)->execute(sql); !done) return std::unexpected(std::move(done.error()));
    for (bool synchronous = false; !synchronous; ::poll(nullptr, 0, 5)) {
      auto asked = (*database)->query("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'", {},
                                      [&](const database::Row&) { return synchronous = true; });
      if (!asked) return asked;
    }
    return {};
  }

  // The primary is gone without a word, and the standby becomes the primary; it may have been stopped.
  bool fail_over() {
    primary_->kill();
    return (standby_->is_running() || standby_->start()) && standby_->promote();
  }
  // Behind that: a new standby takes the place of what is gone.
  void replace_standby() {
    primary_ = std::move(standby_);
    standby_ = primary_->make_standby();
  }

 private:
  PostgresPair(std::unique_ptr<PostgresServer> primary, std::unique_ptr<PostgresServer> standby)
      : primary_(std::move(primary)), standby_(std::move(standby)) {}

  std::unique_ptr<PostgresServer> primary_;
  std::unique_ptr<PostgresServer> standby_;
};

}  // namespace portolan::testing
