// SPDX-License-Identifier: Apache-2.0
//
// The body of an answer while it arrives: held against what its header announced and against the limit.
//
// Not for several threads at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/failure.h"
#include "fetch/gunzip.h"

namespace portolan::fetch {

// What the header says about the body. Empty: not said.
struct BodyHead {
  std::string length;             // Content-Length
  bool lengths_differ = false;    // it was given twice, differently
  std::string transfer_encoding;  // "chunked" is the only one
  std::string content_encoding;   // "gzip", "identity"
};

class Body {
 public:
  explicit Body(std::uint64_t limit) : limit_(limit) {}

  // Each gives what is wrong. After that the body is of no use.
  std::optional<Failure> begin(const BodyHead& head);
  std::optional<Failure> take(std::string_view piece);
  // `ended`: the other side said that nothing follows.
  std::optional<Failure> end(bool ended) const;

  std::uint64_t received() const noexcept { return received_; }
  // 0: unknown.
  std::uint64_t expected() const noexcept { return length_.value_or(0); }
  // As much came as was announced, so that nothing should follow.
  bool reached_length() const noexcept { return length_ && received_ == *length_; }
  std::string release() { return std::move(bytes_); }

 private:
  std::optional<Failure> keep(std::string_view piece);
  Failure too_long() const;

  std::uint64_t limit_;
  std::optional<std::uint64_t> length_;
  bool chunked_ = false;
  std::optional<Gunzip> gunzip_;
  std::uint64_t received_ = 0;  // before decompression
  std::string bytes_;
};

}  // namespace portolan::fetch
