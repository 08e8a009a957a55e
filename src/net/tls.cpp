// SPDX-License-Identifier: Apache-2.0
#include "net/tls.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <array>
#include <string_view>
#include <utility>

namespace portolan::net {
namespace {

std::string last_words() {
  std::array<char, 256> words{};
  ERR_error_string_n(ERR_get_error(), words.data(), words.size());
  ERR_clear_error();
  return words.data();
}

// HTTP/1.1 is all we speak; a client that offers other protocols only is told so by the lack of an answer (RFC 7301).
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned size, void*) {
  constexpr std::string_view kOurs = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, reinterpret_cast<const unsigned char*>(kOurs.data()), kOurs.size(),
                            offered, size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

Result<Tls::ContextPointer> Tls::read() const {
  ERR_clear_error();
  ContextPointer context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr) return fail(ErrorCode::kIo, "TLS cannot be set up: " + last_words());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                         SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Idle connections, of which there may be thousands, then hold no buffers.
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  const auto unreadable = [&](const std::string& file) {
    return fail(ErrorCode::kInvalidValue, "cannot be used for TLS: " + last_words(), {file, 0, 0, {}});
  };
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_.c_str()) != 1) return unreadable(certificate_);
  if (SSL_CTX_use_PrivateKey_file(context.get(), key_.c_str(), SSL_FILETYPE_PEM) != 1) return unreadable(key_);
  if (SSL_CTX_check_private_key(context.get()) != 1) return unreadable(key_);
  return context;
}

Result<std::unique_ptr<Tls>> Tls::load(std::string certificate, std::string key) {
  std::unique_ptr<Tls> tls(new Tls(std::move(certificate), std::move(key)));
  if (auto loaded = tls->reload(); !loaded) return std::unexpected(std::move(loaded.error()));
  return tls;
}

Result<void> Tls::reload() {
  auto context = read();
  if (!context) return std::unexpected(std::move(context.error()));
  const std::scoped_lock lock(mutex_);
  context_ = std::move(*context);
  return {};
}

TlsSession Tls::session(int socket) {
  const std::scoped_lock lock(mutex_);
  TlsSession session(SSL_new(context_.get()));
  if (session == nullptr || SSL_set_fd(session.get(), socket) != 1) return nullptr;
  SSL_set_accept_state(session.get());
  return session;
}

}  // namespace portolan::net
