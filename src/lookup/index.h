// SPDX-License-Identifier: Apache-2.0
//
// The indexes of a lookup file, built from records that already have their places: by port, by name, by words and
// text. Pure functions of the registry; used by the compiler alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "lookup/layout.h"
#include "portolan/error.h"
#include "registry/registry.h"

namespace portolan::lookup {

// Lists of places, each stored once however many ports or names share it.
class Groups {
 public:
  Groups() : bytes_(8, '\0') {}  // place 0 means "nothing"

  // The entry for a list: 0 for none, a record for one, a group for more.
  Result<std::uint32_t> entry(std::span<const std::uint32_t> places);
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
  std::unordered_multimap<std::uint64_t, std::uint32_t> known_;
};

// kPorts without checksums. `places[i]` is the place of record i.
Result<std::string> index_ports(const registry::Registry& registry, std::span<const std::uint32_t> places,
                                Groups& groups);

struct NameIndex {
  std::string buckets;  // kNameBuckets without checksums
  std::string pilots;   // kNamePilots without checksums
  std::string keys;     // kNameKeys
  std::string refs;     // kNameRefs
  std::uint32_t bucket_count = 0;
  std::uint32_t pilot_block_count = 0;
  std::uint32_t name_seed = 0;
  std::uint32_t name_count = 0;
};

// Finds seed and pilots so that every name has a slot of its own; fills buckets and pilots. REQUIRES: distinct keys.
struct PlacedName {
  NameKey key;
  std::uint32_t entry = 0;
};
Result<void> hash_names(std::span<const PlacedName> names, NameIndex& index);

Result<NameIndex> index_names(const registry::Registry& registry, std::span<const std::uint32_t> places,
                              Groups& groups);

struct TextIndex {
  std::string text;      // kText
  std::string starts;    // kTextStarts
  std::string words;     // kWordText
  std::string index;     // kWordIndex
  std::string postings;  // kPostings
  std::uint32_t word_count = 0;
};
Result<TextIndex> index_text(const registry::Registry& registry);

}  // namespace portolan::lookup
