// SPDX-License-Identifier: Apache-2.0
//
// How a registry gives names and ports out: its ranges, the procedures of each, who reviews, how long things may take.
// All of it is data, so that an organisation's registry is the same thing with other values.
//
// Thread-safety: values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/types.h"

namespace portolan::procedures {

// How something is given out. The first four are those of RFC 8126, sections 4.4, 4.5, 4.8 and 4.10.
enum class Procedure : std::uint8_t {
  kFirstComeFirstServed,
  kExpertReview,
  kIetfReview,
  kIesgApproval,
  kClaim,  // whoever is signed in takes what is free
};
inline constexpr std::size_t kProcedureCount = 5;
// "First Come First Served", as RFC 8126 names it.
std::string_view to_string(Procedure procedure) noexcept;

class ProcedureSet {
 public:
  constexpr ProcedureSet() noexcept = default;
  constexpr ProcedureSet(std::initializer_list<Procedure> procedures) noexcept {
    for (const Procedure procedure : procedures) add(procedure);
  }
  constexpr void add(Procedure procedure) noexcept { bits_ |= 1U << static_cast<unsigned>(procedure); }
  constexpr bool contains(Procedure procedure) const noexcept {
    return (bits_ >> static_cast<unsigned>(procedure) & 1U) != 0;
  }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  constexpr bool operator==(const ProcedureSet&) const noexcept = default;

 private:
  unsigned bits_ = 0;
};

// A part of a range in which ports are given out in one way only.
struct Band {
  std::string name;  // "static"
  PortRange ports;
  bool chosen = false;  // by who asks for them; else the registry gives the first that is free

  bool operator==(const Band&) const = default;
};

struct Range {
  std::string name;  // "System Ports"
  PortRange ports;
  ProcedureSet procedures;       // none: its ports are never given out
  std::vector<Band> bands = {};  // do not overlap; what none covers is given out either way

  bool operator==(const Range&) const = default;
};

using Days = std::chrono::days;

// What it means that a name or port is taken in the registry below this one. Where the registry chooses a port, it
// chooses none of these, unless they are allowed.
enum class Collisions : std::uint8_t { kRefuse, kWarn, kAllow };

struct Policy {
  std::string name;           // "RFC 6335"
  std::vector<Range> ranges;  // do not overlap; what none covers is never given out
  ProcedureSet names;         // of a name without a port

  // The ports at the edges of the ranges are kept so that the ranges can be moved (section 6).
  bool keeps_edges = true;
  // The number of an assigned port is kept for the same service on the other transports (section 7.2).
  bool keeps_other_transports = true;
  // A service has one port, and one number on all its transports (section 7.2); else others, which are named.
  bool one_port = true;
  // What is given up stays reserved, with the date of it, and its name stays assigned (section 8.2); else both are
  // gone.
  bool keeps_returned = true;
  // What had a holder once is given again only when the range has nothing else (section 8.2).
  bool reuses_last = true;

  // Of a registry that is laid over another.
  Collisions collisions = Collisions::kWarn;

  // Of the IESG, or whoever is that here: how many have to say the same.
  unsigned votes = 2;

  Days review{21};       // an expert has, from being asked
  Days reminder{14};     // after which an expert is reminded
  Days answer{60};       // an applicant has, to a question
  Days ballot{60};       // a ballot stays open
  Days call{28};         // the community call of a revocation lasts (section 8.4)
  Days appeal{60};       // after a refusal in which one may appeal
  Days publication{30};  // an approval stays good for

  const Range* range_of(std::uint16_t port) const noexcept;
  const Band* band_of(std::uint16_t port) const noexcept;

  bool operator==(const Policy&) const = default;
};

// What RFC 6335 says, with what it leaves open chosen as docs/rfc6335.md tells.
Policy rfc6335_policy();
// A team's: whoever is signed in claims a port in 1024-49151, and nobody has to be asked.
Policy team_policy();

}  // namespace portolan::procedures
