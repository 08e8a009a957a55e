// SPDX-License-Identifier: Apache-2.0
#include "net/compose.h"

#include <fmt/chrono.h>
#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace portolan::net {
namespace {

struct Reason {
  unsigned status;
  std::string_view words;
};
constexpr std::array kReasons = {
    Reason{100, "Continue"},
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{303, "See Other"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{411, "Length Required"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{414, "URI Too Long"},
    Reason{415, "Unsupported Media Type"},
    Reason{416, "Range Not Satisfiable"},
    Reason{417, "Expectation Failed"},
    Reason{422, "Unprocessable Content"},
    Reason{428, "Precondition Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{503, "Service Unavailable"},
    Reason{505, "HTTP Version Not Supported"},
};

// A status that says by itself that no content follows (RFC 9110, section 6.4.1).
bool has_no_content(unsigned status) noexcept { return status == 204 || status == 304 || status < 200; }

void append_status_line(unsigned status, std::string& out) {
  if (status == 200) {
    out.append("HTTP/1.1 200 OK\r\n");
    return;
  }
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("HTTP/1.1 {} {}\r\n"), status, reason_of(status));
}

bool needs_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c >= '\x7f' || c < 0;
}

void append_escaped(std::string_view text, std::string& out) {
  if (std::ranges::none_of(text, needs_escape)) {
    out.append(text);
    return;
  }
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out.append({'\\', c});
    else if (needs_escape(c))
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
    else
      out.push_back(c);
  }
}

void append_quoted(std::string_view text, std::string& out) {
  out.push_back('"');
  append_escaped(text, out);
  out.push_back('"');
}

}  // namespace

std::string http_date(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

std::string_view reason_of(unsigned status) noexcept {
  const auto* found = std::ranges::find(kReasons, status, &Reason::status);
  return found == kReasons.end() ? std::string_view() : found->words;
}

void append_head(const Response& response, const Framing& framing, std::string& out) {
  append_status_line(response.status, out);
  out.append("Date: ").append(framing.date).append("\r\n");
  out.append(response.headers);
  if (!has_no_content(response.status))
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("Content-Length: {}\r\n"), response.content().size());
  if (!framing.keep_alive)
    out.append("Connection: close\r\n");
  else if (framing.say_so)
    out.append("Connection: keep-alive\r\n");
  out.append("\r\n");
}

void append_refusal(unsigned status, std::string_view common_headers, std::string_view date, std::string& out) {
  Response response;
  response.status = status;
  response.headers.assign(common_headers);
  response.add("Content-Type", "text/plain; charset=utf-8");
  response.add("Cache-Control", "no-store");
  if (status == 503) response.add("Retry-After", "5");
  response.body = fmt::format("{} {}\n", status, reason_of(status));
  append_head(response, {.date = date, .keep_alive = false}, out);
  out.append(response.body);
}

void append_log(const LogEntry& entry, std::string& out) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(entry.time.time_since_epoch()).count();
  // The day changes rarely, and telling it is dear.
  thread_local std::int64_t known_second = -1;
  thread_local std::string known_text;
  if (const std::int64_t second = micros / 1'000'000; second != known_second) {
    known_second = second;
    known_text = fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(second)));
  }
  fmt::format_to(std::back_inserter(out), FMT_COMPILE(R"({{"time":"{}.{:06}Z","peer":)"), known_text,
                 micros % 1'000'000);
  append_quoted(entry.peer, out);
  out.append(",\"method\":");
  append_quoted(entry.method, out);
  out.append(",\"target\":\"");
  append_escaped(entry.path, out);
  if (!entry.query.empty()) out.push_back('?');
  append_escaped(entry.query, out);
  fmt::format_to(std::back_inserter(out), FMT_COMPILE(R"(","status":{},"bytes":{},"microseconds":{},"agent":)"),
                 entry.status, entry.bytes, entry.took.count());
  append_quoted(entry.agent, out);
  out.append("}\n");
}

}  // namespace portolan::net
