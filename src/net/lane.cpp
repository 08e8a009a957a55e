// SPDX-License-Identifier: Apache-2.0
#include "net/lane.h"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <cerrno>
#include <memory>
#include <utility>

#include "net/compose.h"
#include "net/connection.h"

namespace portolan::net {
namespace {

constexpr std::chrono::milliseconds kTick{250};
constexpr std::size_t kLogBuffer = std::size_t{64} << 10U;

// A handler for co_spawn. A connection that runs out of memory ends; the others go on.
void ended(const std::exception_ptr&) noexcept {}

}  // namespace

Lane::Lane(Shared& everyone, int log_descriptor) : shared(everyone), log_descriptor_(log_descriptor) {
  date = http_date(std::chrono::system_clock::now());
  guard_.emplace(asio::make_work_guard(io));
}

void Lane::run() {
  asio::co_spawn(io, keep_time(), ended);
  readiness.start();
  io.run();
  flush_log();
}

void Lane::take(int socket, TlsSession tls, bool lines) {
  asio::post(io, [this, socket, lines, session = std::move(tls)]() mutable {
    if (lines)
      asio::co_spawn(io, serve_line(*this, socket), ended);
    else
      asio::co_spawn(io, serve_http(*this, socket, std::move(session)), ended);
  });
}

void Lane::leave() {
  asio::post(io, [this] {
    const Clock::time_point now = Clock::now();
    leaving = true;
    leave_by_ = now + shared.limits.leave_time;
    for (Resident* resident : residents)
      if (resident->idle) resident->deadline = std::min(resident->deadline, now + shared.limits.leave_idle_time);
    guard_.reset();
  });
}

Task<void> Lane::keep_time() {
  boost::system::error_code error;
  while (!leaving || !residents.empty()) {
    timer_.expires_after(kTick);
    co_await timer_.async_wait(asio::redirect_error(kTask, error));
    tick();
  }
  readiness.stop();
}

void Lane::tick() {
  date = http_date(std::chrono::system_clock::now());
  const Clock::time_point now = Clock::now();
  for (auto next = residents.begin(); next != residents.end();) {
    Resident& resident = **next++;
    if (now >= resident.deadline || now >= leave_by_) resident.expire();
  }
  flush_log();
}

void Lane::log_if_full() {
  if (log_.size() >= kLogBuffer) flush_log();
}

void Lane::flush_log() {
  std::string_view left = log_;
  while (!left.empty()) {
    const ssize_t count = ::write(log_descriptor_, left.data(), left.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;  // a log that cannot be written must not stop the service
    left.remove_prefix(static_cast<std::size_t>(count));
  }
  log_.clear();
}

}  // namespace portolan::net
