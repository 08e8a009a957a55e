// SPDX-License-Identifier: Apache-2.0
#include "proof/merkle_proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace portolan::proof {
namespace {

// A subtree of RFC 6962's recursion: `size` entries from `begin` on. Its left part has the largest power of two below
// its size, so `begin` is a multiple of every power of two that occurs in it.
struct Part {
  std::uint64_t begin = 0;
  std::uint64_t size = 0;

  std::uint64_t left_size() const { return std::bit_floor(size - 1); }
  Part left() const { return {begin, left_size()}; }
  Part right() const { return {begin + left_size(), size - left_size()}; }
};

// Made of its perfect subtrees from the smallest, on the right, to the largest. The part is not empty.
Result<Hash> root_of(Part part, const NodeSource& source) {
  std::uint64_t rest = part.size;
  std::uint64_t end = part.begin + part.size;
  Result<Hash> root;
  while (rest != 0) {
    const auto level = static_cast<unsigned>(std::countr_zero(rest));
    end -= std::uint64_t{1} << level;
    const Result<Hash> node = source(level, end >> level);
    if (!node) return node;
    root = rest == part.size ? *node : node_hash(*node, *root);
    rest &= rest - 1;
  }
  return root;
}

// The hashes of parts that were met on the way down; a proof has them from the bottom upwards.
Result<Proof> upwards(const std::vector<Part>& parts, const NodeSource& source) {
  Proof proof;
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const Result<Hash> hash = root_of(*part, source);
    if (!hash) return std::unexpected(hash.error());
    proof.push_back(*hash);
  }
  return proof;
}

// The way from a leaf, or the last leaf of an old tree, to the root: `at` and the last node of each level.
struct Path {
  std::uint64_t at = 0;
  std::uint64_t last = 0;

  bool is_at_root() const { return last == 0; }
  // The next hash of a proof belongs on the left if this node is a right child, or has no sibling on its level.
  bool sibling_is_left() const { return at % 2 == 1 || at == last; }
  void up() {
    at /= 2;
    last /= 2;
  }
  // Past the levels where this node has no sibling: there it is its parent.
  void skip_lonely() {
    while (at % 2 == 0 && at != 0) up();
  }
};

std::unexpected<Error> broken(std::string message) { return fail(ErrorCode::kInvalidValue, std::move(message)); }

std::unexpected<Error> wrong_length(std::size_t found, const char* what) {
  return broken(fmt::format("{} hashes are too {} for a tree of this size", found, what));
}

// RFC 9162, section 2.1.4.2, from step 2 on: 0 < old size < new size.
Result<void> climb_both(const TreeHead& old_tree, const TreeHead& new_tree, std::span<const Hash> proof) {
  const bool old_is_perfect = std::has_single_bit(old_tree.size);
  if (proof.empty()) return wrong_length(0, "few");
  Path path{old_tree.size - 1, new_tree.size - 1};
  while (path.at % 2 == 1) path.up();
  // A perfect old tree is a node of the new one, so the proof leaves its root out.
  Hash old_root = old_is_perfect ? old_tree.root : proof.front();
  Hash new_root = old_root;
  for (const Hash& hash : proof.subspan(old_is_perfect ? 0 : 1)) {
    if (path.is_at_root()) return wrong_length(proof.size(), "many");
    if (path.sibling_is_left()) {
      old_root = node_hash(hash, old_root);
      new_root = node_hash(hash, new_root);
      path.skip_lonely();
    } else {
      new_root = node_hash(new_root, hash);
    }
    path.up();
  }
  if (!path.is_at_root()) return wrong_length(proof.size(), "few");
  if (old_root != old_tree.root) return broken("the hashes do not lead to the root of the old tree");
  if (new_root != new_tree.root) return broken("the hashes do not lead to the root of the new tree");
  return {};
}

}  // namespace

Result<Hash> root_of(std::uint64_t size, const NodeSource& source) {
  return size == 0 ? empty_root() : root_of(Part{0, size}, source);
}

// PATH of RFC 6962, section 2.1.1, with its recursion as a loop.
Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, const NodeSource& source) {
  if (index >= size)
    return fail(ErrorCode::kInvalidArgument, fmt::format("no entry {} in a tree of {} entries", index, size));
  std::vector<Part> siblings;
  for (Part part{0, size}; part.size > 1;) {
    const bool goes_left = index - part.begin < part.left_size();
    siblings.push_back(goes_left ? part.right() : part.left());
    part = goes_left ? part.left() : part.right();
  }
  return upwards(siblings, source);
}

// PROOF and SUBPROOF of RFC 6962, section 2.1.2, with their recursion as a loop.
Result<Proof> consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const NodeSource& source) {
  if (old_size > new_size)
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("a tree of {} entries cannot continue one of {}", new_size, old_size));
  if (old_size == 0) return Proof{};
  std::vector<Part> parts;
  Part part{0, new_size};
  while (part.begin + part.size != old_size) {
    const bool goes_left = old_size - part.begin <= part.left_size();
    parts.push_back(goes_left ? part.right() : part.left());
    part = goes_left ? part.left() : part.right();
  }
  // The part at the end is the old tree itself if the way went left only: whoever checks has its root.
  if (part.begin != 0) parts.push_back(part);
  return upwards(parts, source);
}

Result<void> verify_inclusion(const Hash& leaf, std::uint64_t index, const TreeHead& tree,
                              std::span<const Hash> proof) {
  if (index >= tree.size) return broken(fmt::format("no entry {} in a tree of {} entries", index, tree.size));
  Path path{index, tree.size - 1};
  Hash root = leaf;
  for (const Hash& hash : proof) {
    if (path.is_at_root()) return wrong_length(proof.size(), "many");
    if (path.sibling_is_left()) {
      root = node_hash(hash, root);
      path.skip_lonely();
    } else {
      root = node_hash(root, hash);
    }
    path.up();
  }
  if (!path.is_at_root()) return wrong_length(proof.size(), "few");
  if (root != tree.root) return broken("the hashes do not lead from the entry to the root of the tree");
  return {};
}

Result<void> verify_consistency(const TreeHead& old_tree, const TreeHead& new_tree, std::span<const Hash> proof) {
  if (old_tree.size > new_tree.size)
    return broken(fmt::format("a tree of {} entries cannot continue one of {}", new_tree.size, old_tree.size));
  if (old_tree.size != 0 && old_tree.size != new_tree.size) return climb_both(old_tree, new_tree, proof);
  if (!proof.empty()) return wrong_length(proof.size(), "many");
  if (old_tree.size == 0 && old_tree.root != empty_root())
    return broken("the root of an empty tree is SHA-256 of nothing");
  if (old_tree.size == new_tree.size && old_tree.root != new_tree.root)
    return broken("two trees of the same size have different roots");
  return {};
}

}  // namespace portolan::proof
