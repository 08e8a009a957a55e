// SPDX-License-Identifier: Apache-2.0
#include "registry/pairing.h"

#include <numeric>

namespace portolan::registry {
namespace {

std::vector<std::uint32_t> positions(std::size_t size) {
  std::vector<std::uint32_t> all(size);
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

}  // namespace

Unpaired Unpaired::all(std::size_t before_size, std::size_t after_size) {
  return {positions(before_size), positions(after_size)};
}

std::vector<bool> find_reordered(std::vector<PositionPair>& pairs) {
  std::ranges::sort(pairs, {}, &PositionPair::before);
  // The longest run of pairs that ascend in both lists stays; all others moved. `ends[n]` is the pair that ends the
  // run of length n + 1 lowest, `previous` leads back through each run.
  constexpr std::uint32_t kNone = UINT32_MAX;
  std::vector<std::uint32_t> ends;
  std::vector<std::uint32_t> previous(pairs.size(), kNone);
  for (std::uint32_t i = 0; i < pairs.size(); ++i) {
    const auto at =
        std::ranges::lower_bound(ends, pairs[i].after, {}, [&](std::uint32_t end) { return pairs[end].after; });
    if (at != ends.begin()) previous[i] = *(at - 1);
    if (at == ends.end())
      ends.push_back(i);
    else
      *at = i;
  }
  std::vector<bool> reordered(pairs.size(), true);
  for (std::uint32_t i = ends.empty() ? kNone : ends.back(); i != kNone; i = previous[i]) reordered[i] = false;
  return reordered;
}

}  // namespace portolan::registry
