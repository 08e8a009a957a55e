// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "lookup/index.h"

namespace portolan::lookup {
namespace {

// Ranges that overlap in too many ways would need a list per port; a file larger than this helps nobody.
constexpr std::size_t kMaxGroupBytes = std::size_t{256} << 20U;

struct Covering {
  std::uint16_t first;
  std::uint16_t last;
  std::uint32_t record;
};

// Walks the ports of one transport in order and keeps the list of the records that cover the current one.
class Sweep {
 public:
  Sweep(std::vector<Covering> covering, std::span<const std::uint32_t> places, Groups& groups)
      : covering_(std::move(covering)), places_(places), groups_(groups) {
    std::ranges::stable_sort(covering_, {}, &Covering::first);
  }

  Result<std::vector<std::uint32_t>> run() {
    std::vector<std::uint32_t> entries(65536, 0);
    std::uint32_t entry = 0;
    for (std::uint32_t port = 0; port < 65536; ++port) {
      if (step(port)) {
        const auto made = groups_.entry(list());
        if (!made) return std::unexpected(made.error());
        entry = *made;
      }
      entries[port] = entry;
    }
    return entries;
  }

 private:
  // True if the records that cover the port are others than at the port before it.
  bool step(std::uint32_t port) {
    bool changed = false;
    if (port > next_end_) {
      std::erase_if(active_, [&](std::uint32_t i) { return covering_[i].last < port; });
      changed = true;
    }
    const auto before = static_cast<std::ptrdiff_t>(active_.size());
    while (next_ < covering_.size() && covering_[next_].first == port) {
      active_.push_back(static_cast<std::uint32_t>(next_++));
      changed = true;
    }
    if (!changed) return false;
    // What begins here is in registry order already, and so is what was active before.
    std::ranges::inplace_merge(active_, active_.begin() + before, {},
                               [&](std::uint32_t i) { return covering_[i].record; });
    next_end_ = 65536;
    for (const std::uint32_t i : active_) next_end_ = std::min<std::uint32_t>(next_end_, covering_[i].last);
    return true;
  }

  std::span<const std::uint32_t> list() {
    list_.clear();
    for (const std::uint32_t i : active_) list_.push_back(places_[covering_[i].record]);
    return list_;
  }

  std::vector<Covering> covering_;
  std::span<const std::uint32_t> places_;
  Groups& groups_;
  std::vector<std::uint32_t> active_;
  std::vector<std::uint32_t> list_;
  std::size_t next_ = 0;
  std::uint32_t next_end_ = 65536;  // the first of the last ports of what is active
};

}  // namespace

Result<std::uint32_t> Groups::entry(std::span<const std::uint32_t> places) {
  if (places.empty()) return 0;
  if (places.size() == 1) return kSingle | places.front();
  const std::uint64_t hash = XXH3_64bits(places.data(), places.size_bytes());
  for (auto [at, end] = known_.equal_range(hash); at != end; ++at) {
    const char* group = bytes_.data() + std::size_t{at->second} * 8;
    std::uint32_t count = 0;
    std::memcpy(&count, group, 4);
    if (count == places.size() && std::memcmp(group + 8, places.data(), places.size_bytes()) == 0) return at->second;
  }
  if (bytes_.size() + places.size_bytes() > kMaxGroupBytes)
    return fail(ErrorCode::kLimit, "the port ranges of this registry overlap in too many ways for a lookup file");
  const Group group{.count = static_cast<std::uint32_t>(places.size()), .checksum = 0};
  const auto place = static_cast<std::uint32_t>(bytes_.size() / 8);
  bytes_.append(reinterpret_cast<const char*>(&group), sizeof group);
  bytes_.append(reinterpret_cast<const char*>(places.data()), places.size_bytes());
  bytes_.resize((bytes_.size() + 7) / 8 * 8, '\0');
  known_.emplace(hash, place);
  return place;
}

Result<std::string> index_ports(const registry::Registry& registry, std::span<const std::uint32_t> places,
                                Groups& groups) {
  std::array<std::vector<Covering>, 4> covering;
  for (std::uint32_t i = 0; i < registry.records.size(); ++i) {
    const registry::Record& record = registry.records[i];
    if (!record.ports) continue;
    for (const Transport transport : kAllTransports)
      if (record.covers().contains(transport))
        covering[static_cast<std::size_t>(transport)].push_back({record.ports->first, record.ports->last, i});
  }
  std::string bytes(65536 / detail::kPortsPerBlock * detail::kPortBlockBytes, '\0');
  for (std::size_t transport = 0; transport < 4; ++transport) {
    const auto entries = Sweep(std::move(covering[transport]), places, groups).run();
    if (!entries) return std::unexpected(entries.error());
    for (std::size_t port = 0; port < 65536; ++port) {
      const std::size_t block = port / detail::kPortsPerBlock * detail::kPortBlockBytes;
      const std::size_t slot = port % detail::kPortsPerBlock * 4 + transport;
      std::memcpy(bytes.data() + block + slot * 4, &(*entries)[port], 4);
    }
  }
  return bytes;
}

}  // namespace portolan::lookup
