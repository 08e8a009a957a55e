// SPDX-License-Identifier: Apache-2.0
#include "accounts/secrets.h"

#include <arpa/inet.h>
#include <sodium.h>

#include <cstring>

namespace portolan::accounts {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr char kContext[crypto_kdf_CONTEXTBYTES + 1] = "accounts";
static_assert(std::tuple_size_v<Keys::Key> == crypto_kdf_KEYBYTES);
static_assert(std::tuple_size_v<Keys::Key> == crypto_secretbox_KEYBYTES);

template <std::size_t kSize>
unsigned char* raw(std::array<std::byte, kSize>& bytes) noexcept {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
template <std::size_t kSize>
const unsigned char* raw(const std::array<std::byte, kSize>& bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
const unsigned char* raw(std::string_view bytes) noexcept {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

void system_random(std::span<std::byte> out) { randombytes_buf(out.data(), out.size()); }

std::string to_base64url(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), raw(bytes), bytes.size(), kVariant);
  out.pop_back();  // the NUL
  return out;
}

std::string to_base32(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char byte : bytes) {
    held = (held << 8U | static_cast<unsigned char>(byte)) & 0xFFFU;
    for (bits += 8; bits >= 5; bits -= 5) out.push_back(kDigits[held >> (bits - 5) & 31U]);
  }
  if (bits > 0) out.push_back(kDigits[held << (5 - bits) & 31U]);
  return out;
}

SecretText random_secret(const Random& random, std::string_view prefix) {
  std::array<std::byte, kSecretBytes> bytes;
  random(bytes);
  std::string out(prefix);
  // No memory is left behind by growing.
  out.reserve(prefix.size() + 44);
  out += to_base64url(proof::bytes_of(bytes));
  sodium_memzero(bytes.data(), bytes.size());
  return SecretText(std::move(out));
}

Digest digest_of(std::string_view secret) noexcept { return proof::sha256({secret}); }

std::string csrf_of(std::string_view session_token) {
  constexpr std::string_view kWhat = "portolan csrf 1";
  std::array<std::byte, crypto_auth_hmacsha256_BYTES> out;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, raw(session_token), session_token.size());
  crypto_auth_hmacsha256_update(&state, raw(kWhat), kWhat.size());
  crypto_auth_hmacsha256_final(&state, raw(out));
  return to_base64url(proof::bytes_of(out));
}

bool csrf_fits(std::string_view session_token, std::string_view given) noexcept {
  const std::string right = csrf_of(session_token);
  return given.size() == right.size() && sodium_memcmp(given.data(), right.data(), right.size()) == 0;
}

Keys::Keys(const Key& key) noexcept {
  crypto_kdf_derive_from_key(raw(boxes_), boxes_.size(), 1, kContext, raw(key));
  crypto_kdf_derive_from_key(raw(hashes_), hashes_.size(), 2, kContext, raw(key));
}

Keys::~Keys() {
  sodium_memzero(boxes_.data(), boxes_.size());
  sodium_memzero(hashes_.data(), hashes_.size());
}

Digest Keys::hash(std::string_view purpose, std::string_view words) const noexcept {
  Digest out{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, raw(hashes_), hashes_.size(), out.size());
  crypto_generichash_update(&state, raw(purpose), purpose.size());
  crypto_generichash_update(&state, raw(std::string_view("\0", 1)), 1);
  crypto_generichash_update(&state, raw(words), words.size());
  crypto_generichash_final(&state, raw(out), out.size());
  return out;
}

std::string address_group(std::string_view address) {
  const std::string whole(address.substr(0, 64));
  in6_addr bytes{};
  if (inet_pton(AF_INET6, whole.c_str(), &bytes) != 1) return whole;
  if (IN6_IS_ADDR_V4MAPPED(&bytes)) return whole.substr(whole.rfind(':') + 1);
  std::memset(bytes.s6_addr + 8, 0, 8);
  char out[INET6_ADDRSTRLEN];
  return inet_ntop(AF_INET6, &bytes, out, sizeof out) == nullptr ? whole : std::string(out) + "/64";
}

}  // namespace portolan::accounts
