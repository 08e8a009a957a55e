// SPDX-License-Identifier: Apache-2.0
//
// SHA-256, the one hash function of proofs.
//
// Thread-safety: pure functions and values. Nothing here can fail.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace portolan::proof {

using Hash = std::array<std::byte, 32>;

// The hash of the parts laid end to end.
Hash sha256(std::initializer_list<std::string_view> parts) noexcept;

// The same of what comes piece by piece.
class Sha256 {
 public:
  Sha256() noexcept;
  void add(std::string_view bytes) noexcept;
  Hash end() noexcept;  // only once, and nothing behind it

 private:
  alignas(std::uint64_t) std::array<std::byte, 128> context_;  // OpenSSL's, which only hash.cpp shall see
};

// The bytes of a hash (or of any array of bytes); points into it.
template <std::size_t kSize>
std::string_view bytes_of(const std::array<std::byte, kSize>& bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace portolan::proof
