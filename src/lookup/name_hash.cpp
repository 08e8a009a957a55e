// SPDX-License-Identifier: Apache-2.0
//
// The perfect hash of names: "hash and displace", with the most crowded pilots served first, while there is room.
#include <algorithm>

#include "lookup/index.h"

namespace portolan::lookup {
namespace {

// Four names to a pilot and four slots in five in use: pilots are then found after a few tries and fit a byte mostly.
constexpr std::size_t kNamesPerPilot = 4;
constexpr unsigned kSeeds = 32;

struct Slot {
  std::uint32_t bucket = 0;
  std::uint32_t number = 0;
  bool operator==(const Slot&) const noexcept = default;
};

class PerfectHash {
 public:
  PerfectHash(std::span<const PlacedName> names, std::uint32_t seed)
      : names_(names),
        seed_(seed),
        blocks_(names.size() / (kNamesPerPilot * kBlockPilots) + 1),
        buckets_(names.size() * 5 / (4 * kBucketSlots) + 2) {}

  // False if some names cannot be told apart with this seed.
  bool build() {
    sort_by_pilot();
    for (const Crowd& crowd : crowds_)
      if (!place(crowd)) return false;
    return true;
  }

  void write(NameIndex& index) const {
    index.buckets.assign(reinterpret_cast<const char*>(buckets_.data()), buckets_.size() * sizeof(Bucket));
    index.pilots.assign(reinterpret_cast<const char*>(blocks_.data()), blocks_.size() * sizeof(PilotBlock));
    index.bucket_count = static_cast<std::uint32_t>(buckets_.size());
    index.pilot_block_count = static_cast<std::uint32_t>(blocks_.size());
    index.name_seed = seed_;
  }

 private:
  struct Hashed {
    std::uint32_t pilot = 0;
    std::uint32_t name = 0;
    std::uint64_t hash = 0;
  };
  struct Crowd {  // the names of one pilot: a run of hashed_
    std::uint32_t pilot = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
  };

  void sort_by_pilot() {
    hashed_.reserve(names_.size());
    for (std::uint32_t i = 0; i < names_.size(); ++i) {
      const std::uint64_t hash = name_hash(names_[i].key, seed_);
      const std::uint32_t block = upper_of(hash, static_cast<std::uint32_t>(blocks_.size()));
      hashed_.push_back({block * kBlockPilots + lower_of(hash, kBlockPilots), i, hash});
    }
    std::ranges::sort(hashed_, [](const Hashed& a, const Hashed& b) {
      return a.pilot != b.pilot ? a.pilot < b.pilot : a.name < b.name;
    });
    for (std::uint32_t i = 0; i < hashed_.size(); ++i) {
      if (i == 0 || hashed_[i].pilot != hashed_[i - 1].pilot) crowds_.push_back({hashed_[i].pilot, i, 0});
      ++crowds_.back().count;
    }
    std::ranges::stable_sort(crowds_, std::greater(), &Crowd::count);
  }

  bool place(const Crowd& crowd) {
    for (std::uint32_t pilot = 0; pilot <= UINT16_MAX; ++pilot) {
      if (!fits(crowd, static_cast<std::uint16_t>(pilot))) continue;
      for (std::uint32_t i = 0; i < crowd.count; ++i) {
        const PlacedName& name = names_[hashed_[crowd.first + i].name];
        Bucket& bucket = buckets_[slots_[i].bucket];
        std::ranges::copy(name.key.words, bucket.keys[slots_[i].number]);
        bucket.entries[slots_[i].number] = name.entry;
      }
      blocks_[crowd.pilot / kBlockPilots].pilots[crowd.pilot % kBlockPilots] = static_cast<std::uint16_t>(pilot);
      return true;
    }
    return false;
  }

  bool fits(const Crowd& crowd, std::uint16_t pilot) {
    slots_.clear();
    for (std::uint32_t i = 0; i < crowd.count; ++i) {
      const std::uint64_t place = piloted(hashed_[crowd.first + i].hash, pilot);
      const Slot slot{upper_of(place, static_cast<std::uint32_t>(buckets_.size())), lower_of(place, kBucketSlots)};
      if (buckets_[slot.bucket].keys[slot.number][1] != 0 || std::ranges::find(slots_, slot) != slots_.end())
        return false;
      slots_.push_back(slot);
    }
    return true;
  }

  std::span<const PlacedName> names_;
  std::uint32_t seed_;
  std::vector<PilotBlock> blocks_;
  std::vector<Bucket> buckets_;
  std::vector<Hashed> hashed_;
  std::vector<Crowd> crowds_;
  std::vector<Slot> slots_;
};

}  // namespace

Result<void> hash_names(std::span<const PlacedName> names, NameIndex& index) {
  for (std::uint32_t seed = 0; seed < kSeeds; ++seed) {
    PerfectHash hash(names, seed);
    if (!hash.build()) continue;
    hash.write(index);
    return {};
  }
  return fail(ErrorCode::kLimit, "the names of this registry cannot be told apart by their hashes");
}

}  // namespace portolan::lookup
