// SPDX-License-Identifier: Apache-2.0
//
// One document from the network, whole or not at all.
//
// Certificates and host names are always checked, TLS is 1.2 or later, and there is no way to turn this off. A document
// is taken as whole only if the server said where it ends (Content-Length, or chunks), sent exactly that much, and a
// compressed one ends as gzip ends. Without that a cut download could not be told from a short document, so it is
// refused. HTTP/1.1 (RFC 9112) only: one document gains nothing from HTTP/2, and the rules above can be seen to hold.
//
// A proxy is taken from the environment as curl takes it (https_proxy, all_proxy, no_proxy; http_proxy for plain HTTP).
// Nothing else is: no .netrc, no cookies, no configuration file.
//
// Thread-safety: fetch() may run in several threads at once. It keeps nothing between calls. Memory: the document, at
// most max_bytes of it, and 256 KiB of header.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "portolan/error.h"

namespace portolan::fetch {

struct Request {
  std::string url;                                     // https://...; names no user and no password
  std::string etag;                                    // of what the caller has, with its quotes: sent as If-None-Match
  std::string last_modified;                           // of what the caller has: sent as If-Modified-Since
  std::uint64_t max_bytes = std::uint64_t{64} << 20U;  // after decompression; the download stops at the first beyond
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(15);  // name, connection and TLS, each attempt
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(30);    // nothing came for so long, each attempt
  std::chrono::milliseconds total_timeout = std::chrono::minutes(5);     // all attempts and the waits between them
  unsigned redirects = 5;                                                // followed only to https
  unsigned attempts = 4;                                                 // at least 1
  std::string ca_file;            // PEM certificates to trust instead of the system's
  std::string user_agent;         // empty: none is sent
  bool allow_plain_http = false;  // for an organisation's own mirror: `url` may begin with http://
};

// Bytes as they travel, compressed or not; both begin anew with every attempt.
struct Progress {
  std::uint64_t received = 0;
  std::uint64_t expected = 0;  // 0: unknown
};

struct Answer {
  bool not_modified = false;  // what the caller has is current; `bytes` is empty, etag and last_modified still hold
  std::string bytes;          // never empty otherwise
  std::string etag;           // empty if the server gave none, or one that could not be sent back
  std::string last_modified;
  std::string content_type;
  std::string final_url;  // after redirects
};

// Called many times a second, in the caller's thread; false stops the download. May be empty.
using OnProgress = std::function<bool(const Progress&)>;
// Returns after that time. Empty: sleeps.
using Wait = std::function<void(std::chrono::milliseconds)>;

// Downloads a document. Failures that can pass are tried again, after about 1, 2, 4, ... seconds with some jitter: no
// connection, a broken or stalled one, the statuses 408, 429 and 5xx. A server's Retry-After (RFC 9110, section 10.2.3)
// makes a wait longer, up to two minutes; one that asks for more is not asked again.
//
// Errors, with the address as the place: kInvalidArgument (the request makes no sense), kLimit (more than max_bytes, or
// too large a header), kUnavailable (what can pass: asked too often, in trouble, cut, too slow), kIo (all else,
// stopping by `progress` too). None leaves anything behind.
Result<Answer> fetch(const Request& request, const OnProgress& progress = {}, const Wait& wait = {});

}  // namespace portolan::fetch
