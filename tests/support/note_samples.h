// SPDX-License-Identifier: Apache-2.0
//
// Keys for tests, which sign nothing else.
#pragma once

#include <string_view>

#include "proof/keys.h"

namespace portolan::testing {

// The key and the signature in the documentation of Go's sumdb/note, and another signer of the same text there.
inline constexpr std::string_view kPeterPrivate =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
inline constexpr std::string_view kPeter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
inline constexpr std::string_view kEnoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
inline constexpr std::string_view kPeterText =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
inline constexpr std::string_view kPeterSignature =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
inline constexpr std::string_view kEnochSignature =
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

// A key of a test's own: each number gives another.
inline proof::PrivateKey test_key(std::string_view name, unsigned char number = 1) {
  proof::Seed seed{};
  seed[0] = std::byte{number};
  return proof::PrivateKey::from_seed(name, seed).value();
}

}  // namespace portolan::testing
