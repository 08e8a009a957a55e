// SPDX-License-Identifier: Apache-2.0
//
// Trees for tests: some entries, and a tree that keeps all of its nodes.
#pragma once

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "proof/merkle_proof.h"

namespace portolan::testing {

// Entries of 0 to 40 bytes, no two the same.
inline std::vector<std::string> sample_entries(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::string> entries(count);
  for (std::size_t i = 1; i < count; ++i) {
    entries[i] = std::to_string(i) + ":";
    for (std::uint64_t rest = random() % 32; rest > 0; --rest) entries[i] += static_cast<char>(random());
  }
  return entries;
}

// Keeps every node that its frontier completes.
class KeptTree {
 public:
  KeptTree() = default;
  explicit KeptTree(const std::vector<std::string>& entries) {
    for (const std::string& entry : entries) append(entry);
  }
  void append(const std::string& entry) {
    frontier_.append(proof::leaf_hash(entry), [this](const proof::Node& node) {
      nodes_[{node.level, node.index}] = node.hash;
    });
  }
  proof::NodeSource source() const {
    return [this](unsigned level, std::uint64_t index) -> Result<proof::Hash> {
      const auto found = nodes_.find({level, index});
      if (found == nodes_.end()) return fail(ErrorCode::kNotFound, "asked for a node that is not there");
      return found->second;
    };
  }
  const proof::Frontier& frontier() const { return frontier_; }
  proof::TreeHead head(std::uint64_t size) const { return {size, proof::root_of(size, source()).value()}; }

 private:
  proof::Frontier frontier_;
  std::map<std::pair<unsigned, std::uint64_t>, proof::Hash> nodes_;
};

}  // namespace portolan::testing
