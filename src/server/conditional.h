// SPDX-License-Identifier: Apache-2.0
//
// Requests with conditions and for parts (RFC 9110, sections 13 and 14), as pure functions over what a client sent.
//
// Thread-safety: free functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"
#include "server/body.h"

namespace portolan::server {

// The entity tag of a body in a coding, with quotes: each representation has its own.
std::string quoted_tag(std::string_view tag, Coding coding);

// True if a list of tags (If-None-Match) names the tag, or is "*" (section 13.1.2: weak ones count too).
bool client_has(std::string_view tags, std::string_view tag);

// Seconds since 1970; nothing of what is no date. All three forms are read (section 5.6.7).
std::optional<std::int64_t> parse_http_date(std::string_view text);

// What there is to be sent.
struct Representation {
  std::string_view tag;       // with quotes
  std::int64_t modified = 0;  // seconds since 1970
};

// In the order of section 13.2.2.
enum class Verdict : std::uint8_t {
  kSend,         // as if nothing had been asked
  kNotModified,  // 304
  kFailed,       // 412
};
Verdict judge(const net::Request& request, const Representation& there);

// The part that a GET asks for; `end` is exclusive.
struct Part {
  std::size_t begin = 0;
  std::size_t end = 0;
};
struct Wanted {
  enum class Kind : std::uint8_t { kWhole, kPart, kNone } kind = Kind::kWhole;  // kNone: 416
  Part part;
};
// Range and If-Range of a request for a representation of that size. Several ranges at once, units other than bytes and
// what makes no sense are answered with the whole, as section 14.2 lets a server do.
Wanted wanted_part(const net::Request& request, const Representation& there, std::size_t size);

}  // namespace portolan::server
