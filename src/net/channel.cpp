// SPDX-License-Identifier: Apache-2.0
#include "net/channel.h"

#include <openssl/err.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

namespace portolan::net {
namespace {

using State = Channel::State;

int clamp(std::size_t size) noexcept { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

}  // namespace

Channel::Channel(Readiness& readiness, int socket, TlsSession tls) noexcept
    : readiness_(readiness), socket_(socket), tls_(std::move(tls)) {
  if (readiness_.add(socket_, *this)) return;
  ::shutdown(socket_, SHUT_RDWR);
  readable_ = ended_ = true;
}

Channel::~Channel() {
  readiness_.forget(socket_, *this);
  ::close(socket_);
}

void Channel::tell(unsigned events) noexcept {
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) ended_ = true;
  if (ended_ || (events & EPOLLIN) != 0) readable_ = true;
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) writable_ = true;
  if (waiting_ && ready(wanted_)) resume(true);
}

void Channel::resume(bool ready) noexcept {
  Waiting waiting = std::move(*waiting_);
  waiting_.reset();
  waiting(ready);
}

Channel::Moved Channel::blocked(State wants) noexcept {
  (wants == State::kWantsRead ? readable_ : writable_) = false;
  return {wants, 0};
}

Channel::Moved Channel::plain_result(ssize_t count, State wants) noexcept {
  if (count > 0) return {State::kDone, static_cast<std::size_t>(count)};
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return blocked(wants);
  if (count < 0 && errno == EINTR) return {wants, 0};
  return {State::kClosed, 0};
}

Channel::Moved Channel::tls_result(int result) noexcept {
  if (result > 0) return {State::kDone, static_cast<std::size_t>(result)};
  const int error = SSL_get_error(tls_.get(), result);
  ERR_clear_error();
  if (error == SSL_ERROR_WANT_READ) return blocked(State::kWantsRead);
  if (error == SSL_ERROR_WANT_WRITE) return blocked(State::kWantsWrite);
  return {State::kClosed, 0};
}

Channel::Moved Channel::read(std::span<char> into) noexcept {
  if (tls_ != nullptr) return tls_result(SSL_read(tls_.get(), into.data(), clamp(into.size())));
  const Moved moved = plain_result(::recv(socket_, into.data(), into.size(), MSG_DONTWAIT), State::kWantsRead);
  // What comes from now on is told.
  if (moved.bytes < into.size()) readable_ = ended_;
  return moved;
}

Channel::Moved Channel::write(std::string_view bytes) noexcept {
  if (tls_ != nullptr) return tls_result(SSL_write(tls_.get(), bytes.data(), clamp(bytes.size())));
  return plain_result(::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL), State::kWantsWrite);
}

Channel::Moved Channel::send_sealed(std::string_view first, const Content& second) noexcept {
  std::size_t sent = 0;
  if (!first.empty()) {
    const Moved head = plain_result(::send(socket_, first.data(), first.size(), MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE),
                                    State::kWantsWrite);
    if (head.state != State::kDone || head.bytes < first.size()) return head;
    sent = head.bytes;
  }
  off_t offset = second.bytes.data() - second.sealed->bytes().data();
  const Moved content =
      plain_result(::sendfile(socket_, second.sealed->file(), &offset, second.bytes.size()), State::kWantsWrite);
  if (content.state == State::kWantsWrite && sent > 0) return {State::kDone, sent};
  return {content.state, sent + content.bytes};
}

Channel::Moved Channel::write(std::string_view first, const Content& content) noexcept {
  const std::string_view second = content.bytes;
  if (tls_ == nullptr && content.sealed != nullptr && !second.empty()) return send_sealed(first, content);
  if (tls_ != nullptr || second.empty() || first.empty()) return write(first.empty() ? second : first);
  std::array<iovec, 2> parts = {iovec{const_cast<char*>(first.data()), first.size()},
                                iovec{const_cast<char*>(second.data()), second.size()}};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  return plain_result(::sendmsg(socket_, &message, MSG_DONTWAIT | MSG_NOSIGNAL), State::kWantsWrite);
}

Channel::Moved Channel::handshake() noexcept { return tls_result(SSL_accept(tls_.get())); }

void Channel::cancel() noexcept {
  if (waiting_) resume(false);
}

void Channel::shut_down() noexcept {
  if (tls_ != nullptr) SSL_shutdown(tls_.get());
  ERR_clear_error();
  ::shutdown(socket_, SHUT_WR);
}

void Channel::forget_unsent() noexcept {
  const linger none{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

}  // namespace portolan::net
