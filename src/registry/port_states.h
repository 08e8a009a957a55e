// SPDX-License-Identifier: Apache-2.0
//
// What all records together say of each port on each transport (RFC 6335, section 6), and what of it changed from
// one registry to another. For record_changes.cpp.
//
// Ports between which no record of either registry begins or ends are alike, so they are treated as one segment: the
// cost depends on the number of records, not on the ports that they cover.
//
// Thread-safety: values; const functions can be called from any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "portolan/types.h"
#include "registry/record.h"

namespace portolan::registry {

// Of several records that cover a port, the later state of this list counts.
enum class PortState : std::uint8_t { kUncovered, kUnassigned, kReserved, kAssigned };

// What a single record says: with a name it is an assignment, else its words decide.
PortState state_of(const Record& record);

// All ports cut into segments where any record begins or ends.
class PortSegments {
 public:
  PortSegments(const std::vector<Record>& before, const std::vector<Record>& after);

  std::size_t size() const noexcept { return begins_.size(); }
  // The segments of a record's range: the first, and the one behind the last. REQUIRES: a range of those records.
  std::pair<std::size_t, std::size_t> of(PortRange range) const;

 private:
  void add(const std::vector<Record>& records);

  std::vector<std::uint32_t> begins_;  // ascending, each once
};

// A set of segments for each transport that tells at once whether it has any of several.
class SegmentSet {
 public:
  explicit SegmentSet(const PortSegments& segments);
  // REQUIRES: for each transport the segments come in ascending order from 0, each once.
  void set(Transport transport, std::size_t segment, bool member);
  bool has_any(PortRange range, Transports transports) const;

 private:
  const PortSegments* segments_;
  std::vector<std::uint32_t> sums_;  // per transport, how many members lie below each segment
};

// The state of every segment.
class PortStates {
 public:
  PortStates(const PortSegments& segments, const std::vector<Record>& records);
  PortState at(Transport transport, std::size_t segment) const {
    return states_[static_cast<std::size_t>(transport) * size_ + segment];
  }

 private:
  std::size_t size_;
  std::vector<PortState> states_;
};

// The ports whose state changed in a way that no assignment explains, and those that are assigned now.
class StateChanges {
 public:
  StateChanges(const std::vector<Record>& before, const std::vector<Record>& after);
  StateChanges(const StateChanges&) = delete;  // the sets point to the segments
  StateChanges& operator=(const StateChanges&) = delete;

  // Some port of the range is assigned in the second registry.
  bool assigned(PortRange range, Transports transports) const { return assigned_.has_any(range, transports); }
  // Some port of it went from reserved to unassigned or back, although its assignment is as before.
  bool news(PortRange range, Transports transports) const { return news_.has_any(range, transports); }
  // Likewise, and no record of the second registry covers it.
  bool lost(PortRange range, Transports transports) const { return lost_.has_any(range, transports); }

 private:
  PortSegments segments_;
  SegmentSet assigned_;
  SegmentSet news_;
  SegmentSet lost_;
};

}  // namespace portolan::registry
