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

// Waits until the connection has something to read, or until then. False if `wake` has.
bool wait_until_readable(PGconn* connection, Clock::time_point end, int wake) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  std::array wanted = {pollfd{PQsocket(connection), POLLIN, 0}, pollfd{wake, POLLIN, 0}};
  ::poll(wanted.data(), wanted.size(), static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
  return wanted[1].revents == 0;
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

Result<bool> PostgresConnection::wait_for_notice(std::string_view channel, std::chrono::milliseconds timeout,
                                                 int wake) {
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
    if (!wait_until_readable(connection_.get(), end, wake)) return false;
  }
}

Result<bool> wait_for_notice(Database& database, std::string_view channel, std::chrono::milliseconds timeout,
                             int wake) {
  auto* connection = dynamic_cast<PostgresConnection*>(&database);
  if (connection == nullptr) return fail(ErrorCode::kUnsupported, "only a PostgreSQL database has notices");
  return connection->wait_for_notice(channel, timeout, wake);
}

Result<void> notify(Database& database, std::string_view channel) {
  if (database.kind() != "postgresql") return fail(ErrorCode::kUnsupported, "only a PostgreSQL database has notices");
  auto told = database.execute("SELECT pg_notify($1, '')", std::array{Value::text(channel)});
  if (!told) return std::unexpected(std::move(told.error()));
  return {};
}

}  // namespace portolan::database
