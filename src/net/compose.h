// SPDX-License-Identifier: Apache-2.0
//
// Responses as bytes (RFC 9112), and their line in the access log.
//
// Thread-safety: free functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/http.h"

namespace portolan::net {

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7).
std::string http_date(std::chrono::system_clock::time_point time);

struct Framing {
  std::string_view date;   // of http_date
  bool keep_alive = true;  // the connection stays
  bool say_so = false;     // the client needs to be told: HTTP/1.0
};
// Status line, headers and the empty line behind them.
void append_head(const Response& response, const Framing& framing, std::string& out);
// What a connection says when no handler could: a page of one line.
void append_refusal(unsigned status, std::string_view common_headers, std::string_view date, std::string& out);

// "Not Found"; empty for a status that HTTP does not know.
std::string_view reason_of(unsigned status) noexcept;

struct LogEntry {
  std::chrono::system_clock::time_point time;
  std::string_view peer;
  std::string_view method;
  std::string_view path;
  std::string_view query;
  std::string_view agent;
  unsigned status = 0;
  std::uint64_t bytes = 0;
  std::chrono::microseconds took{0};
};
// One JSON object and a newline. Whatever a client sends, it stays one line.
void append_log(const LogEntry& entry, std::string& out);

}  // namespace portolan::net
