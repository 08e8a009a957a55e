// SPDX-License-Identifier: Apache-2.0
//
// The life of one connection, as coroutines on its lane.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "net/lane.h"
#include "net/tls.h"

namespace portolan::net {

// HTTP/1.1 until it closes. Owns the socket.
Task<void> serve_http(Lane& lane, int socket, TlsSession tls);
// One line, one answer.
Task<void> serve_line(Lane& lane, int socket);

}  // namespace portolan::net
