// SPDX-License-Identifier: Apache-2.0
//
// A database on a PostgreSQL server, 15 or later.
//
// The address is libpq's: `postgresql://user@host1,host2/name?option=value` or `host=... dbname=...`. What it does not
// say is set for it: of several servers the one that takes writes (target_session_attrs=read-write), 10 seconds to
// connect to each, dead connections noticed within about a minute.
//
// A connection that was lost is made anew by the next begin(), or by the next statement outside of a transaction; what
// was not committed is gone. A commit during which it is lost fails with kUnavailable, and says that it is unknown
// whether it was written: look before trying again. So does one whose server stopped waiting for its synchronous
// standbys, because somebody told it to.
//
// Writers wait for each other by an advisory lock of the database, so only one writes at a time, on any number of
// servers; everybody can read meanwhile.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "database/database.h"

namespace portolan::database {

struct PostgresOptions {
  std::chrono::milliseconds lock_timeout{10'000};  // how long to wait for somebody else's lock
};

// Fails with kInvalidArgument (no address), kUnavailable (nobody answers, or lets us in) or kUnsupported (an encoding
// other than UTF-8).
Result<std::unique_ptr<Database>> open_postgres(const std::string& address, const PostgresOptions& options = {});

// Tells everyone who waits on the channel; inside of a transaction when it commits, and only then.
// Fails with kUnsupported if `database` is not from open_postgres.
Result<void> notify(Database& database, std::string_view channel);

// Waits until somebody notifies the channel: true; false after `timeout`. The first call, and the first one after a
// lost connection, returns true at once: what came before nobody listened. So a loop of "look, then wait" misses
// nothing. Outside of transactions. `wake` is a descriptor, or negative: once there is something to read from it, the
// wait is over. Fails with kUnavailable, kUnsupported.
Result<bool> wait_for_notice(Database& database, std::string_view channel, std::chrono::milliseconds timeout,
                             int wake = -1);

}  // namespace portolan::database
