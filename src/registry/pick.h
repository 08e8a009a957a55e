// SPDX-License-Identifier: Apache-2.0
//
// Picking free ports. The same user and the same name get the same port on every machine whose facts are the same,
// without anything being stored: they always walk through the range in the same order and take the first free port.
//
// The walk, exactly, so that another program can make the same choice. All arithmetic is unsigned, modulo 2^64.
//   1. The seed is FNV-1a (64 bits: offset basis 14695981039346656037, prime 1099511628211) of the bytes of the user,
//      one zero byte, the bytes of the name with the ASCII letters A-Z in lower case (service names are compared
//      without case, RFC 6335, section 5.1).
//   2. The seed is the state of a splitmix64 generator. Each number it gives: add 0x9E3779B97F4A7C15 to the state;
//      z = state; z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9; z = (z ^ z >> 27) * 0x94D049BB133111EB; z ^ z >> 31.
//   3. With n ports in the range, the first number modulo n is `start`, the second modulo n is `step`. While step and
//      n have a common divisor above 1 (0 and n have n), step becomes (step + 1) modulo n.
//   4. Candidate i, from 0 to n - 1, is the port `first of the range + (start + i * step) modulo n`.
// Since step and n have no common divisor, every port of the range is a candidate exactly once. For user "alice", name
// "web" and 1024-49151: seed 0xAE95FB50CBE8C5B1, start 38356, step 13071, candidates 39380, 4323, 17394, 30465, ...
// This never changes.
//
// Thread-safety: free functions and values without shared state.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "portolan/types.h"
#include "registry/availability.h"

namespace portolan::registry {

// The order in which a user and a name try the ports of a range.
class Walk {
 public:
  Walk(std::string_view user, std::string_view name, PortRange range) noexcept;

  std::uint32_t size() const noexcept { return range_.size(); }
  // REQUIRES: i < size().
  std::uint16_t at(std::uint32_t i) const noexcept {
    return static_cast<std::uint16_t>(range_.first + (start_ + std::uint64_t{i} * step_) % range_.size());
  }

 private:
  PortRange range_;
  std::uint64_t start_;
  std::uint64_t step_;
};

struct PickRequest {
  std::string user;  // who asks; compared with case
  std::string name;  // what the port is for: a service name or any other text; compared without case
  std::size_t count = 1;
  PortRange range = kUserPorts;
  Transports transports = Transports::all();  // on which the port will be used: listeners on others do not count
  std::vector<PortRange> exclusions;          // besides those of the site
  Reasons tolerated;                          // these reasons reject no port
};

struct Rejected {
  std::uint16_t port = 0;
  Reasons reasons;  // those that rejected it, without the tolerated ones; explain() has the words

  bool operator==(const Rejected&) const = default;
};

struct Picked {
  std::vector<std::uint16_t> ports;  // in the order of the walk; fewer than asked for if the range has no more
  std::vector<Rejected> rejected;    // every candidate that was tried and fell, in the order of the walk
  std::uint32_t free = 0;            // ports of the whole range that nothing rejects
  // How many ports of the whole range have each reason, tolerated or not; a port with two counts twice.
  std::array<std::uint32_t, kReasonCount> totals = {};

  std::uint32_t total(Reason reason) const noexcept { return totals[static_cast<std::size_t>(reason)]; }
};

// What one port would be to a request.
struct Verdict {
  bool in_range = false;          // of the request
  bool free = false;              // nothing rejects it, wherever it lies
  std::vector<Finding> findings;  // every reason, tolerated or not
};

// kInvalidArgument: the count is 0 or above the size of the range, a range is reversed, or no transport is asked for.
// That too few ports are free is no error: see Picked::ports.
Result<Picked> pick(const Availability& availability, const PickRequest& request);

// Why pick() would take this port or not; the same errors.
Result<Verdict> explain(const Availability& availability, const PickRequest& request, std::uint16_t port);

}  // namespace portolan::registry
