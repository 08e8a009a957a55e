// SPDX-License-Identifier: Apache-2.0
#include "proof/merkle.h"

#include <gtest/gtest.h>

#include <bit>

#include "plain_tree.h"
#include "tree_samples.h"

namespace portolan::proof {
namespace {

using testing::PlainTree;
using testing::sample_entries;

std::string hex(const Hash& hash) {
  std::string out(2 * hash.size() + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), reinterpret_cast<const unsigned char*>(hash.data()), hash.size());
  out.pop_back();
  return out;
}

std::string bytes_of_hex(const std::string& hex) {
  std::string out(hex.size() / 2, '\0');
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<char>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  return out;
}

// The leaves and roots that implementations of Certificate Transparency test themselves with.
constexpr std::string_view kKnownLeaves[] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
constexpr std::string_view kKnownRoots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(Merkle, RootsAreTheKnownOnesOfCertificateTransparency) {
  Frontier frontier;
  EXPECT_EQ(hex(frontier.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < std::size(kKnownLeaves); ++i) {
    frontier.append(leaf_hash(bytes_of_hex(std::string(kKnownLeaves[i]))));
    EXPECT_EQ(hex(frontier.root()), kKnownRoots[i]) << i + 1 << " leaves";
  }
}

TEST(Merkle, RootsFollowRfc6962Section21) {
  const auto entries = sample_entries(300, 1);
  const PlainTree plain(entries);
  Frontier frontier;
  for (std::size_t size = 0; size <= entries.size(); ++size) {
    ASSERT_EQ(frontier.head(), (TreeHead{size, plain.root(0, size)})) << size;
    if (size < entries.size()) frontier.append(leaf_hash(entries[size]));
  }
}

TEST(Merkle, AnEntryIsNotTakenForANode) {
  const Hash left = leaf_hash("a");
  const Hash right = leaf_hash("b");
  std::string both(bytes_of(left));
  both += bytes_of(right);
  EXPECT_NE(leaf_hash(both), node_hash(left, right));
  EXPECT_NE(leaf_hash("\x01" + both), node_hash(left, right));
  EXPECT_NE(node_hash(left, right), node_hash(right, left));
}

TEST(Merkle, AppendingTellsWhichSubtreesBecameWhole) {
  const auto entries = sample_entries(64, 2);
  Frontier frontier;
  std::vector<Node> all;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    std::vector<Node> completed;
    frontier.append(leaf_hash(entries[i]), [&](const Node& node) { completed.push_back(node); });
    ASSERT_EQ(completed.size(), static_cast<std::size_t>(std::countr_zero(i + 1)) + 1);
    for (unsigned level = 0; level < completed.size(); ++level) {
      EXPECT_EQ(completed[level].level, level);
      EXPECT_EQ(completed[level].index, i >> level);
    }
    all.insert(all.end(), completed.begin(), completed.end());
  }
  EXPECT_EQ(all.size(), 2 * entries.size() - 1);
  const PlainTree plain(entries);
  for (const Node& node : all)
    EXPECT_EQ(node.hash, plain.root(node.index << node.level, (node.index + 1) << node.level));
}

TEST(Merkle, AFrontierGoesOnFromItsBytes) {
  const auto entries = sample_entries(130, 3);
  Frontier whole;
  for (const std::string& entry : entries) {
    const auto back = Frontier::from_bytes(whole.to_bytes());
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, whole);
    Frontier resumed = *back;
    resumed.append(leaf_hash(entry));
    whole.append(leaf_hash(entry));
    ASSERT_EQ(resumed, whole);
  }
}

TEST(Merkle, BytesOfAFrontierAreAsDocumented) {
  Frontier frontier;
  EXPECT_EQ(frontier.to_bytes(), std::string(8, '\0'));
  for (const char* entry : {"a", "b", "c"}) frontier.append(leaf_hash(entry));
  std::string expected("\x03\0\0\0\0\0\0\0", 8);
  expected += bytes_of(node_hash(leaf_hash("a"), leaf_hash("b")));
  expected += bytes_of(leaf_hash("c"));
  EXPECT_EQ(frontier.to_bytes(), expected);
}

TEST(Merkle, BytesThatAreNoFrontierAreRefused) {
  Frontier frontier;
  for (const char* entry : {"a", "b", "c"}) frontier.append(leaf_hash(entry));
  const std::string bytes = frontier.to_bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(Frontier::from_bytes(bytes.substr(0, size)));
  EXPECT_FALSE(Frontier::from_bytes(bytes + '\0'));
  const auto large = Frontier::from_bytes(std::string(7, '\0') + '\x80' + std::string(32, 'x'));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kLimit);
  EXPECT_TRUE(Frontier::from_bytes(std::string(7, '\0') + '\x40' + std::string(32, 'x')));
}

}  // namespace
}  // namespace portolan::proof
