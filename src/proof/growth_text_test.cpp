// SPDX-License-Identifier: Apache-2.0
#include "proof/growth_text.h"

#include <gtest/gtest.h>

#include <iostream>

#include "note_samples.h"
#include "tree_samples.h"

namespace portolan::proof {
namespace {

using testing::KeptTree;
using testing::sample_entries;
using testing::test_key;

class GrowthText : public ::testing::Test {
 protected:
  Checkpoint at(std::size_t size) const {
    return {.origin = "example.com/ports", .tree = tree_.head(size), .extensions = {}};
  }
  PrintedGrowth growth(std::size_t old_size, std::size_t size) const {
    return {.old_size = old_size,
            .hashes = consistency_proof(old_size, size, tree_.source()).value(),
            .checkpoint = sign_checkpoint(at(size), key_).value()};
  }
  Result<Checkpoint> check(std::string_view text, const Checkpoint& old) const {
    const auto parsed = parse_growth(text);
    if (!parsed) return std::unexpected(parsed.error());
    return check_growth(*parsed, old, keys_);
  }

  const KeptTree tree_{sample_entries(40, 7)};
  const PrivateKey key_ = test_key("example.com/ports");
  const std::vector<VerifierKey> keys_ = {key_.verifier()};
};

TEST_F(GrowthText, ComesBackAndHoldsBetweenAnyTwoSizes) {
  for (std::size_t size = 0; size <= 40; size += 5)
    for (std::size_t old_size = 0; old_size <= size; ++old_size) {
      const PrintedGrowth printed = growth(old_size, size);
      const auto text = to_text(printed);
      ASSERT_TRUE(text) << text.error().message;
      EXPECT_TRUE(text->starts_with("old " + std::to_string(old_size) + "\n"));
      EXPECT_EQ(parse_growth(*text), printed);
      const auto checkpoint = check(*text, at(old_size));
      ASSERT_TRUE(checkpoint) << checkpoint.error().message;
      EXPECT_EQ(checkpoint->tree, tree_.head(size));
    }
}

TEST_F(GrowthText, OfAnotherBeginningIsRefused) {
  const std::string text = to_text(growth(5, 20)).value();
  EXPECT_FALSE(check(text, at(6))) << "another size";
  Checkpoint old = at(5);
  old.tree.root = tree_.head(6).root;
  EXPECT_FALSE(check(text, old)) << "another root";
  old = at(5);
  old.origin = "example.com/others";
  EXPECT_FALSE(check(text, old)) << "another ledger";
  EXPECT_FALSE(to_text(PrintedGrowth{21, {}, growth(5, 20).checkpoint})) << "it shrank";
}

TEST_F(GrowthText, WithAChangedByteIsRefused) {
  constexpr std::uint64_t kSeed = 20'261'123;
  std::cout << "seed " << kSeed << '\n';
  std::mt19937_64 random(kSeed);
  const std::string whole = to_text(growth(5, 20)).value();
  ASSERT_TRUE(check(whole, at(5)));
  for (unsigned round = 0; round < 3'000; ++round) {
    std::string text = whole;
    char& byte = text[random() % text.size()];
    byte = static_cast<char>(byte ^ static_cast<char>(1 + random() % 255));
    EXPECT_FALSE(check(text, at(5))) << text;
  }
}

TEST_F(GrowthText, NamesTheLineThatIsWrong) {
  const auto error = parse_growth("older 5\n\nx\n").error();
  EXPECT_EQ(error.code, ErrorCode::kSyntax);
  EXPECT_EQ(error.place.line, 1U);
  EXPECT_EQ(parse_growth("old 5\nnot base64\n\nx\n").error().place.line, 2U);
}

}  // namespace
}  // namespace portolan::proof
