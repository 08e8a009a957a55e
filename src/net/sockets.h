// SPDX-License-Identifier: Apache-2.0
//
// Listening sockets: opened here, or inherited from whoever started this process (socket activation, sd_listen_fds(3)).
//
// Thread-safety: for a program's start, before it has threads; taking what is inherited changes the environment.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "portolan/error.h"

namespace portolan::net {

// "127.0.0.1:8080", "[::1]:8080", "*:80" (every address), "localhost:0" (any free port), "/run/portolan.sock". Not
// blocking, closed by exec. Fails with kInvalidArgument for what is no address, kConflict where another program has it,
// kIo.
Result<int> listen_on(const std::string& address);
// The address that a socket listens on, as a client would write it: "127.0.0.1:8080".
std::string local_address(int socket);

struct Inherited {
  int socket = -1;
  std::string name;  // of LISTEN_FDNAMES: "http", "https", "whois"; empty if it has none
};
// The sockets that were handed to this process. Only the first call has them.
std::vector<Inherited> inherited_sockets();

}  // namespace portolan::net
