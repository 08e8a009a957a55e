// SPDX-License-Identifier: Apache-2.0
#include "registry/port_states.h"

#include <algorithm>
#include <array>

#include "registry/status.h"

namespace portolan::registry {
namespace {

constexpr std::size_t kStateCount = 4;
constexpr std::size_t kTransportCount = kAllTransports.size();

// How many records of each state cover each segment, as steps: +1 where one begins, -1 behind its end.
class Steps {
 public:
  explicit Steps(std::size_t segments) : stride_(segments + 1), steps_(kStateCount * kTransportCount * stride_) {}

  void add(const Record& record, const PortSegments& segments) {
    if (!record.ports) return;
    const PortState state = state_of(record);
    const auto [first, end] = segments.of(*record.ports);
    for (const Transport transport : kAllTransports) {
      if (!record.covers().contains(transport)) continue;
      ++steps_[row(state, transport) + first];
      --steps_[row(state, transport) + end];
    }
  }
  std::int32_t at(PortState state, Transport transport, std::size_t segment) const {
    return steps_[row(state, transport) + segment];
  }

 private:
  std::size_t row(PortState state, Transport transport) const {
    return (static_cast<std::size_t>(state) * kTransportCount + static_cast<std::size_t>(transport)) * stride_;
  }

  std::size_t stride_;
  std::vector<std::int32_t> steps_;
};

bool is_assigned(PortState state) { return state == PortState::kAssigned; }
bool is_held(PortState state) { return state == PortState::kReserved; }

}  // namespace

PortState state_of(const Record& record) {
  if (!record.name.empty()) return PortState::kAssigned;
  switch (status_of(record).status) {
    case Status::kAssigned:
    case Status::kHistoric: return PortState::kAssigned;
    case Status::kUnassigned: return PortState::kUnassigned;
    case Status::kReserved:
    case Status::kDeassigned: break;
  }
  return PortState::kReserved;
}

PortSegments::PortSegments(const std::vector<Record>& before, const std::vector<Record>& after) {
  add(before);
  add(after);
  std::ranges::sort(begins_);
  const auto repeated = std::ranges::unique(begins_);
  begins_.erase(repeated.begin(), repeated.end());
}

void PortSegments::add(const std::vector<Record>& records) {
  begins_.reserve(begins_.size() + 2 * records.size());
  for (const Record& record : records) {
    if (!record.ports) continue;
    begins_.push_back(record.ports->first);
    begins_.push_back(std::uint32_t{record.ports->last} + 1);
  }
}

std::pair<std::size_t, std::size_t> PortSegments::of(PortRange range) const {
  const auto first = std::ranges::lower_bound(begins_, range.first);
  const auto end = std::lower_bound(first, begins_.end(), std::uint32_t{range.last} + 1);
  return {static_cast<std::size_t>(first - begins_.begin()), static_cast<std::size_t>(end - begins_.begin())};
}

SegmentSet::SegmentSet(const PortSegments& segments)
    : segments_(&segments), sums_(kTransportCount * (segments.size() + 1)) {}

void SegmentSet::set(Transport transport, std::size_t segment, bool member) {
  std::uint32_t* const sums = sums_.data() + static_cast<std::size_t>(transport) * (segments_->size() + 1);
  sums[segment + 1] = sums[segment] + (member ? 1U : 0U);
}

bool SegmentSet::has_any(PortRange range, Transports transports) const {
  const auto [first, end] = segments_->of(range);
  return std::ranges::any_of(kAllTransports, [&, begin = first, behind = end](Transport transport) {
    const std::uint32_t* const sums = sums_.data() + static_cast<std::size_t>(transport) * (segments_->size() + 1);
    return transports.contains(transport) && sums[begin] != sums[behind];
  });
}

PortStates::PortStates(const PortSegments& segments, const std::vector<Record>& records)
    : size_(segments.size()), states_(kTransportCount * size_) {
  Steps steps(size_);
  for (const Record& record : records) steps.add(record, segments);
  for (const PortState state : {PortState::kUnassigned, PortState::kReserved, PortState::kAssigned}) {
    for (const Transport transport : kAllTransports) {
      std::int32_t covering = 0;
      for (std::size_t segment = 0; segment < size_; ++segment) {
        covering += steps.at(state, transport, segment);
        if (covering > 0) states_[static_cast<std::size_t>(transport) * size_ + segment] = state;
      }
    }
  }
}

StateChanges::StateChanges(const std::vector<Record>& before, const std::vector<Record>& after)
    : segments_(before, after), assigned_(segments_), news_(segments_), lost_(segments_) {
  const PortStates old_states(segments_, before);
  const PortStates new_states(segments_, after);
  for (std::size_t segment = 0; segment < segments_.size(); ++segment) {
    const bool explained = std::ranges::any_of(kAllTransports, [&](Transport transport) {
      return is_assigned(old_states.at(transport, segment)) != is_assigned(new_states.at(transport, segment));
    });
    for (const Transport transport : kAllTransports) {
      const PortState old_state = old_states.at(transport, segment);
      const PortState new_state = new_states.at(transport, segment);
      const bool is_news = !explained && !is_assigned(new_state) && is_held(old_state) != is_held(new_state);
      assigned_.set(transport, segment, is_assigned(new_state));
      news_.set(transport, segment, is_news);
      lost_.set(transport, segment, is_news && new_state == PortState::kUncovered);
    }
  }
}

}  // namespace portolan::registry
