// SPDX-License-Identifier: Apache-2.0
//
// A connected socket, with TLS or without: reads and writes that never wait, and waiting.
//
// Thread-safety: belongs to one thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "net/sealed_bytes.h"
#include "net/tls.h"

namespace portolan::net {

namespace asio = boost::asio;

// Coroutines of one event loop. Its type is written out because an executor of any type costs a virtual call and a
// reference count at each step.
using Loop = asio::io_context::executor_type;
template <class T>
using Task = asio::awaitable<T, Loop>;
using Descriptor = asio::posix::basic_stream_descriptor<Loop>;
inline constexpr asio::use_awaitable_t<Loop> kTask;

// What is still to be sent of an answer's content.
struct Content {
  std::string_view bytes;
  const SealedBytes* sealed = nullptr;  // what they lie in, if they do
};

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
  // The two one behind the other: in one call to the system, or without a copy of the second, where there is no TLS.
  Moved write(std::string_view first, const Content& second) noexcept;
  Moved handshake() noexcept;

  // Until the socket can be read or written: to be awaited. A failure says that it was cancelled.
  auto wait(State wanted, boost::system::error_code& error) {
    return descriptor_.async_wait(wanted == State::kWantsWrite ? asio::posix::descriptor_base::wait_write
                                                               : asio::posix::descriptor_base::wait_read,
                                  asio::redirect_error(kTask, error));
  }
  // True if there are bytes that were received already and that no wait will tell of.
  bool has_pending() const noexcept { return tls_ != nullptr && SSL_pending(tls_.get()) > 0; }
  // Ends a wait.
  void cancel() noexcept;
  // No more will be written.
  void shut_down() noexcept;
  // What was written and not yet taken is forgotten when this closes, and the other side told so at once. Otherwise the
  // system would keep it for minutes, and who does not read would not learn of the end.
  void forget_unsent() noexcept;
  bool secure() const noexcept { return tls_ != nullptr; }
  int socket() noexcept { return descriptor_.native_handle(); }

 private:
  Moved tls_result(int result) noexcept;
  Moved send_sealed(std::string_view first, const Content& second) noexcept;

  Descriptor descriptor_;
  TlsSession tls_;
};

}  // namespace portolan::net
