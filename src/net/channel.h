// SPDX-License-Identifier: Apache-2.0
//
// A connected socket, with TLS or without: reads and writes that never wait, and waiting.
//
// Thread-safety: belongs to one thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <span>
#include <string_view>

#include "net/tls.h"

namespace portolan::net {

namespace asio = boost::asio;

class Channel {
 public:
  // Owns the socket.
  Channel(asio::io_context& io, int socket, TlsSession tls);

  enum class State : std::uint8_t { kDone, kWantsRead, kWantsWrite, kClosed };
  struct Moved {
    State state = State::kDone;
    std::size_t bytes = 0;  // of kDone; at least 1
  };
  Moved read(std::span<char> into) noexcept;
  Moved write(std::string_view bytes) noexcept;
  // The two one behind the other, in one call to the system where there is no TLS.
  Moved write(std::string_view first, std::string_view second) noexcept;
  Moved handshake() noexcept;

  // Until the socket can be read or written. False: it was cancelled, or failed.
  asio::awaitable<bool> wait(State wanted);
  // True if there are bytes that were received already and that no wait will tell of.
  bool has_pending() const noexcept { return tls_ != nullptr && SSL_pending(tls_.get()) > 0; }
  // Ends a wait.
  void cancel() noexcept;
  // No more will be written.
  void shut_down() noexcept;
  bool secure() const noexcept { return tls_ != nullptr; }
  int socket() noexcept { return descriptor_.native_handle(); }

 private:
  Moved tls_result(int result) noexcept;

  asio::posix::stream_descriptor descriptor_;
  TlsSession tls_;
};

}  // namespace portolan::net
