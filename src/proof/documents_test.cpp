// SPDX-License-Identifier: Apache-2.0
//
// docs/proofs.md: its example is what the code makes today.
#include <gtest/gtest.h>

#include <sstream>

#include "proof/proof_text.h"
#include "test_data.h"
#include "tree_samples.h"

namespace portolan::proof {
namespace {

using testing::fixture;
using testing::read_file;

// The fenced block of text that begins with these words, without the fences.
std::string block(const std::string& document, const std::string& beginning) {
  const std::string fence = "```text\n";
  const std::size_t at = document.find(fence + beginning);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + fence.size();
  return document.substr(begin, document.find("```\n", begin) - begin);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(ProofDocument, ItsExampleIsWhatIsMadeToday) {
  const std::string document = read_file(fixture("../../docs/proofs.md"));
  const auto keys = lines_of(block(document, "PRIVATE+KEY"));
  const auto entries = lines_of(block(document, "ssh 22/tcp"));
  const std::string proof = block(document, "c2sp.org/tlog-proof");
  ASSERT_EQ(keys.size(), 2U);
  ASSERT_EQ(entries.size(), 5U);

  const auto key = PrivateKey::parse(keys[0]);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(key->verifier().to_text(), keys[1]);
  const testing::KeptTree tree(entries);
  const Checkpoint checkpoint{.origin = "example.com/ports", .tree = tree.head(5), .extensions = {}};
  EXPECT_EQ(to_text({.extra = {},
                     .index = 2,
                     .hashes = inclusion_proof(2, 5, tree.source()).value(),
                     .checkpoint = sign_checkpoint(checkpoint, *key).value()}),
            proof);
  EXPECT_EQ(check_proof(parse_proof(proof).value(), entries[2], std::vector{key->verifier()}), checkpoint);

  EXPECT_EQ(read_file(fixture("example.tlog-proof")), proof);
  EXPECT_EQ(read_file(fixture("example.entry")), entries[2]);
}

// "leaf 2, leaf 3, b and 4"
TEST(ProofDocument, ItsConsistencyProofIsTheOneThatIsMade) {
  testing::KeptTree tree({"0", "1", "2", "3", "4"});
  const Hash b = node_hash(leaf_hash("0"), leaf_hash("1"));
  EXPECT_EQ(consistency_proof(3, 5, tree.source()), (Proof{leaf_hash("2"), leaf_hash("3"), b, leaf_hash("4")}));
}

}  // namespace
}  // namespace portolan::proof
