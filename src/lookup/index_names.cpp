// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "lookup/index.h"

namespace portolan::lookup {
namespace {

struct Named {
  std::string folded;
  std::vector<std::uint32_t> places;
};

std::vector<Named> sorted_names(const registry::Registry& registry, std::span<const std::uint32_t> places) {
  std::unordered_map<std::string, std::size_t> seen;
  std::vector<Named> names;
  for (std::size_t i = 0; i < registry.records.size(); ++i) {
    if (registry.records[i].name.empty()) continue;
    std::string folded = registry.records[i].name.folded();
    const auto [at, added] = seen.try_emplace(folded, names.size());
    if (added) names.push_back({std::move(folded), {}});
    names[at->second].places.push_back(places[i]);
  }
  std::ranges::sort(names, {}, &Named::folded);
  return names;
}

}  // namespace

Result<NameIndex> index_names(const registry::Registry& registry, std::span<const std::uint32_t> places,
                              Groups& groups) {
  const std::vector<Named> names = sorted_names(registry, places);
  // Different long names can share a key: their records then share an entry, and the reader compares the names.
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> long_names;
  std::vector<PlacedName> placed;
  NameIndex index;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto entry = groups.entry(names[i].places);
    if (!entry) return std::unexpected(entry.error());
    std::string key = names[i].folded;
    key.resize(16, '\0');
    index.keys += key;
    index.refs.append(reinterpret_cast<const char*>(&*entry), 4);
    const NameKey hashed = name_key(names[i].folded);
    if (hashed.is_long())
      long_names[hashed.words[0] ^ hashed.words[1]].push_back(i);
    else
      placed.push_back({hashed, *entry});
  }
  std::vector<std::vector<std::size_t>> shared;
  for (auto& [hash, members] : long_names) shared.push_back(std::move(members));
  std::ranges::sort(shared);  // the hash table's order is no order: the file must be the same everywhere
  for (const auto& members : shared) {
    std::vector<std::uint32_t> all;
    for (const std::size_t i : members) all.insert(all.end(), names[i].places.begin(), names[i].places.end());
    std::ranges::sort(all);
    const auto entry = groups.entry(all);
    if (!entry) return std::unexpected(entry.error());
    placed.push_back({name_key(names[members.front()].folded), *entry});
  }
  if (auto hashed = hash_names(placed, index); !hashed) return std::unexpected(hashed.error());
  index.name_count = static_cast<std::uint32_t>(names.size());
  return index;
}

}  // namespace portolan::lookup
