// SPDX-License-Identifier: Apache-2.0
//
// Keys that sign notes: Ed25519 (RFC 8032), named and written down as C2SP's signed-note and Go's sumdb do.
//
//   verifier key   NAME+ID+base64(0x01 || public key)                 may be shown to everybody
//   private key    PRIVATE+KEY+NAME+ID+base64(0x01 || secret seed)    whoever has it can sign
//
// ID is the first four bytes of SHA-256(NAME || 0x0A || 0x01 || public key) in lower-case hexadecimal: it tells keys of
// the same name apart and proves nothing. A NAME is not empty and holds no spaces, control characters or "+"; an
// address without a scheme is best (`example.com/ports`).
//
// Thread-safety: an object may be used by several threads as long as none changes it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "portolan/error.h"

namespace portolan::proof {

using Signature = std::array<std::byte, 64>;
using Seed = std::array<std::byte, 32>;

// Checks signatures. A value.
class VerifierKey {
 public:
  // kSyntax with the rule that the text breaks; kUnsupported for other algorithms than Ed25519.
  static Result<VerifierKey> parse(std::string_view text);

  const std::string& name() const noexcept { return name_; }
  std::uint32_t id() const noexcept { return id_; }
  // parse(to_text()) gives the same key, and parse(text)->to_text() the same text.
  std::string to_text() const;
  bool verifies(std::string_view message, std::string_view signature) const noexcept;

  bool operator==(const VerifierKey&) const = default;

 private:
  friend class PrivateKey;
  using PublicKey = std::array<std::byte, 32>;
  VerifierKey(std::string name, const PublicKey& key);

  std::string name_;
  std::uint32_t id_ = 0;
  PublicKey key_{};
};

// A text that is overwritten before its memory is given back. The move leaves nothing behind.
class SecretText {
 public:
  explicit SecretText(std::string text) noexcept;
  SecretText(SecretText&& other) noexcept;
  SecretText& operator=(SecretText&& other) noexcept;
  ~SecretText();

  // Valid until the object is moved from or ends.
  std::string_view view() const noexcept { return text_; }

 private:
  std::string text_;
};

// Overwrites the text with zeroes, where it stands, and empties it: for texts that held a secret.
void wipe(std::string& text) noexcept;

// Makes signatures. Cannot be copied; its secret is overwritten when it ends or is moved from.
class PrivateKey {
 public:
  // A new key from the operating system's random numbers: the only function of this room that is not pure.
  // kInvalidArgument if it is no name for a key, kIo if there are no random numbers.
  static Result<PrivateKey> generate(std::string_view name);
  // The same key for the same seed. The caller's copy of the seed stays with the caller.
  static Result<PrivateKey> from_seed(std::string_view name, const Seed& seed);
  // As VerifierKey::parse. No message repeats any of the text.
  static Result<PrivateKey> parse(std::string_view text);

  PrivateKey(PrivateKey&& other) noexcept;
  PrivateKey& operator=(PrivateKey&& other) noexcept;
  ~PrivateKey();

  const VerifierKey& verifier() const noexcept { return verifier_; }
  SecretText to_text() const;
  // The same signature for the same message. It is checked before it is given out, because a signature that was
  // computed on a faulty machine can give the key away; kIo if it does not hold.
  Result<Signature> sign(std::string_view message) const;

 private:
  explicit PrivateKey(VerifierKey verifier) : verifier_(std::move(verifier)) {}

  VerifierKey verifier_;
  std::array<std::byte, 64> secret_{};  // the seed, then the public key, as libsodium keeps it
};

}  // namespace portolan::proof
