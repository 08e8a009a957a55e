// SPDX-License-Identifier: Apache-2.0
#include "net/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "net/compose.h"
#include "net/lane.h"
#include "net/tls.h"

namespace portolan::net {
namespace {

constexpr int kAcceptedAtOnce = 64;
constexpr std::chrono::milliseconds kOutOfDescriptors{100};

// As many files as the system lets us have: each connection is one.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

unsigned cores() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace

struct Server::State {
  State(Handler& handler, LineHandler* lines, ServerSettings wanted)
      : settings(std::move(wanted)),
        pool(std::max(1U, settings.workers)),
        shared{.handler = handler,
               .lines = lines,
               .limits = settings.limits,
               .logs = settings.access_log >= 0,
               .pool = pool} {
    const unsigned count = settings.threads == 0 ? cores() : settings.threads;
    for (unsigned i = 0; i < count; ++i) lanes.push_back(std::make_unique<Lane>(shared, settings.access_log));
  }

  Task<void> accept_all(std::size_t listener);
  void accept_one(int socket, Speaks speaks);

  struct Listener {
    Descriptor descriptor;
    Speaks speaks;
  };

  ServerSettings settings;
  asio::thread_pool pool;
  Shared shared;
  std::vector<std::unique_ptr<Lane>> lanes;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::unique_ptr<Tls> tls;
  std::size_t next = 0;  // the lane for the next connection
};

// All connections are accepted by the first lane and dealt out in turn, so that each has the same share.
Task<void> Server::State::accept_all(std::size_t which) {
  Listener& listener = *listeners[which];
  Timer pause(lanes.front()->io.get_executor());
  for (;;) {
    boost::system::error_code error;
    co_await listener.descriptor.async_wait(asio::posix::descriptor_base::wait_read,
                                            asio::redirect_error(kTask, error));
    if (error) co_return;
    for (int i = 0; i < kAcceptedAtOnce; ++i) {
      const int socket = ::accept4(listener.descriptor.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket >= 0) {
        accept_one(socket, listener.speaks);
        continue;
      }
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        pause.expires_after(kOutOfDescriptors);
        co_await pause.async_wait(asio::redirect_error(kTask, error));
      }
      break;
    }
  }
}

void Server::State::accept_one(int socket, Speaks speaks) {
  Lane& lane = *lanes[next++ % lanes.size()];
  if (shared.open.load(std::memory_order_relaxed) >= settings.limits.connections) {
    Counters& counters = lanes.front()->counters;
    counters.add(counters.refused);
    std::string words;
    if (speaks == Speaks::kHttp) append_refusal(503, shared.handler.common_headers(false), lanes.front()->date, words);
    ::send(socket, words.data(), words.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    ::close(socket);
    return;
  }
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  TlsSession session;
  if (speaks == Speaks::kHttps && (session = tls->session(socket)) == nullptr) {
    ::close(socket);
    return;
  }
  shared.open.fetch_add(1, std::memory_order_relaxed);
  lane.take(socket, std::move(session), speaks == Speaks::kLines);
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::make(Handler& handler, LineHandler* lines, ServerSettings settings) {
  raise_descriptor_limit();
  std::unique_ptr<Server> server(new Server(std::make_unique<State>(handler, lines, std::move(settings))));
  State& state = *server->state_;
  if (!state.settings.certificate.empty()) {
    auto tls = Tls::load(state.settings.certificate, state.settings.key);
    if (!tls) return std::unexpected(std::move(tls.error()));
    state.tls = std::move(*tls);
  }
  return server;
}

Result<void> Server::listen(int socket, Speaks speaks) {
  State& state = *state_;
  if (speaks == Speaks::kHttps && state.tls == nullptr)
    return fail(ErrorCode::kInvalidArgument, "TLS needs a certificate and its key");
  const int own = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (own < 0) return fail(ErrorCode::kIo, "cannot listen: " + std::generic_category().message(errno));
  state.listeners.push_back(
      std::make_unique<State::Listener>(Descriptor(state.lanes.front()->io.get_executor(), own), speaks));
  asio::co_spawn(state.lanes.front()->io, state.accept_all(state.listeners.size() - 1), asio::detached);
  return {};
}

void Server::run() {
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < state_->lanes.size(); ++i)
    threads.emplace_back([lane = state_->lanes[i].get()] { lane->run(); });
  state_->lanes.front()->run();
  threads.clear();
  state_->pool.join();
}

void Server::stop() {
  State& state = *state_;
  asio::post(state.lanes.front()->io, [&state] {
    for (const auto& listener : state.listeners) {
      boost::system::error_code ignored;
      listener->descriptor.close(ignored);
    }
    for (const auto& lane : state.lanes) lane->leave();
  });
}

Result<void> Server::reload_certificate() { return state_->tls == nullptr ? Result<void>() : state_->tls->reload(); }

Totals Server::totals() const {
  Totals totals;
  for (const auto& lane : state_->lanes) lane->counters.add_to(totals);
  return totals;
}

}  // namespace portolan::net
