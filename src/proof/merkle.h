// SPDX-License-Identifier: Apache-2.0
//
// The Merkle tree over a ledger's entries, as RFC 6962, section 2.1, defines it.
//
// Entries are numbered from 0. The perfect subtree (level, index) is the one over the 2^level entries from
// index * 2^level on; it never changes once these entries are there. Level 0 is the leaves. A tree of any size is made
// of one perfect subtree for each bit that is set in its size, the largest first.
//
// Thread-safety: pure functions and values; an object may be read by several threads as long as none changes it.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "portolan/error.h"
#include "proof/hash.h"

namespace portolan::proof {

// Sizes above this are refused wherever they are read: it is what the integers of a database reach.
inline constexpr std::uint64_t kMaxTreeSize = (std::uint64_t{1} << 63) - 1;

// SHA-256(0x00 || entry). The prefixes keep an entry from being taken for a node.
Hash leaf_hash(std::string_view entry) noexcept;

// SHA-256(0x01 || left || right).
Hash node_hash(const Hash& left, const Hash& right) noexcept;

// The root of the tree without entries: SHA-256 of nothing.
const Hash& empty_root() noexcept;

// A tree at one of its sizes: all that has to be known of it to check a proof.
struct TreeHead {
  std::uint64_t size = 0;
  Hash root = empty_root();

  bool operator==(const TreeHead&) const = default;
};

// The root of a perfect subtree.
struct Node {
  unsigned level = 0;
  std::uint64_t index = 0;
  Hash hash{};

  bool operator==(const Node&) const = default;
};

// The right edge of a tree: the roots of the perfect subtrees that it is made of, at most 63. It is all that appending
// needs. It also gives the root of any perfect subtree: append its leaves to an empty one.
class Frontier {
 public:
  // What to_bytes() gave. Fails with kSyntax if the length does not fit the size, kLimit above kMaxTreeSize. The hashes
  // cannot be checked: compare head() with what is known of the tree.
  static Result<Frontier> from_bytes(std::string_view bytes);

  // Costs one hash on average. `completed` is called with every perfect subtree that this leaf makes whole, upwards
  // from the leaf itself: those that a store keeps.
  template <std::invocable<const Node&> Completed>
  void append(const Hash& leaf, Completed&& completed);
  void append(const Hash& leaf) {
    append(leaf, [](const Node&) {});
  }

  std::uint64_t size() const noexcept { return size_; }
  // One hash for each bit set in the size but one.
  Hash root() const noexcept;
  TreeHead head() const noexcept { return {size_, root()}; }

  // The size in 8 bytes, little-endian, then the hashes, the largest subtree first.
  std::string to_bytes() const;

  bool operator==(const Frontier&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> edge_;  // the largest subtree first
};

template <std::invocable<const Node&> Completed>
void Frontier::append(const Hash& leaf, Completed&& completed) {
  Node node{0, size_, leaf};
  completed(std::as_const(node));
  // A node with an odd index is a right child, so its sibling is the last of the edge and both have a parent.
  for (; node.index % 2 == 1; edge_.pop_back()) {
    node = {node.level + 1, node.index / 2, node_hash(edge_.back(), node.hash)};
    completed(std::as_const(node));
  }
  edge_.push_back(node.hash);
  ++size_;
}

}  // namespace portolan::proof
