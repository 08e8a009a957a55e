// SPDX-License-Identifier: Apache-2.0
//
// Pairs the elements of two lists by keys, and finds which pairs changed their order. For difference.cpp and
// record_pairs.cpp.
//
// Thread-safety: values.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace portolan::registry {

// Positions in two lists: an element of the first and what it became in the second.
struct PositionPair {
  std::uint32_t before = 0;
  std::uint32_t after = 0;
};

// The positions of both lists that have no partner yet, ascending.
struct Unpaired {
  std::vector<std::uint32_t> before;
  std::vector<std::uint32_t> after;

  static Unpaired all(std::size_t before_size, std::size_t after_size);
};

// The elements of one key, linked by their places.
inline constexpr std::uint32_t kChainEnd = UINT32_MAX;
struct Chain {
  std::uint32_t head = kChainEnd;
  std::uint32_t tail = kChainEnd;
};

// Pairs what has the same key; where several have, the first with the first and so on. A key function gives an
// optional key: nothing takes no part. Pairs are appended and leave `left`.
template <class Hash, class Equal, class BeforeKey, class AfterKey>
void pair_by_key(Unpaired& left, BeforeKey before_key, AfterKey after_key, std::vector<PositionPair>& pairs) {
  using Key = typename decltype(after_key(std::uint32_t{}))::value_type;
  if (left.before.empty() || left.after.empty()) return;
  std::unordered_map<Key, Chain, Hash, Equal> chains;
  std::vector<std::uint32_t> next(left.after.size(), kChainEnd);  // by place in left.after
  for (std::uint32_t i = 0; i < left.after.size(); ++i) {
    auto key = after_key(left.after[i]);
    if (!key) continue;
    Chain& chain = chains[std::move(*key)];
    (chain.head == kChainEnd ? chain.head : next[chain.tail]) = i;
    chain.tail = i;
  }
  std::vector<bool> taken(left.after.size());
  std::erase_if(left.before, [&](std::uint32_t position) {
    auto key = before_key(position);
    if (!key) return false;
    const auto found = chains.find(*key);
    if (found == chains.end() || found->second.head == kChainEnd) return false;
    const std::uint32_t i = std::exchange(found->second.head, next[found->second.head]);
    taken[i] = true;
    pairs.push_back({position, left.after[i]});
    return true;
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < left.after.size(); ++i)
    if (!taken[i]) left.after[kept++] = left.after[i];
  left.after.resize(kept);
}

// For each pair, in their order, whether it stands elsewhere in the order than before: as few as possible. Sorts the
// pairs by `before`.
std::vector<bool> find_reordered(std::vector<PositionPair>& pairs);

// Hashing and equality of list elements by content, through a pointer.
template <class T, class Digest>
struct ContentHash {
  std::size_t operator()(const T* value) const { return Digest{}(*value); }
};
template <class T>
struct ContentEqual {
  bool operator()(const T* a, const T* b) const { return *a == *b; }
};

inline std::size_t mix(std::size_t seed, std::size_t value) {
  return (seed ^ value) * std::size_t{0x9E3779B97F4A7C15} + (seed >> 29U);
}

}  // namespace portolan::registry
