// SPDX-License-Identifier: Apache-2.0
//
// Listening sockets and the connections that come of them: HTTP/1.1 with keep-alive and pipelining, over TCP, UNIX
// sockets and TLS; and questions of one line (WHOIS).
//
// One thread for each core, each with an event loop and connections of its own; and a few threads for answers that have
// to wait for something.
//
// REQUIRES: SIGPIPE is ignored; TLS writes to sockets that the other side may have closed.
//
// Thread-safety: run() is called once; stop(), reload_certificate() and totals() from any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"
#include "net/limits.h"
#include "net/metrics.h"
#include "portolan/error.h"

namespace portolan::net {

enum class Speaks : std::uint8_t { kHttp, kHttps, kLines };

struct ServerSettings {
  unsigned threads = 0;  // 0: one for each core
  unsigned workers = 4;  // that may wait
  Limits limits;
  std::string certificate;  // PEM files; REQUIRES: both, for kHttps
  std::string key;
  int access_log = -1;  // a descriptor that lines are written to; none if negative
};

class Server {
 public:
  // The handlers must outlive the server; `lines` may be null.
  static Result<std::unique_ptr<Server>> make(Handler& handler, LineHandler* lines, ServerSettings settings);
  ~Server();

  // Takes connections from a listening socket. It stays open when the server ends: a successor may have it.
  Result<void> listen(int socket, Speaks speaks);
  // Serves until stop() was called and what ran is done.
  void run();
  // No new connections; those that are there end with their next answer.
  void stop();
  // Reads certificate and key again, for connections from now on. If they cannot be read, the old ones stay.
  Result<void> reload_certificate();

  Totals totals() const;

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace portolan::net
