// SPDX-License-Identifier: Apache-2.0
//
// The kernel's lists of sockets, as Linux writes them under /proc/net (proc_net(5)). Each is read line by line; only
// listening sockets are kept, so a host with a million connections costs no memory.
//
// A line that does not have the list's form is skipped and counted: the kernel may add a kind of line, and one odd
// line must not hide all listeners.
//
// Thread-safety: free functions without shared state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <vector>

#include "portolan/types.h"
#include "registry/availability.h"

namespace portolan::host {

struct Socket {
  registry::Listener listener;  // without the process
  std::uint64_t inode = 0;      // by which /proc/<pid>/fd names the socket; 0: nobody holds it

  bool operator==(const Socket&) const = default;
};

struct Sockets {
  std::vector<Socket> listening;  // in the order of the list
  std::size_t malformed = 0;      // lines
};

// The form of tcp, tcp6, udp and udp6. A TCP socket listens in state 0A. A UDP socket takes what comes while it has no
// peer: state 07. Addresses of 8 hexadecimal digits are IPv4, of 32 IPv6, in words of the host's byte order.
Sockets parse_inet(std::istream& list, Transport transport);

// The form of sctp/eps: an endpoint listens in state 10, and has one listener for each of its addresses.
Sockets parse_sctp_endpoints(std::istream& list);

}  // namespace portolan::host
