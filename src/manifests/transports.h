// SPDX-License-Identifier: Apache-2.0
//
// Transports as people write several of them.
#pragma once

#include <string_view>

#include "portolan/error.h"
#include "portolan/types.h"

namespace portolan::manifests {

// "tcp", "TCP/UDP", "tcp, udp", "tcp udp". The empty set for an empty text.
Result<Transports> parse_transports(std::string_view text);

template <class Function>
void for_each(Transports transports, Function function) {
  for (const Transport transport : kAllTransports)
    if (transports.contains(transport)) function(transport);
}

}  // namespace portolan::manifests
