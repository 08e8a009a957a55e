// SPDX-License-Identifier: Apache-2.0
//
// A request and its answer, as everything above this room sees them: no sockets, no parser, no library's types.
//
// Thread-safety: values. Lifetimes: a Request points into the memory of its connection and is good until its Handler
// has answered.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace portolan::net {

class SealedBytes;

enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };
// "GET"; "?" for kOther.
std::string_view to_string(Method method) noexcept;

struct Header {
  std::string_view name;  // as sent; names are compared without case
  std::string_view value;
};

// True if two header names, or two words of a header, are the same (RFC 9110, section 5.1).
bool same_word(std::string_view a, std::string_view b) noexcept;

struct Request {
  Method method = Method::kGet;
  std::string_view path;   // as sent and not decoded; begins with '/'
  std::string_view query;  // what stands behind '?', not decoded
  std::span<const Header> headers;
  std::string_view body;
  std::string_view peer;  // the client's address, as text
  bool secure = false;    // came over TLS

  // The first header of that name; empty if there is none.
  std::string_view header(std::string_view name) const noexcept {
    for (const Header& header : headers)
      if (same_word(header.name, name)) return header.value;
    return {};
  }
};

struct Response {
  unsigned status = 200;
  // "Name: value\r\n" one behind the other. Not Content-Length, Connection, Date, Keep-Alive: the connection's own.
  std::string headers;
  std::string body;  // made for this request
  // Instead of `body`: bytes that live on elsewhere, sent without a copy. `owner` keeps them.
  std::string_view shared;
  std::shared_ptr<const void> owner;
  // What `shared` lies in, if it lies in such bytes; `owner` keeps it too.
  const SealedBytes* sealed = nullptr;

  // REQUIRES: `value` holds no CR, LF or NUL.
  void add(std::string_view name, std::string_view value) {
    headers.append(name).append(": ").append(value).append("\r\n");
  }
  std::string_view content() const noexcept { return owner == nullptr ? std::string_view(body) : shared; }
  // As new, but with the memory it has.
  void clear() noexcept {
    status = 200;
    headers.clear();
    body.clear();
    shared = {};
    owner.reset();
    sealed = nullptr;
  }
};

// Answers requests. Its functions are called by several threads at once, and must not throw.
class Handler {
 public:
  virtual ~Handler() = default;
  // Called on the thread that serves connections: takes microseconds and waits for nothing. False: it needs longer, and
  // answer_slowly() is called instead, with a new Response. The body of an answer to HEAD is not sent.
  virtual bool answer(const Request& request, Response& response) = 0;
  // Called on a thread that may wait.
  virtual void answer_slowly(const Request& request, Response& response) = 0;
  // Headers of what the connection itself answers (400, 408, 413, 431, 503): as Response::headers.
  virtual std::string_view common_headers(bool secure) const noexcept = 0;
};

// Answers questions of one line (RFC 3912). As Handler; `question` comes without the end of its line.
class LineHandler {
 public:
  virtual ~LineHandler() = default;
  // May take milliseconds; the answer with its line ends. The connection is closed behind it.
  virtual std::string answer_line(std::string_view question) = 0;
};

}  // namespace portolan::net
