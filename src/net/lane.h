// SPDX-License-Identifier: Apache-2.0
//
// One thread of a server: its event loop, the connections that live on it, what they share because only one of them
// runs at a time.
//
// Thread-safety: all of it belongs to its thread, but `io` (to post to) and `counters` (to read).
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <list>
#include <optional>
#include <string>
#include <vector>

#include "net/channel.h"
#include "net/http.h"
#include "net/limits.h"
#include "net/metrics.h"
#include "net/readiness.h"

namespace portolan::net {

using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Loop>;

// What all lanes have in common. Constant while the server runs, but for the pool and the flag.
struct Shared {
  Handler& handler;
  LineHandler* lines = nullptr;
  Limits limits;
  bool logs = false;
  asio::thread_pool& pool;
  std::atomic<std::size_t> waiting = 0;  // requests that the pool has
  std::atomic<std::size_t> open = 0;     // connections of all lanes
};

// A connection, as its lane sees it.
class Resident {
 public:
  virtual ~Resident() = default;
  // It took too long, or the server leaves: its wait ends, and it may go before this returns.
  virtual void expire() noexcept = 0;

  Clock::time_point deadline = Clock::time_point::max();
  bool idle = false;  // between two requests
};

class Lane {
 public:
  Lane(Shared& shared, int log_descriptor);

  void run();
  // Takes a connected socket. From any thread.
  void take(int socket, TlsSession tls, bool lines);
  // Connections end with their next answer. From any thread.
  void leave();

  Shared& shared;
  asio::io_context io{1};
  Readiness readiness{io};
  Counters counters;
  std::vector<char> scratch = std::vector<char>(std::size_t{64} << 10U);
  std::string out;    // answers that are being put together
  Response response;  // of the request at hand
  std::string date;   // of http_date, of this second
  bool leaving = false;
  std::list<Resident*> residents;

  std::string& log_buffer() noexcept { return log_; }
  void log_if_full();
  // Of the loop's last turns: good for a log, and free.
  std::chrono::system_clock::time_point wall_time() const noexcept { return std::chrono::system_clock::now(); }

 private:
  void tick();
  void flush_log();
  Task<void> keep_time();

  Timer timer_{io.get_executor()};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> guard_;
  Clock::time_point leave_by_ = Clock::time_point::max();
  std::string log_;
  int log_descriptor_;
};

}  // namespace portolan::net
