// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "lookup/index.h"
#include "sample_registry.h"

namespace portolan::lookup {
namespace {

std::vector<PlacedName> some_names(std::size_t count) {
  std::vector<PlacedName> names;
  for (std::size_t i = 0; i < count; ++i)
    names.push_back({name_key("name-" + std::to_string(i)), kSingle | static_cast<std::uint32_t>(i)});
  return names;
}

std::uint32_t find(const NameIndex& index, const NameKey& key) {
  const std::uint64_t hash = name_hash(key, index.name_seed);
  const auto& block = reinterpret_cast<const PilotBlock*>(index.pilots.data())[upper_of(hash, index.pilot_block_count)];
  const std::uint64_t place = piloted(hash, block.pilots[lower_of(hash, kBlockPilots)]);
  const auto& bucket = reinterpret_cast<const Bucket*>(index.buckets.data())[upper_of(place, index.bucket_count)];
  const std::uint32_t slot = lower_of(place, kBucketSlots);
  return bucket.keys[slot][0] == key.words[0] && bucket.keys[slot][1] == key.words[1] ? bucket.entries[slot] : 0;
}

TEST(NameHash, EveryNameHasASlotOfItsOwn) {
  for (const std::size_t count : {0, 1, 2, 3, 7, 100, 1000, 50'000}) {
    const std::vector<PlacedName> names = some_names(count);
    NameIndex index;
    ASSERT_TRUE(hash_names(names, index)) << count;
    for (const PlacedName& name : names) ASSERT_EQ(find(index, name.key), name.entry) << count;
    EXPECT_EQ(find(index, name_key("nobody")), 0U);
    EXPECT_EQ(find(index, NameKey()), 0U) << "no name is in no slot";
    EXPECT_LT(index.buckets.size() + index.pilots.size(), count * 32 + 400) << count;
  }
}

TEST(NameHash, NamesThatCannotBeToldApartAreRefused) {
  std::vector<PlacedName> names = some_names(10);
  names.push_back(names.front());
  NameIndex index;
  const auto hashed = hash_names(names, index);
  ASSERT_FALSE(hashed);
  EXPECT_EQ(hashed.error().code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace portolan::lookup
