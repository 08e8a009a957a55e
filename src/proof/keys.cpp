// SPDX-License-Identifier: Apache-2.0
#include "proof/keys.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "proof/encoding.h"

namespace portolan::proof {

using namespace std::string_view_literals;

namespace {

static_assert(sizeof(Signature) == crypto_sign_BYTES && sizeof(Seed) == crypto_sign_SEEDBYTES);

constexpr std::string_view kPrivate = "PRIVATE+KEY+";
constexpr std::string_view kAlgorithm = "\x01";  // Ed25519, in C2SP's list of signature types
constexpr std::size_t kKeyBytes = 33;            // the algorithm, then the key

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

// Bytes that are overwritten when they are no longer needed.
template <std::size_t kSize>
struct Wiped : std::array<std::byte, kSize> {
  Wiped() : std::array<std::byte, kSize>{} {}
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { sodium_memzero(this->data(), kSize); }
};

// NAME+ID+base64. The last may hold "+" too.
struct KeyParts {
  std::string_view name;
  std::string_view id;
  std::string_view key;
};

std::unexpected<Error> refused(std::string message, std::string_view field) {
  return fail(ErrorCode::kSyntax, std::move(message), Place{{}, 0, 0, std::string(field)});
}

Result<KeyParts> split(std::string_view text, std::string_view field) {
  const std::size_t first = text.find('+');
  const std::size_t second = first == text.npos ? first : text.find('+', first + 1);
  if (second == text.npos) return refused("a key is a name, an id and the key itself, with '+' between them", field);
  const KeyParts parts{text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
  if (!is_key_name(parts.name)) return refused("the name of a key is UTF-8, not empty and without spaces", field);
  return parts;
}

// The bytes behind the algorithm's.
Result<void> decode(const KeyParts& parts, std::string_view field, std::span<std::byte, kKeyBytes> out) {
  const auto size = from_base64(parts.key, out);
  if (!size || *size == 0) return refused("a key ends in 33 bytes in base 64", field);
  if (out[0] != std::byte{1})
    return fail(ErrorCode::kUnsupported, "only keys of Ed25519 can be used, whose first byte is 0x01",
                Place{{}, 0, 0, std::string(field)});
  if (*size != kKeyBytes) return refused("a key ends in 33 bytes in base 64", field);
  return {};
}

Result<void> check_id(const KeyParts& parts, const VerifierKey& key, std::string_view field) {
  if (parts.id == fmt::format("{:08x}", key.id())) return {};
  return refused("the id of the key does not fit its name and bytes: was a character lost?", field);
}

// In memory that never moves: it may hold a secret, of which no copy may stay behind.
std::string text_of(const VerifierKey& key, std::string_view prefix, std::string_view base64) {
  const std::string middle = fmt::format("{}+{:08x}+", key.name(), key.id());
  std::string text;
  text.reserve(prefix.size() + middle.size() + base64.size());
  text.append(prefix).append(middle).append(base64);
  return text;
}

}  // namespace

VerifierKey::VerifierKey(std::string name, const PublicKey& key) : name_(std::move(name)), key_(key) {
  const Hash hash = sha256({name_, "\n", kAlgorithm, bytes_of(key)});
  for (std::size_t i = 0; i < 4; ++i) id_ = id_ << 8 | std::to_integer<std::uint32_t>(hash[i]);
}

Result<VerifierKey> VerifierKey::parse(std::string_view text) {
  constexpr std::string_view kField = "verifier key";
  if (text.starts_with(kPrivate)) return refused("this is a private key: keep it secret", kField);
  const auto parts = split(text, kField);
  if (!parts) return std::unexpected(parts.error());
  std::array<std::byte, kKeyBytes> bytes;
  if (auto decoded = decode(*parts, kField, bytes); !decoded) return std::unexpected(decoded.error());
  PublicKey public_key;
  std::copy(bytes.begin() + 1, bytes.end(), public_key.begin());
  VerifierKey key(std::string(parts->name), public_key);
  if (auto fits = check_id(*parts, key, kField); !fits) return std::unexpected(fits.error());
  return key;
}

std::string VerifierKey::to_text() const {
  return text_of(*this, {}, to_base64(std::string(kAlgorithm) + std::string(bytes_of(key_))));
}

bool VerifierKey::verifies(std::string_view message, std::string_view signature) const noexcept {
  return signature.size() == sizeof(Signature) &&
         crypto_sign_verify_detached(raw(signature), raw(message), message.size(), raw(key_)) == 0;
}

void wipe(std::string& text) noexcept {
  // All of its memory: the text may have been longer.
  text.resize(text.capacity());
  sodium_memzero(text.data(), text.size());
  text.clear();
}

SecretText::SecretText(std::string text) noexcept : text_(std::move(text)) { wipe(text); }

SecretText::SecretText(SecretText&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }

SecretText& SecretText::operator=(SecretText&& other) noexcept {
  text_.swap(other.text_);
  if (this != &other) wipe(other.text_);
  return *this;
}

SecretText::~SecretText() { wipe(text_); }

Result<PrivateKey> PrivateKey::generate(std::string_view name) {
  if (sodium_init() < 0) return fail(ErrorCode::kIo, "the system gives no random numbers");
  Wiped<sizeof(Seed)> seed;
  randombytes_buf(seed.data(), seed.size());
  return from_seed(name, seed);
}

Result<PrivateKey> PrivateKey::from_seed(std::string_view name, const Seed& seed) {
  if (!is_key_name(name))
    return fail(ErrorCode::kInvalidArgument, "the name of a key is UTF-8, not empty and without spaces and '+'");
  VerifierKey::PublicKey public_key;
  Wiped<crypto_sign_SECRETKEYBYTES> secret;
  crypto_sign_seed_keypair(raw(public_key), raw(secret), raw(seed));
  PrivateKey key(VerifierKey(std::string(name), public_key));
  key.secret_ = secret;
  return key;
}

Result<PrivateKey> PrivateKey::parse(std::string_view text) {
  constexpr std::string_view kField = "private key";
  if (!text.starts_with(kPrivate)) return refused("a private key begins with 'PRIVATE+KEY+'", kField);
  const auto parts = split(text.substr(kPrivate.size()), kField);
  if (!parts) return std::unexpected(parts.error());
  Wiped<kKeyBytes> bytes;
  if (auto decoded = decode(*parts, kField, bytes); !decoded) return std::unexpected(decoded.error());
  Wiped<sizeof(Seed)> seed;
  std::copy(bytes.begin() + 1, bytes.end(), seed.begin());
  auto key = from_seed(parts->name, seed);
  if (!key) return key;
  if (auto fits = check_id(*parts, key->verifier(), kField); !fits) return std::unexpected(fits.error());
  return key;
}

PrivateKey::PrivateKey(PrivateKey&& other) noexcept : verifier_(std::move(other.verifier_)), secret_(other.secret_) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

PrivateKey& PrivateKey::operator=(PrivateKey&& other) noexcept {
  std::swap(verifier_, other.verifier_);
  std::swap(secret_, other.secret_);
  if (this != &other) sodium_memzero(other.secret_.data(), other.secret_.size());
  return *this;
}

PrivateKey::~PrivateKey() { sodium_memzero(secret_.data(), secret_.size()); }

SecretText PrivateKey::to_text() const {
  Wiped<kKeyBytes> bytes;
  bytes[0] = std::byte{1};
  std::copy_n(secret_.begin(), sizeof(Seed), bytes.begin() + 1);
  const SecretText base64(to_base64(bytes_of(bytes)));
  return SecretText(text_of(verifier_, kPrivate, base64.view()));
}

Result<Signature> PrivateKey::sign(std::string_view message) const {
  Signature signature;
  crypto_sign_detached(raw(signature), nullptr, raw(message), message.size(), raw(secret_));
  if (!verifier_.verifies(message, bytes_of(signature)))
    return fail(ErrorCode::kIo, "the new signature does not hold: the memory or the processor is faulty");
  return signature;
}

}  // namespace portolan::proof
