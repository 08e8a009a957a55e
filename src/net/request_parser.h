// SPDX-License-Identifier: Apache-2.0
//
// Bytes to requests (RFC 9112). Boost.Beast's parser reads the grammar; what it lets through although it is ambiguous
// or forbidden is refused here: a header with a bare LF or a folded line, no or several Host, a length beside a
// transfer coding, codings other than "chunked", characters that no request target has.
//
// Thread-safety: belongs to one connection.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "net/http.h"
#include "net/limits.h"

namespace portolan::net {

class RequestParser {
 public:
  explicit RequestParser(const Limits& limits);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  enum class Outcome : std::uint8_t {
    kMore,     // not whole yet
    kRequest,  // request() is good as long as the input is
    kBad,      // answer status() and close: what follows cannot be told apart
  };
  struct Step {
    Outcome outcome = Outcome::kMore;
    std::size_t consumed = 0;  // bytes of the input that are done with; the rest belongs in front of the next input
  };
  // Reads on. The input is what came and was not consumed before.
  Step parse(std::string_view input);

  const Request& request() const noexcept;
  bool keep_alive() const noexcept;
  bool is_modern() const noexcept;  // HTTP/1.1
  // The request lies in this parser and not in the input: it had a body.
  bool owns_request() const noexcept;
  // A header is complete, its body is not.
  bool in_body() const noexcept;
  // The client waits for "100 Continue" before it sends its body. True once.
  bool take_expectation() noexcept;
  unsigned status() const noexcept;  // of kBad: 400, 413, 417, 431, 501, 505
  // Ready for the next request.
  void reset() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace portolan::net
