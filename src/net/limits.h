// SPDX-License-Identifier: Apache-2.0
//
// What a client may ask of a server in bytes, connections and time. docs/serving.md states the defaults.
#pragma once

#include <chrono>
#include <cstddef>

namespace portolan::net {

struct Limits {
  std::size_t header_bytes = std::size_t{16} << 10U;  // request line and headers; else 431
  std::size_t headers = 100;                          // else 431
  // Else 413. With the header a client that nobody knows takes 64 KiB at most; nothing here wants more to read.
  std::size_t body_bytes = std::size_t{32} << 10U;
  std::size_t connections = 20'000;  // more are told 503 and closed
  // From the connection to its first byte, and from the first byte of a request to the end of its header.
  std::chrono::seconds header_time{8};
  std::chrono::seconds body_time{20};  // for all of a body
  std::chrono::seconds idle_time{75};  // between requests
  // A response may take so long, and a second more for each `slowest` bytes of it.
  std::chrono::seconds response_time{10};
  std::size_t slowest = std::size_t{16} << 10U;
  // When the server leaves: for what runs, and for connections that wait for their next request.
  std::chrono::seconds leave_time{30};
  std::chrono::seconds leave_idle_time{2};
};

}  // namespace portolan::net
