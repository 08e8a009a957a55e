// SPDX-License-Identifier: Apache-2.0
//
// A body that is sent often: its bytes, the same compressed in every coding that clients ask for, its entity tags.
// Prepared once, then shared by all answers.
//
// Thread-safety: immutable.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "net/http.h"
#include "net/sealed_bytes.h"

namespace portolan::server {

enum class Coding : std::uint8_t { kIdentity, kGzip, kBrotli, kZstd };
std::string_view to_string(Coding coding) noexcept;  // "gzip", "br", "zstd"; "" for the identity

// The coding that a client likes best of those that we have (RFC 9110, section 12.5.3); the smallest where it likes
// several alike.
Coding choose_coding(std::string_view accept_encoding) noexcept;

struct Body {
  std::string media_type;
  std::string identity;
  std::string gzip;  // empty: not smaller
  std::string brotli;
  std::string zstd;
  std::string tag;  // without quotes and coding
  // Instead of `identity`: bytes that live on elsewhere, and what keeps them.
  std::string_view lent;
  std::shared_ptr<const void> owner;

  // By coding, instead of the strings: what is sent so often that it shall not be copied.
  std::array<std::shared_ptr<const net::SealedBytes>, 4> sealed;

  std::string_view in(Coding coding) const noexcept;
};

// How much work compressing is worth: for what is made once for a state, or for one answer while a client waits; or
// none.
enum class Effort : std::uint8_t { kOnce, kNow, kNone };
// The bytes in that coding; empty for the identity, or where it fails.
std::string compress(std::string_view bytes, Coding coding, Effort effort);
std::shared_ptr<const Body> prepare_body(std::string media_type, std::string bytes, Effort effort = Effort::kOnce);
// Over bytes that `owner` keeps, without a copy.
std::shared_ptr<const Body> prepare_body(std::string media_type, std::string_view bytes,
                                         std::shared_ptr<const void> owner, Effort effort = Effort::kOnce);

// The same, its large forms sealed: for what is kept for as long as a state.
std::shared_ptr<const Body> sealed(std::shared_ptr<const Body> body);
// The body in that coding as the content of the response, and its owner.
void lend(std::shared_ptr<const Body> body, Coding coding, net::Response& response);

// A strong entity tag of bytes, without quotes.
std::string tag_of(std::string_view bytes);

}  // namespace portolan::server
