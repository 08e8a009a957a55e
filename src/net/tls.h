// SPDX-License-Identifier: Apache-2.0
//
// TLS for connections: 1.2 and later, server certificates only.
//
// Thread-safety: a Tls may be used and reloaded from any thread; a TlsSession belongs to one connection.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <string>

#include "portolan/error.h"

namespace portolan::net {

struct SslDeleter {
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};
using TlsSession = std::unique_ptr<SSL, SslDeleter>;

class Tls {
 public:
  // PEM: the certificate with its chain, and its key. Fails with kIo or kInvalidValue, naming the file.
  static Result<std::unique_ptr<Tls>> load(std::string certificate, std::string key);
  // Again from the same files; on failure nothing changes.
  Result<void> reload();
  // For a connected socket; null if there is no memory.
  TlsSession session(int socket);

 private:
  using ContextPointer = std::unique_ptr<SSL_CTX, SslDeleter>;
  Tls(std::string certificate, std::string key) : certificate_(std::move(certificate)), key_(std::move(key)) {}
  Result<ContextPointer> read() const;

  std::string certificate_;
  std::string key_;
  std::mutex mutex_;
  ContextPointer context_;
};

}  // namespace portolan::net
