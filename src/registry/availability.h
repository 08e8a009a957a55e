// SPDX-License-Identifier: Apache-2.0
//
// Whether a port can be used, and every reason why not: a pure function of a registry, of facts about a host and of
// a policy. Nothing here looks at a machine; host/ports.h does, and gives the facts.
//
//     const PortUse use(registry);
//     const Availability availability(use, facts, policy);
//     if (availability.reasons(8765).empty()) ...          // constant time
//     for (const Finding& finding : availability.explain(8080)) print(finding.words);
//
// Thread-safety: immutable after construction; any number of threads may ask at once.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/types.h"
#include "registry/port_use.h"

namespace portolan::registry {

// Why a port should not be used. What the registry says counts on every transport, whichever is asked for: the number
// is kept for one service (RFC 6335, sections 7.2 and 8.1).
enum class Reason : std::uint8_t {
  kAssigned,            // to a service, alone or inside its range (section 6)
  kReserved,            // held back by the registrar (section 6)
  kReservedForService,  // reserved on one transport because it is assigned on another (section 8.1)
  kDeassigned,          // given up, and reserved since (section 8.2)
  kSystem,              // 0-1023: needs IETF Review or IESG Approval (section 8.1.2)
  kDynamic,             // 49152-65535: never assigned, so nobody can count on it (section 6)
  kEphemeral,           // the host gives it to outgoing connections
  kNodePort,            // Kubernetes gives it to services
  kBrowser,             // browsers refuse to connect to it
  kListening,           // something on the host listens there now
  kExcluded,            // the site or the request excludes it
};
inline constexpr std::size_t kReasonCount = 11;

inline constexpr std::array<Reason, kReasonCount> kAllReasons = {
    Reason::kAssigned, Reason::kReserved,  Reason::kReservedForService, Reason::kDeassigned, Reason::kSystem,
    Reason::kDynamic,  Reason::kEphemeral, Reason::kNodePort,           Reason::kBrowser,    Reason::kListening,
    Reason::kExcluded};

// "assigned", "reserved", "reserved-for-service", "de-assigned", "system", "dynamic", "ephemeral", "node-port",
// "browser", "listening", "excluded": for programs; these never change within a major version.
std::string_view to_string(Reason reason) noexcept;
std::optional<Reason> parse_reason(std::string_view word) noexcept;

// A set of reasons.
class Reasons {
 public:
  constexpr Reasons() noexcept = default;
  constexpr Reasons(std::initializer_list<Reason> reasons) noexcept {
    for (const Reason reason : reasons) add(reason);
  }

  static constexpr Reasons all() noexcept {
    Reasons set;
    for (const Reason reason : kAllReasons) set.add(reason);
    return set;
  }

  constexpr void add(Reason reason) noexcept {
    bits_ = static_cast<std::uint16_t>(bits_ | 1U << static_cast<unsigned>(reason));
  }
  constexpr bool contains(Reason reason) const noexcept { return (bits_ >> static_cast<unsigned>(reason) & 1U) != 0; }
  constexpr bool empty() const noexcept { return bits_ == 0; }
  constexpr Reasons common(Reasons other) const noexcept { return from_bits(bits_ & other.bits_); }
  constexpr Reasons without(Reasons other) const noexcept { return from_bits(bits_ & ~unsigned{other.bits_}); }
  constexpr bool operator==(const Reasons&) const noexcept = default;

 private:
  static constexpr Reasons from_bits(unsigned bits) noexcept {
    Reasons set;
    set.bits_ = static_cast<std::uint16_t>(bits);
    return set;
  }

  std::uint16_t bits_ = 0;
};

// The default of net.ipv4.ip_local_port_range.
inline constexpr PortRange kLinuxEphemeral = {32768, 60999};
// The default of the API server's --service-node-port-range.
inline constexpr PortRange kNodePorts = {30000, 32767};

// A socket that takes what comes to its port.
struct Listener {
  std::uint16_t port = 0;
  Transport transport = Transport::kTcp;
  std::string address;  // the local one, "0.0.0.0" or "::1"
  std::string process;  // empty if not known

  auto operator<=>(const Listener&) const = default;
};

// What is known of the host on which the port is to be used. The default is an idle Linux.
struct HostFacts {
  PortRange ephemeral = kLinuxEphemeral;  // net.ipv4.ip_local_port_range
  bool ephemeral_known = false;           // false: the range is Linux's default, not read from the host
  // net.ipv4.ip_local_reserved_ports: the kernel leaves these out of the ephemeral range, so they are safe from it.
  std::vector<PortRange> reserved_from_ephemeral;
  std::vector<Listener> listeners;
};

// What a site avoids besides.
struct Policy {
  std::optional<PortRange> node_ports = kNodePorts;  // nothing: there is no Kubernetes
  bool browsers = true;                              // whether a browser must be able to reach the port
  std::vector<PortRange> excluded;
};

// One reason for one port, for people (words) and programs (the rest).
struct Finding {
  Reason reason = Reason::kAssigned;
  std::string words;                    // "assigned: redis on tcp", "inside x11's range 6000-6063 (tcp,udp)"
  Transports transports;                // on which; empty where the reason is not about a transport
  std::optional<PortRange> ports;       // the record's, or the range that the port lies in
  std::optional<std::uint32_t> record;  // Holding::record of the first record that says so

  bool operator==(const Finding&) const = default;
};

// The WHATWG's list of ports that a browser does not connect to.
bool browsers_refuse(std::uint16_t port) noexcept;

class Availability {
 public:
  // `use` must outlive this object.
  explicit Availability(const PortUse& use, HostFacts facts = {}, Policy policy = {});
  Availability(PortUse&&, HostFacts = {}, Policy = {}) = delete;

  // Constant time. A listener counts only on the transports asked for; all the rest counts always.
  Reasons reasons(std::uint16_t port, Transports asked = Transports::all()) const noexcept;
  // All of them, in the order of Reason; records in registry order, those of one name together.
  std::vector<Finding> explain(std::uint16_t port, Transports asked = Transports::all()) const;

  const HostFacts& facts() const noexcept { return facts_; }
  const Policy& policy() const noexcept { return policy_; }

 private:
  void add(PortRange range, Reason reason) noexcept;
  void add_registry() noexcept;
  void add_host() noexcept;
  void explain_registry(std::uint16_t port, std::vector<Finding>& out) const;
  void explain_ranges(std::uint16_t port, std::vector<Finding>& out) const;
  void explain_listeners(std::uint16_t port, Transports asked, std::vector<Finding>& out) const;

  const PortUse* use_;
  HostFacts facts_;
  Policy policy_;
  std::vector<Reasons> reasons_;       // 65,536: all but listening
  std::vector<Transports> listening_;  // 65,536
};

// How many ports of `range` have none of `reasons`. With kAssigned alone: the ports that no service has.
std::uint32_t count_without(const Availability& availability, PortRange range, Reasons reasons) noexcept;

}  // namespace portolan::registry
