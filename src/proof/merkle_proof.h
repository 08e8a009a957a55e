// SPDX-License-Identifier: Apache-2.0
//
// Proofs about a Merkle tree: that an entry is in it, and that one size of it continues another. Made as RFC 6962,
// sections 2.1.1 and 2.1.2, says, checked as RFC 9162, sections 2.1.3.2 and 2.1.4.2, says.
//
// A proof is the list of hashes that whoever checks it does not have, from the bottom of the tree upwards. The checks
// accept no other number of hashes than the one that the sizes ask for.
//
// A root does not tell the size of its tree, so a check with another size and the same root may succeed. Take size and
// root from one signed checkpoint, never from different places.
//
// Thread-safety: pure functions, as long as the source given to them is.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "portolan/error.h"
#include "proof/merkle.h"

namespace portolan::proof {

// Gives the root of the perfect subtree (level, index). It is asked only for subtrees whose entries are all in the tree
// in question, about 2 * log2(size) times for a proof. What it fails with is what the caller gets.
using NodeSource = std::function<Result<Hash>(unsigned level, std::uint64_t index)>;

using Proof = std::vector<Hash>;

// The root of the tree of the first `size` entries.
Result<Hash> root_of(std::uint64_t size, const NodeSource& source);

// That the entry with this index is in the tree of the first `size` entries. kInvalidArgument unless index < size.
Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, const NodeSource& source);

// That the tree of the first `new_size` entries begins with those of the tree of the first `old_size`. Without hashes
// if the sizes are the same or the old one is 0. kInvalidArgument unless old_size <= new_size.
Result<Proof> consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const NodeSource& source);

// kInvalidValue, with a message that names the rule, if the proof does not hold.
Result<void> verify_inclusion(const Hash& leaf, std::uint64_t index, const TreeHead& tree, std::span<const Hash> proof);

// The same. Every tree continues the empty one, so with an old size of 0 nothing is said about the new root.
Result<void> verify_consistency(const TreeHead& old_tree, const TreeHead& new_tree, std::span<const Hash> proof);

}  // namespace portolan::proof
