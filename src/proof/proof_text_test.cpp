// SPDX-License-Identifier: Apache-2.0
#include "proof/proof_text.h"

#include <gtest/gtest.h>

#include <iostream>

#include "note_samples.h"
#include "proof/encoding.h"
#include "tree_samples.h"

namespace portolan::proof {
namespace {

using testing::KeptTree;
using testing::sample_entries;
using testing::test_key;

class ProofText : public ::testing::Test {
 protected:
  PrintedProof proof_of(std::size_t index, std::size_t size) const {
    const Checkpoint checkpoint{.origin = "example.com/ports", .tree = tree_.head(size), .extensions = {}};
    return {.extra = {},
            .index = index,
            .hashes = inclusion_proof(index, size, tree_.source()).value(),
            .checkpoint = sign_checkpoint(checkpoint, key_).value()};
  }
  Result<Checkpoint> check(std::string_view text, std::string_view entry) const {
    const auto proof = parse_proof(text);
    if (!proof) return std::unexpected(proof.error());
    return check_proof(*proof, entry, keys_);
  }

  const std::vector<std::string> entries_ = sample_entries(70, 6);
  const KeptTree tree_{entries_};
  const PrivateKey key_ = test_key("example.com/ports");
  const std::vector<VerifierKey> keys_ = {key_.verifier()};
};

TEST_F(ProofText, IsWrittenAsC2spSays) {
  PrintedProof proof = proof_of(2, 3);
  proof.extra = "anything";
  const auto text = to_text(proof);
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_TRUE(text->starts_with("c2sp.org/tlog-proof@v1\nextra YW55dGhpbmc=\nindex 2\n"));
  EXPECT_TRUE(text->ends_with("=\n\n" + proof.checkpoint));
  EXPECT_EQ(parse_proof(*text), proof);
}

TEST_F(ProofText, ComesBackAndHoldsForEveryEntry) {
  for (const std::size_t size : {1UL, 2UL, 3UL, 7UL, 64UL, 70UL})
    for (std::size_t index = 0; index < size; ++index) {
      PrintedProof proof = proof_of(index, size);
      if (index % 2 == 1) proof.extra = entries_[index];
      const auto text = to_text(proof);
      ASSERT_TRUE(text) << text.error().message;
      EXPECT_EQ(parse_proof(*text), proof);
      const auto checkpoint = check(*text, entries_[index]);
      ASSERT_TRUE(checkpoint) << checkpoint.error().message;
      EXPECT_EQ(checkpoint->tree, tree_.head(size));
      EXPECT_FALSE(check(*text, entries_[index] + "!"));
    }
}

TEST_F(ProofText, NeedsAKeyThatIsKnown) {
  const PrintedProof proof = proof_of(2, 7);
  const std::vector others = {test_key("example.com/ports", 2).verifier()};
  EXPECT_EQ(check_proof(proof, entries_[2], others).error().code, ErrorCode::kNotFound);
}

// No byte of a proof with one signature can be another one.
TEST_F(ProofText, EveryProofWithAChangedByteIsRefused) {
  constexpr std::uint64_t kSeed = 20'260'815;
  std::cout << "seed " << kSeed << '\n';
  std::mt19937_64 random(kSeed);
  std::map<std::pair<std::size_t, std::size_t>, std::string> made;
  for (unsigned round = 0; round < 10'000; ++round) {
    const std::size_t size = 1 + random() % 9;
    const std::size_t index = random() % size;
    std::string& whole = made[{index, size}];
    if (whole.empty()) whole = to_text(proof_of(index, size)).value();
    std::string text = whole;
    const std::size_t at = random() % text.size();
    switch (random() % 3) {
      case 0: text[at] = static_cast<char>(text[at] + 1 + static_cast<char>(random() % 255)); break;
      case 1: text.erase(at, 1 + random() % 60); break;
      default: text.insert(at, 1, "0Az=+ \n\xE2"[random() % 8]); break;
    }
    if (text == whole) continue;
    ASSERT_FALSE(check(text, entries_[index])) << text;
  }
}

struct Malformed {
  std::string text;
  std::uint64_t line;
  std::string_view message;
};

TEST_F(ProofText, MalformedOnesAreRefusedWithTheLineAndTheRule) {
  const std::string first = "c2sp.org/tlog-proof@v1\n";
  const std::string hash = to_base64(bytes_of(leaf_hash(""))) + "\n";
  const std::string note = proof_of(2, 3).checkpoint;
  const std::string hash_rule = "a hash is 32 bytes in base 64";
  std::string many;
  for (unsigned i = 0; i < 64; ++i) many += hash;
  const Malformed cases[] = {
      {"", 1, "the text is empty"},
      {first.substr(1), 1, "the first line must be 'c2sp.org/tlog-proof@v1'"},
      {"c2sp.org/tlog-proof@v2\nindex 2\n\n" + note, 1, "the first line must be 'c2sp.org/tlog-proof@v1'"},
      {"\n" + first, 1, "the first line must be 'c2sp.org/tlog-proof@v1'"},
      {first, 1, "this line must be 'index ' and a number"},
      {first + hash, 2, "this line must be 'index ' and a number"},
      {first + "extra AAAA\n", 2, "this line must be 'index ' and a number"},
      {first + "extra AAAA\nextra AAAA\nindex 2\n\n" + note, 3, "this line must be 'index ' and a number"},
      {first + "index 2\nextra AAAA\n\n" + note, 3, hash_rule},
      {first + "extra \nindex 2\n\n" + note, 2, "this line must be 'extra ' and bytes in base 64"},
      {first + "extra AAA\nindex 2\n\n" + note, 2, "this line must be 'extra ' and bytes in base 64"},
      {first + "Index 2\n\n" + note, 2, "this line must be 'index ' and a number"},
      {first + "index\n\n" + note, 2, "this line must be 'index ' and a number"},
      {first + "index \n\n" + note, 2, "a number has digits only"},
      {first + "index 02\n\n" + note, 2, "a number has no leading zeroes"},
      {first + "index -2\n\n" + note, 2, "a number has digits only"},
      {first + "index 9223372036854775808\n\n" + note, 2, "a number is below 2^63"},
      {first + "index 2\n", 2, "an empty line must follow the hashes"},
      {first + "index 2\n" + hash, 3, "an empty line must follow the hashes"},
      {first + "index 2\n" + note, 3, hash_rule},
      {first + "index 2\n" + hash + " \n" + note, 4, hash_rule},
      {first + "index 2\n" + many + "\n" + note, 66, "more than 63 hashes"},
      {first + "index 2\n\n", 4, "the text is empty"},
      {first + "index 2\n" + hash + "\n\n" + note, 5, "this line must not be empty"},
      {first + "index 2\n" + hash + "\nno note\n", 5, "a note has an empty line between its text and its signatures"},
      {first + "index 2\n" + hash + "\n" + note + "\n", 10, "a note ends in at least one signature"},
      {first + "index 3\n" + hash + "\n" + note, 6, "the tree has no entry 3"},
      {first + "index 2\r\n" + hash + "\n" + note, 2, "no control character but the line feed is allowed"},
  };
  EXPECT_GE(std::size(cases), 25U);
  for (const Malformed& one : cases) {
    const auto proof = parse_proof(one.text);
    ASSERT_FALSE(proof) << one.text;
    EXPECT_EQ(proof.error().message, one.message) << one.text;
    EXPECT_EQ(proof.error().place.line, one.line) << one.text;
  }
}

TEST_F(ProofText, WhatCannotBeReadIsNotWritten) {
  PrintedProof proof = proof_of(2, 3);
  proof.checkpoint.pop_back();
  EXPECT_FALSE(to_text(proof));
  proof = proof_of(2, 3);
  proof.index = 3;
  EXPECT_FALSE(to_text(proof));
  proof = proof_of(2, 3);
  proof.hashes.resize(64);
  EXPECT_FALSE(to_text(proof));
  proof = proof_of(2, 3);
  proof.extra.resize(kMaxProofBytes);
  EXPECT_EQ(to_text(proof).error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace portolan::proof
