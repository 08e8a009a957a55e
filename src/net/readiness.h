// SPDX-License-Identifier: Apache-2.0
//
// Tells the connections of a lane when their sockets can be read or written.
//
// Asio's own reactor asks the system anew for each wait, one call a request. Here a socket is entered once, and stays.
//
// Thread-safety: belongs to the thread of its event loop.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <optional>

namespace portolan::net {

namespace asio = boost::asio;

// Coroutines of one event loop. Its type is written out because an executor of any type costs a virtual call and a
// reference count at each step.
using Loop = asio::io_context::executor_type;
template <class T>
using Task = asio::awaitable<T, Loop>;
using Descriptor = asio::posix::basic_stream_descriptor<Loop>;
inline constexpr asio::use_awaitable_t<Loop> kTask;

class Readiness {
 public:
  // What is told of one socket.
  class Watcher {
   public:
    // Bits of epoll_event::events.
    virtual void tell(unsigned events) noexcept = 0;

   protected:
    ~Watcher() = default;
  };

  // Throws std::system_error where the system has no descriptor left.
  explicit Readiness(asio::io_context& io);

  // Everything that is ready now is told in the next turn of the loop, and from then on each change. False: the system
  // refused.
  bool add(int socket, Watcher& watcher) noexcept;
  // No more is told to it.
  void forget(int socket, const Watcher& watcher) noexcept;
  // Begins, and keeps the loop alive until stop().
  void start();
  void stop() noexcept;

 private:
  void drain() noexcept;

  Descriptor queue_;
  std::array<epoll_event, 128> events_{};
  std::size_t told_ = 0;
  std::size_t count_ = 0;
};

}  // namespace portolan::net
