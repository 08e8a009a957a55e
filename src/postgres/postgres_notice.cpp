// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "postgres/postgres_connection.h"

namespace portolan::database {
namespace {

using Clock = std::chrono::steady_clock;

// Waits until the connection has something to read, or until then.
void wait_until_readable(PGconn* connection, Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  pollfd wanted{PQsocket(connection), POLLIN, 0};
  ::poll(&wanted, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
}

struct FreeNotice {
  void operator()(PGnotify* notice) const noexcept { PQfreemem(notice); }
};

}  // namespace

Result<void> PostgresConnection::take_notices() {
  if (PQconsumeInput(connection_.get()) == 0 || is_lost()) return std::unexpected(connection_error(connection_.get()));
  while (const std::unique_ptr<PGnotify, FreeNotice> notice{PQnotifies(connection_.get())})
    heard_.insert(notice->relname);
  return {};
}

Result<bool> PostgresConnection::wait_for_notice(std::string_view channel, std::chrono::milliseconds timeout) {
  if (auto may = ready(); !may) return std::unexpected(std::move(may.error()));
  if (access()) return fail(ErrorCode::kInvalidArgument, "notices come only outside of transactions");
  if (auto connected = be_connected(); !connected) return std::unexpected(std::move(connected.error()));
  if (!listening_.contains(channel)) {
    if (auto listens = run("LISTEN " + quoted(channel)); !listens) return std::unexpected(std::move(listens.error()));
    listening_.emplace(channel);
    return true;
  }
  const auto end = Clock::now() + timeout;
  while (true) {
    if (auto taken = take_notices(); !taken) return std::unexpected(std::move(taken.error()));
    if (heard_.erase(std::string(channel)) != 0) return true;
    if (Clock::now() >= end) return false;
    wait_until_readable(connection_.get(), end);
  }
}

Result<bool> wait_for_notice(Database& database, std::string_view channel, std::chrono::milliseconds timeout) {
  auto* connection = dynamic_cast<PostgresConnection*>(&database);
  if (connection == nullptr) return fail(ErrorCode::kUnsupported, "only a PostgreSQL database has notices");
  return connection->wait_for_notice(channel, timeout);
}

Result<void> notify(Database& database, std::string_view channel) {
  if (database.kind() != "postgresql") return fail(ErrorCode::kUnsupported, "only a PostgreSQL database has notices");
  auto told = database.execute("SELECT pg_notify($1, '')", std::array{Value::text(channel)});
  if (!told) return std::unexpected(std::move(told.error()));
  return {};
}

}  // namespace portolan::database
