// SPDX-License-Identifier: Apache-2.0
//
// RFC 6962, section 2.1, written down as it stands there, for tests to compare with: recursive, and with another
// library's SHA-256 than the program.
#pragma once

#include <sodium.h>

#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace portolan::testing {

using PlainHash = std::array<std::byte, 32>;
using Entries = std::span<const std::string>;

inline PlainHash plain_sha256(const std::string& bytes) {
  PlainHash hash;
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return hash;
}

inline std::string plain_bytes(const PlainHash& hash) { return {reinterpret_cast<const char*>(hash.data()), 32}; }

// "the largest power of two smaller than n"
inline std::size_t plain_split(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

// The three functions of D, which is entries from `begin` to before `end`.
class PlainTree {
 public:
  explicit PlainTree(Entries entries) : d_(entries) {}

  // MTH. Remembered, because all proofs of all trees of some hundred entries ask for the same subtrees.
  PlainHash root(std::size_t begin, std::size_t end) const {
    const auto [place, is_new] = roots_.try_emplace({begin, end});
    if (is_new) place->second = plain_sha256(preimage(begin, end));
    return place->second;
  }

  // PATH
  std::vector<PlainHash> path(std::size_t m, std::size_t begin, std::size_t end) const {
    if (end - begin == 1) return {};
    const std::size_t k = plain_split(end - begin);
    auto path = m < k ? this->path(m, begin, begin + k) : this->path(m - k, begin + k, end);
    path.push_back(m < k ? root(begin + k, end) : root(begin, begin + k));
    return path;
  }

  // SUBPROOF
  std::vector<PlainHash> subproof(std::size_t m, std::size_t begin, std::size_t end, bool b) const {
    if (m == end - begin) return b ? std::vector<PlainHash>{} : std::vector{root(begin, end)};
    const std::size_t k = plain_split(end - begin);
    auto proof = m <= k ? subproof(m, begin, begin + k, b) : subproof(m - k, begin + k, end, false);
    proof.push_back(m <= k ? root(begin + k, end) : root(begin, begin + k));
    return proof;
  }

 private:
  std::string preimage(std::size_t begin, std::size_t end) const {
    if (begin == end) return "";
    if (end - begin == 1) return std::string(1, '\x00') + d_[begin];
    const std::size_t k = plain_split(end - begin);
    return "\x01" + plain_bytes(root(begin, begin + k)) + plain_bytes(root(begin + k, end));
  }

  Entries d_;
  mutable std::map<std::pair<std::size_t, std::size_t>, PlainHash> roots_;
};

}  // namespace portolan::testing
