// SPDX-License-Identifier: Apache-2.0
//
// OpenSSL's functions for SHA-256 alone, and not its EVP interface: EVP reads a configuration file when it is first
// used, adds 4.7 MB to a static program and took 1.4 times as long for a ledger's entry of 150 bytes; libsodium, which
// has no code for the processor's SHA instructions, took 4.5 times as long. The price is that OpenSSL 3 calls these
// functions deprecated, so they are used in this file only.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "proof/hash.h"

#include <openssl/sha.h>

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

}  // namespace portolan::proof
