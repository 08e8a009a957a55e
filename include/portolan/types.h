// SPDX-License-Identifier: Apache-2.0
//
// The small values of a port registry: transports, port ranges, dates, statuses.
//
// Thread-safety: plain values without hidden state. Nothing here allocates.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portolan {

// The transport protocols a record can name (RFC 6335, section 6). The values are those of the lookup file.
// UDP-Lite has no assignments of its own: it uses UDP's.
enum class Transport : std::uint8_t { kTcp = 0, kUdp = 1, kSctp = 2, kDccp = 3 };

inline constexpr std::array<Transport, 4> kAllTransports = {Transport::kTcp, Transport::kUdp, Transport::kSctp,
                                                            Transport::kDccp};

// "tcp", "udp", "sctp", "dccp": the registry's own spelling.
std::string_view to_string(Transport transport) noexcept;

// The transport of a word in any case; nothing for every other word.
std::optional<Transport> parse_transport(std::string_view word) noexcept;

// A set of transports. An empty set in a record means that the registry names none: such a record covers all
// four (a reserved or unassigned range) or, if it has no port either, is a service name alone.
class Transports {
 public:
  constexpr Transports() noexcept = default;
  constexpr Transports(Transport transport) noexcept  // NOLINT: one transport is a set of one
      : bits_(static_cast<std::uint8_t>(1U << static_cast<unsigned>(transport))) {}

  static constexpr Transports all() noexcept { return from_bits(0x0F); }
  static constexpr Transports from_bits(std::uint8_t bits) noexcept {
    Transports set;
    set.bits_ = bits & 0x0FU;
    return set;
  }

  constexpr bool contains(Transport transport) const noexcept {
    return (bits_ >> static_cast<unsigned>(transport) & 1U) != 0;
  }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  constexpr std::uint8_t bits() const noexcept { return bits_; }
  constexpr Transports& operator|=(Transports other) noexcept {
    bits_ |= other.bits_;
    return *this;
  }
  constexpr bool operator==(const Transports&) const noexcept = default;

 private:
  std::uint8_t bits_ = 0;
};

// "tcp,udp" in the order of kAllTransports; empty for the empty set.
std::string to_string(Transports transports);

// One port or an inclusive range of ports. REQUIRES: first <= last.
struct PortRange {
  std::uint16_t first = 0;
  std::uint16_t last = 0;

  constexpr bool contains(std::uint32_t port) const noexcept { return first <= port && port <= last; }
  constexpr bool overlaps(PortRange other) const noexcept { return first <= other.last && other.first <= last; }
  constexpr std::uint32_t size() const noexcept { return std::uint32_t{last} - first + 1U; }
  constexpr auto operator<=>(const PortRange&) const noexcept = default;
};

// "443" or "6000-6063".
std::string to_string(PortRange range);

// The three ranges of RFC 6335, section 6.
inline constexpr PortRange kSystemPorts = {0, 1023};
inline constexpr PortRange kUserPorts = {1024, 49151};
inline constexpr PortRange kDynamicPorts = {49152, 65535};  // never assigned

// A date of the registry, in one of three precisions: none, a month, a day. No day is ever invented.
struct Date {
  std::uint16_t year = 0;  // 0: no date at all
  std::uint8_t month = 0;
  std::uint8_t day = 0;  // 0: only the month is known

  constexpr bool empty() const noexcept { return year == 0; }
  constexpr bool has_day() const noexcept { return day != 0; }
  constexpr bool operator==(const Date&) const noexcept = default;
};

// How two dates lie in time. Unordered where the precision does not tell: a month and a day in it, or no date.
std::partial_ordering compare(Date a, Date b) noexcept;

// "", "2006-02" or "2019-10-30".
std::string to_string(Date date);

// Accepts exactly "", "YYYY-MM" and "YYYY-MM-DD" of the Gregorian calendar; nothing for all else.
std::optional<Date> parse_date(std::string_view text) noexcept;

// What a record says of its port or name (RFC 6335, section 6; derived, since the registry has no such column).
// The values are those of the lookup file.
enum class Status : std::uint8_t {
  kAssigned = 0,    // somebody holds it
  kHistoric = 1,    // assigned, but kept only for the record (names with a well-formed replacement)
  kUnassigned = 2,  // may be asked for
  kReserved = 3,    // held back by the registrar
  kDeassigned = 4,  // reserved, after the assignment was given up, removed or revoked
};

// "assigned", "historic", "unassigned", "reserved", "de-assigned".
std::string_view to_string(Status status) noexcept;

}  // namespace portolan
