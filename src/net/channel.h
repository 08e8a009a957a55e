// SPDX-License-Identifier: Apache-2.0
//
// A connected socket, with TLS or without: reads and writes that never wait, and waiting.
//
// Thread-safety: belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "net/readiness.h"
#include "net/sealed_bytes.h"
#include "net/tls.h"

namespace portolan::net {

// What is still to be sent of an answer's content.
struct Content {
  std::string_view bytes;
  const SealedBytes* sealed = nullptr;  // what they lie in, if they do
};

class Channel final : private Readiness::Watcher {
 public:
  // Owns the socket.
  Channel(Readiness& readiness, int socket, TlsSession tls) noexcept;
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

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

  // False: nothing has come, or gone, since an attempt had to stop.
  bool ready(State wanted) const noexcept { return wanted == State::kWantsWrite ? writable_ : readable_; }
  // Until it is ready, which it must not be yet: to be awaited. False if it was cancelled.
  auto wait(State wanted) {
    return asio::async_initiate<const asio::use_awaitable_t<Loop>&, void(bool)>(
        [this, wanted](Waiting&& waiting) {
          wanted_ = wanted;
          waiting_.emplace(std::move(waiting));
        },
        kTask);
  }
  // True if there are bytes that were received already and that no wait will tell of.
  bool has_pending() const noexcept { return tls_ != nullptr && SSL_pending(tls_.get()) > 0; }
  // Ends a wait: what waits goes on before this returns, and may destroy the channel.
  void cancel() noexcept;
  // No more will be written.
  void shut_down() noexcept;
  // What was written and not yet taken is forgotten when this closes, and the other side told so at once. Otherwise the
  // system would keep it for minutes, and who does not read would not learn of the end.
  void forget_unsent() noexcept;
  bool secure() const noexcept { return tls_ != nullptr; }

 private:
  using Waiting = asio::async_result<asio::use_awaitable_t<Loop>, void(bool)>::handler_type;

  void tell(unsigned events) noexcept override;
  void resume(bool ready) noexcept;
  Moved blocked(State wants) noexcept;
  Moved plain_result(ssize_t count, State wants) noexcept;
  Moved tls_result(int result) noexcept;
  Moved send_sealed(std::string_view first, const Content& second) noexcept;

  Readiness& readiness_;
  int socket_;
  TlsSession tls_;
  std::optional<Waiting> waiting_;
  State wanted_ = State::kDone;
  bool readable_ = false;
  bool writable_ = true;
  bool ended_ = false;  // the other side, or the connection: every read tells something
};

}  // namespace portolan::net
