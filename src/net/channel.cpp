// SPDX-License-Identifier: Apache-2.0
#include "net/channel.h"

#include <openssl/err.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

namespace portolan::net {
namespace {

using State = Channel::State;

Channel::Moved plain_result(ssize_t count, State wants) noexcept {
  if (count > 0) return {State::kDone, static_cast<std::size_t>(count)};
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return {wants, 0};
  return {State::kClosed, 0};
}

int clamp(std::size_t size) noexcept { return static_cast<int>(std::min<std::size_t>(size, INT_MAX)); }

}  // namespace

Channel::Channel(asio::io_context& io, int socket, TlsSession tls)
    : descriptor_(io.get_executor(), socket), tls_(std::move(tls)) {}

Channel::Moved Channel::tls_result(int result) noexcept {
  if (result > 0) return {State::kDone, static_cast<std::size_t>(result)};
  const int error = SSL_get_error(tls_.get(), result);
  ERR_clear_error();
  if (error == SSL_ERROR_WANT_READ) return {State::kWantsRead, 0};
  if (error == SSL_ERROR_WANT_WRITE) return {State::kWantsWrite, 0};
  return {State::kClosed, 0};
}

Channel::Moved Channel::read(std::span<char> into) noexcept {
  if (tls_ != nullptr) return tls_result(SSL_read(tls_.get(), into.data(), clamp(into.size())));
  return plain_result(::recv(socket(), into.data(), into.size(), MSG_DONTWAIT), State::kWantsRead);
}

Channel::Moved Channel::write(std::string_view bytes) noexcept {
  if (tls_ != nullptr) return tls_result(SSL_write(tls_.get(), bytes.data(), clamp(bytes.size())));
  return plain_result(::send(socket(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL), State::kWantsWrite);
}

Channel::Moved Channel::send_sealed(std::string_view first, const Content& second) noexcept {
  std::size_t sent = 0;
  if (!first.empty()) {
    const Moved head = plain_result(
        ::send(socket(), first.data(), first.size(), MSG_DONTWAIT | MSG_NOSIGNAL | MSG_MORE), State::kWantsWrite);
    if (head.state != State::kDone || head.bytes < first.size()) return head;
    sent = head.bytes;
  }
  off_t offset = second.bytes.data() - second.sealed->bytes().data();
  const Moved content =
      plain_result(::sendfile(socket(), second.sealed->file(), &offset, second.bytes.size()), State::kWantsWrite);
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
  return plain_result(::sendmsg(socket(), &message, MSG_DONTWAIT | MSG_NOSIGNAL), State::kWantsWrite);
}

Channel::Moved Channel::handshake() noexcept { return tls_result(SSL_accept(tls_.get())); }

void Channel::cancel() noexcept {
  boost::system::error_code ignored;
  descriptor_.cancel(ignored);
}

void Channel::shut_down() noexcept {
  if (tls_ != nullptr) SSL_shutdown(tls_.get());
  ERR_clear_error();
  ::shutdown(socket(), SHUT_WR);
}

void Channel::forget_unsent() noexcept {
  const linger none{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket(), SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

}  // namespace portolan::net
