// SPDX-License-Identifier: Apache-2.0
//
// OpenSSL's functions for SHA-256 alone, and not its EVP interface: EVP reads a configuration file when it is first
// used, adds 4.7 MB to a static program and took 1.4 times as long for a ledger's entry of 150 bytes; libsodium, which
// has no code for the processor's SHA instructions, took 4.5 times as long. The price is that OpenSSL 3 calls these
// functions deprecated, so they are used in this file only.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "proof/hash.h"

#include <openssl/sha.h>

#include <new>

namespace portolan::proof {

static_assert(sizeof(Hash) == SHA256_DIGEST_LENGTH);

// The return values say nothing: these functions fail only where a null pointer is given.
Hash sha256(std::initializer_list<std::string_view> parts) noexcept {
  SHA256_CTX context;
  SHA256_Init(&context);
  for (const std::string_view part : parts) SHA256_Update(&context, part.data(), part.size());
  Hash hash;
  SHA256_Final(reinterpret_cast<unsigned char*>(hash.data()), &context);
  return hash;
}

namespace {

SHA256_CTX* context_in(std::array<std::byte, 128>& storage) noexcept {
  return std::launder(reinterpret_cast<SHA256_CTX*>(storage.data()));
}

}  // namespace

static_assert(sizeof(SHA256_CTX) <= 128 && alignof(SHA256_CTX) <= alignof(std::uint64_t));

Sha256::Sha256() noexcept { SHA256_Init(new (context_.data()) SHA256_CTX); }

void Sha256::add(std::string_view bytes) noexcept { SHA256_Update(context_in(context_), bytes.data(), bytes.size()); }

Hash Sha256::end() noexcept {
  Hash hash;
  SHA256_Final(reinterpret_cast<unsigned char*>(hash.data()), context_in(context_));
  return hash;
}

}  // namespace portolan::proof
