// SPDX-License-Identifier: Apache-2.0
#include "proof/merkle_proof.h"

#include <gtest/gtest.h>

#include <iostream>

#include "plain_tree.h"
#include "tree_samples.h"

namespace portolan::proof {
namespace {

using testing::KeptTree;
using testing::sample_entries;

constexpr std::size_t kLargest = 256;

class MerkleProof : public ::testing::Test {
 protected:
  const std::vector<std::string> entries_ = sample_entries(kLargest, 4);
  const KeptTree tree_{entries_};
  const testing::PlainTree plain_{entries_};
  const NodeSource source_ = tree_.source();
};

TEST_F(MerkleProof, RootsOfAllSizesComeFromPerfectSubtrees) {
  for (std::size_t size = 0; size <= kLargest; ++size) ASSERT_EQ(root_of(size, source_), plain_.root(0, size));
}

TEST_F(MerkleProof, EveryInclusionProofFollowsRfc6962Section211AndHolds) {
  std::size_t count = 0;
  for (std::size_t size = 1; size <= kLargest; ++size) {
    const TreeHead head = tree_.head(size);
    for (std::size_t index = 0; index < size; ++index, ++count) {
      const auto proof = inclusion_proof(index, size, source_);
      ASSERT_EQ(proof, plain_.path(index, 0, size)) << index << " of " << size;
      const auto held = verify_inclusion(leaf_hash(entries_[index]), index, head, *proof);
      ASSERT_TRUE(held) << index << " of " << size << ": " << held.error().message;
    }
  }
  EXPECT_EQ(count, kLargest * (kLargest + 1) / 2);
}

TEST_F(MerkleProof, EveryConsistencyProofFollowsRfc6962Section212AndHolds) {
  for (std::size_t size = 1; size <= kLargest; ++size) {
    const TreeHead head = tree_.head(size);
    for (std::size_t old_size = 1; old_size <= size; ++old_size) {
      const auto proof = consistency_proof(old_size, size, source_);
      ASSERT_EQ(proof, plain_.subproof(old_size, 0, size, true)) << old_size << " to " << size;
      const auto held = verify_consistency(tree_.head(old_size), head, *proof);
      ASSERT_TRUE(held) << old_size << " to " << size << ": " << held.error().message;
    }
  }
}

// All entries are the same, so all perfect subtrees of a level are: a tree of any size can be asked about.
TEST(MerkleProofOfLargeTrees, HoldAtEverySizeUpToTheLimit) {
  std::vector<Hash> levels = {leaf_hash("same")};
  while (levels.size() < 64) levels.push_back(node_hash(levels.back(), levels.back()));
  const NodeSource source = [&](unsigned level, std::uint64_t index) -> Result<Hash> {
    EXPECT_LE(index, kMaxTreeSize >> level);
    return levels[level];
  };
  std::mt19937_64 random(5);
  for (unsigned round = 0; round < 2'000; ++round) {
    const std::uint64_t size = round == 0 ? kMaxTreeSize : (random() >> (1 + random() % 60)) + 1;
    const std::uint64_t index = random() % size;
    const std::uint64_t old_size = random() % (size + 1);
    const TreeHead head{size, root_of(size, source).value()};
    const TreeHead old_head{old_size, root_of(old_size, source).value()};
    ASSERT_TRUE(verify_inclusion(levels[0], index, head, inclusion_proof(index, size, source).value()))
        << index << " of " << size;
    ASSERT_TRUE(verify_consistency(old_head, head, consistency_proof(old_size, size, source).value()))
        << old_size << " to " << size;
  }
}

// One change to the hashes of a proof that leaves no valid proof: a bit, a hash too many or too few, two exchanged.
std::string mutate(Proof& proof, std::mt19937_64& random) {
  const std::size_t at = proof.empty() ? 0 : random() % proof.size();
  const auto place = proof.begin() + static_cast<std::ptrdiff_t>(at);
  switch (proof.empty() ? 3 : random() % 5) {
    case 0: proof[at][random() % 32] ^= std::byte{1} << random() % 8; return "a bit flipped";
    case 1: proof.erase(place); return "a hash left out";
    case 2: proof.insert(place, Hash(*place)); return "a hash doubled";
    case 3: proof.insert(random() % 2 == 0 ? place : proof.end(), leaf_hash("foreign")); return "a foreign hash";
    default:
      if (proof.size() == 1) return proof.clear(), "the only hash left out";
      std::swap(proof[at], proof[(at + 1) % proof.size()]);
      return "two hashes exchanged";
  }
}

TEST_F(MerkleProof, TenThousandMutatedProofsAreRefused) {
  constexpr std::uint64_t kSeed = 20'260'814;
  std::cout << "seed " << kSeed << '\n';
  std::mt19937_64 random(kSeed);
  for (unsigned round = 0; round < 5'000; ++round) {
    const std::size_t size = 1 + random() % kLargest;
    const std::size_t index = random() % size;
    Proof proof = inclusion_proof(index, size, source_).value();
    const std::string how = mutate(proof, random);
    ASSERT_FALSE(verify_inclusion(leaf_hash(entries_[index]), index, tree_.head(size), proof))
        << how << ", " << index << " of " << size;

    const std::size_t old_size = 1 + random() % size;
    proof = consistency_proof(old_size, size, source_).value();
    const std::string what = mutate(proof, random);
    ASSERT_FALSE(verify_consistency(tree_.head(old_size), tree_.head(size), proof))
        << what << ", " << old_size << " to " << size;
  }
}

TEST_F(MerkleProof, AProofHoldsForNoOtherEntryPlaceOrTree) {
  for (std::size_t size = 1; size <= 40; ++size)
    for (std::size_t index = 0; index < size; ++index) {
      const Proof proof = inclusion_proof(index, size, source_).value();
      for (std::size_t other = 0; other <= 41; ++other) {
        if (other == index) continue;
        EXPECT_FALSE(verify_inclusion(leaf_hash(entries_[other]), index, tree_.head(size), proof));
        EXPECT_FALSE(verify_inclusion(leaf_hash(entries_[index]), other, tree_.head(size), proof));
      }
      for (std::size_t other = 0; other <= 41; ++other) {
        if (other == size) continue;
        EXPECT_FALSE(verify_inclusion(leaf_hash(entries_[index]), index, tree_.head(other), proof));
      }
    }
}

TEST_F(MerkleProof, AConsistencyProofHoldsForNoOtherTree) {
  for (std::size_t size = 1; size <= 24; ++size)
    for (std::size_t old_size = 1; old_size <= size; ++old_size) {
      const Proof proof = consistency_proof(old_size, size, source_).value();
      for (std::size_t other = 1; other <= 25; ++other) {
        // A proof without hashes is that of any tree with itself.
        if (proof.empty() || other == old_size || other == size) continue;
        EXPECT_FALSE(verify_consistency(tree_.head(other), tree_.head(size), proof)) << other << ' ' << size;
        EXPECT_FALSE(verify_consistency(tree_.head(old_size), tree_.head(other), proof)) << old_size << ' ' << other;
      }
    }
}

// A ledger that lies about its size, with the right root of another one.
TEST_F(MerkleProof, AProofIsAsLongAsTheSizesAskFor) {
  const TreeHead lie{200, tree_.head(5).root};
  EXPECT_EQ(verify_consistency(tree_.head(3), lie, consistency_proof(3, 5, source_).value()).error().message,
            "4 hashes are too few for a tree of this size");
  EXPECT_EQ(verify_inclusion(leaf_hash(entries_[3]), 3, lie, inclusion_proof(3, 5, source_).value()).error().message,
            "3 hashes are too few for a tree of this size");
}

// Two trees that differ in one old entry: what somebody who rewrote history would have to show.
TEST_F(MerkleProof, ARewrittenPastHasNoProof) {
  for (std::size_t rewritten = 0; rewritten < 20; ++rewritten) {
    auto entries = entries_;
    entries[rewritten] += "!";
    const KeptTree forged(entries);
    for (std::size_t size = 21; size < 40; ++size)
      EXPECT_FALSE(
          verify_consistency(tree_.head(20), forged.head(size), consistency_proof(20, size, forged.source()).value()));
  }
}

TEST_F(MerkleProof, TheEmptyTreeIsTheBeginningOfEveryTree) {
  EXPECT_EQ(consistency_proof(0, 7, source_), Proof{});
  EXPECT_TRUE(verify_consistency(TreeHead{}, tree_.head(7), {}));
  EXPECT_TRUE(verify_consistency(TreeHead{}, TreeHead{}, {}));
  EXPECT_FALSE(verify_consistency(TreeHead{}, TreeHead{0, leaf_hash("")}, {}));
  EXPECT_FALSE(verify_consistency(TreeHead{0, leaf_hash("")}, tree_.head(7), {}));
  EXPECT_FALSE(verify_consistency(TreeHead{}, tree_.head(7), Proof{Hash{}}));
}

TEST_F(MerkleProof, WhatIsNotInTheTreeHasNoProof) {
  EXPECT_EQ(inclusion_proof(7, 7, source_).error().message, "no entry 7 in a tree of 7 entries");
  EXPECT_EQ(inclusion_proof(0, 0, source_).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(consistency_proof(8, 7, source_).error().message, "a tree of 7 entries cannot continue one of 8");
  EXPECT_FALSE(verify_inclusion(leaf_hash(""), 0, TreeHead{}, {}));
  EXPECT_FALSE(verify_consistency(tree_.head(8), tree_.head(7), {}));
}

TEST_F(MerkleProof, WhatTheSourceFailsWithIsWhatTheCallerGets) {
  const NodeSource broken = [](unsigned, std::uint64_t) -> Result<Hash> { return fail(ErrorCode::kIo, "disk"); };
  EXPECT_EQ(inclusion_proof(3, 7, broken).error().message, "disk");
  EXPECT_EQ(consistency_proof(3, 7, broken).error().message, "disk");
  EXPECT_EQ(root_of(7, broken).error().message, "disk");
}

TEST_F(MerkleProof, MessagesNameTheRule) {
  Proof proof = inclusion_proof(2, 7, source_).value();
  const Hash leaf = leaf_hash(entries_[2]);
  const auto message = [&] { return verify_inclusion(leaf, 2, tree_.head(7), proof).error().message; };
  proof.push_back(leaf);
  EXPECT_EQ(message(), "4 hashes are too many for a tree of this size");
  proof.resize(2);
  EXPECT_EQ(message(), "2 hashes are too few for a tree of this size");
  proof.resize(3);
  EXPECT_EQ(message(), "the hashes do not lead from the entry to the root of the tree");
}

}  // namespace
}  // namespace portolan::proof
