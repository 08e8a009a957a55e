// SPDX-License-Identifier: Apache-2.0
//
// A client that sends any bytes to a port of this machine and reads what comes, over TCP or TLS. It waits at most ten
// seconds for anything.
#pragma once

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace portolan::testing {

class WireClient {
 public:
  struct Settings {
    bool tls = false;
    int newest_tls = 0;      // 0: whatever the library has
    int receive_buffer = 0;  // 0: the system's
  };
  explicit WireClient(std::uint16_t port) : WireClient(port, Settings()) {}
  WireClient(std::uint16_t port, const Settings& settings) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (settings.receive_buffer > 0)
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &settings.receive_buffer, sizeof settings.receive_buffer);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
    if (connected_ && settings.tls) shake_hands(settings.newest_tls);
  }
  ~WireClient() { ::close(socket_); }
  WireClient(const WireClient&) = delete;
  WireClient& operator=(const WireClient&) = delete;

  bool connected() const { return connected_; }
  int socket() const { return socket_; }

  bool send(std::string_view bytes) {
    if (tls_) return bytes.empty() || SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }
  // Up to the first `end`, and no further; what came before the connection closed if it never comes.
  std::string read_until(std::string_view end) {
    for (;;) {
      if (const std::size_t at = buffer_.find(end); at != buffer_.npos) return take(at + end.size());
      if (!fill()) return take(buffer_.size());
    }
  }
  std::string read_exactly(std::size_t count) {
    while (buffer_.size() < count && fill()) {
    }
    return take(std::min(count, buffer_.size()));
  }
  std::string read_all() {
    while (fill()) {
    }
    return take(buffer_.size());
  }
  // The other side closed, without a byte before.
  bool at_end() { return buffer_.empty() && !fill(); }
  bool timed_out() const { return timed_out_; }

  struct Answer {
    std::string head;
    std::string body;
    unsigned status = 0;
  };
  Answer read_answer(bool to_head = false) {
    Answer answer{read_until("\r\n\r\n"), {}, 0};
    if (answer.head.size() > 12) std::from_chars(answer.head.data() + 9, answer.head.data() + 12, answer.status);
    std::size_t length = 0;
    if (const std::size_t at = answer.head.find("Content-Length: "); at != answer.head.npos)
      std::from_chars(answer.head.data() + at + 16, answer.head.data() + answer.head.size(), length);
    if (!to_head && answer.status != 304) answer.body = read_exactly(length);
    return answer;
  }
  // The subject of the server's certificate.
  std::string certificate() const {
    X509* certificate = SSL_get1_peer_certificate(tls_.get());
    if (certificate == nullptr) return {};
    std::array<char, 256> text{};
    X509_NAME_oneline(X509_get_subject_name(certificate), text.data(), text.size());
    X509_free(certificate);
    return text.data();
  }

 private:
  void shake_hands(int newest) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    if (newest != 0) {
      SSL_CTX_set_max_proto_version(context_.get(), newest);
      SSL_CTX_set_security_level(context_.get(), 0);
    }
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), socket_);
    connected_ = SSL_connect(tls_.get()) == 1;
  }
  bool fill() {
    std::array<char, 65536> bytes;
    const ssize_t count =
        tls_ ? SSL_read(tls_.get(), bytes.data(), bytes.size()) : ::recv(socket_, bytes.data(), bytes.size(), 0);
    timed_out_ = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (count <= 0) return false;
    buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    return true;
  }
  std::string take(std::size_t count) {
    std::string taken = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return taken;
  }

  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  int socket_;
  bool connected_ = false;
  bool timed_out_ = false;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> tls_;
  std::string buffer_;
};

}  // namespace portolan::testing
