// SPDX-License-Identifier: Apache-2.0
//
// The names and ports that processes race for, and the check of what they were told. The check knows nothing of how a
// ledger works: it sees answers, positions and what is said to be held.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sample_registry.h"
#include "test_size.h"

namespace portolan::testing {

// Few enough for the attempts that they are soon scarce.
inline std::size_t pool_names() { return size_of_test({100, 100, 500}); }
inline std::size_t pool_size() { return pool_names() + size_of_test({200, 200, 1000}); }

inline std::string pool_key(std::size_t item) {
  return item < pool_names() ? fmt::format("n:name-{}", item) : fmt::format("p:{}/tcp", 20000 + item);
}
// A record that holds this key and no other.
inline registry::Record pool_record(std::size_t item) {
  if (item < pool_names()) return RecordBuilder(fmt::format("name-{}", item));
  return RecordBuilder("", "any private service").port(20000 + static_cast<unsigned>(item)).on(Transport::kTcp);
}

// What somebody was told.
struct Answer {
  bool took = false;  // or gave back
  std::string key;
  std::uint64_t position = 0;
};

struct AllocationProblems {
  std::uint64_t duplicates = 0;  // given to somebody while somebody had it
  std::uint64_t lost = 0;        // given to somebody, and neither given back nor held
  std::uint64_t phantoms = 0;    // held, and given to nobody
  std::uint64_t positions = 0;   // given twice, or never
  bool operator==(const AllocationProblems&) const = default;
};

inline AllocationProblems check_allocations(const std::vector<Answer>& answers, const std::set<std::string>& held,
                                            std::uint64_t size) {
  AllocationProblems out;
  std::map<std::uint64_t, const Answer*> in_order;
  for (const Answer& answer : answers) out.positions += in_order.emplace(answer.position, &answer).second ? 0 : 1;
  for (std::uint64_t position = 0; position < size; ++position) out.positions += in_order.contains(position) ? 0 : 1;
  if (!in_order.empty() && in_order.rbegin()->first >= size) ++out.positions;
  std::map<std::string, int> holders;
  for (const auto& [position, answer] : in_order) {
    int& count = holders[answer->key];
    count += answer->took ? 1 : -1;
    out.duplicates += answer->took && count > 1 ? 1 : 0;
    out.phantoms += count < 0 ? 1 : 0;
  }
  for (const auto& [key, count] : holders) out.lost += count > 0 && !held.contains(key) ? 1 : 0;
  for (const std::string& key : held) {
    const auto found = holders.find(key);
    out.phantoms += found == holders.end() || found->second <= 0 ? 1 : 0;
  }
  return out;
}

}  // namespace portolan::testing
