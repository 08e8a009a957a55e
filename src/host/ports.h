// SPDX-License-Identifier: Apache-2.0
//
// What this machine says about its ports: the facts that registry/availability.h judges by.
//
//     const host::PortFacts host = host::read_port_facts();
//     const registry::Availability availability(use, host.facts, policy);
//     for (const std::string& note : host.unknown) warn(note);
//
// The facts are those of the network namespace of the caller: in a container, the container's. They are of the moment
// at which each file was read. DCCP sockets are never found: no kernel lists them in a file.
//
// Thread-safety: no shared state; opens and closes files, changes nothing.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "portolan/types.h"
#include "registry/availability.h"

namespace portolan::host {

struct PortFacts {
  registry::HostFacts facts;         // listeners by port, transport, address and process, each once
  std::string ephemeral_from;        // the file that gives the ephemeral range; empty if none could be read
  std::vector<std::string> unknown;  // for each fact that could not be read: which, and what is assumed instead
  std::size_t malformed = 0;         // lines of the kernel's lists that were skipped
};

// Whether to look for the processes that hold the listening sockets: the dear part, since it reads the open files of
// every process. Listeners without them have no process.
enum class Processes : bool { kSkip, kName };

// Reads everything from the file system that is mounted at `proc`. Never fails: what is missing or not allowed is
// unknown. A list that is missing because the kernel lacks the protocol (tcp6 without IPv6, sctp/eps without SCTP) is
// empty, not unknown. The process of a socket is the one with the lowest id among those that the caller may see; root
// sees all, others their own.
PortFacts read_port_facts(const std::filesystem::path& proc = "/proc", Processes processes = Processes::kName);

// net.ipv4.ip_local_port_range: two ports, "32768\t60999". kInvalidValue for anything else.
Result<PortRange> parse_port_range(std::string_view text);

// net.ipv4.ip_local_reserved_ports: "8080,9148,30000-30010", or nothing at all. kInvalidValue for anything else.
Result<std::vector<PortRange>> parse_reserved_ports(std::string_view text);

}  // namespace portolan::host
