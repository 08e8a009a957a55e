// SPDX-License-Identifier: Apache-2.0
#include "fetch/body.h"

#include <fmt/format.h>
#include <strings.h>

#include <charconv>
#include <utility>

namespace portolan::fetch {
namespace {

// What gzip and its headers may add to a document that does not become shorter.
constexpr std::uint64_t kOverhead = std::uint64_t{64} * 1024;

Failure lasting(std::string message) { return {ErrorCode::kIo, std::move(message), false, {}}; }
Failure passing(std::string message) { return {kTryAgainLater, std::move(message), true, {}}; }

bool same_word(const std::string& a, const char* b) { return ::strcasecmp(a.c_str(), b) == 0; }

// RFC 9110, section 8.6: digits and nothing else.
std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Failure> Body::begin(const BodyHead& head) {
  chunked_ = same_word(head.transfer_encoding, "chunked");
  if (!chunked_ && !head.transfer_encoding.empty())
    return lasting("the server sends the document in an encoding that was not asked for");
  if (!head.length.empty()) length_ = number_of(head.length);
  if (head.lengths_differ || (!head.length.empty() && !length_))
    return lasting("the server contradicts itself about the length of the document");
  if (!length_ && !chunked_)
    return lasting("the server does not say how long the document is, so that a cut one would not be noticed");
  if (same_word(head.content_encoding, "gzip") || same_word(head.content_encoding, "x-gzip"))
    gunzip_.emplace();
  else if (!head.content_encoding.empty() && !same_word(head.content_encoding, "identity"))
    return lasting("the server compresses the document in a way that was not asked for");
  if (!length_) return std::nullopt;
  if (*length_ > limit_ + (gunzip_ ? kOverhead : 0)) return too_long();
  if (!gunzip_) bytes_.reserve(*length_);
  return std::nullopt;
}

std::optional<Failure> Body::take(std::string_view piece) {
  received_ += piece.size();
  if (length_ && received_ > *length_)
    return lasting(fmt::format("the server sends more than the {} bytes that it announced", *length_));
  // Also of what decompresses to nothing.
  if (received_ > limit_ + (gunzip_ ? kOverhead : 0)) return too_long();
  return keep(piece);
}

std::optional<Failure> Body::keep(std::string_view piece) {
  if (!gunzip_) {
    bytes_.append(piece);
    return std::nullopt;
  }
  switch (gunzip_->feed(piece, bytes_, limit_)) {
    case Gunzip::Step::kGood: return std::nullopt;
    case Gunzip::Step::kTooLong: return too_long();
    case Gunzip::Step::kDamaged: break;
  }
  return passing("the document came damaged: it cannot be decompressed");
}

std::optional<Failure> Body::end(bool ended) const {
  if (length_ && received_ < *length_) return passing(fmt::format("only {} of {} bytes came", received_, *length_));
  // The last chunk is the only end that chunks have.
  if (chunked_ && !ended) return passing("the connection broke before the document was whole");
  if (received_ == 0) return lasting("the document is empty: check the address");
  if (gunzip_ && !gunzip_->whole()) return passing("the document came cut: its compressed data do not end");
  if (bytes_.empty()) return lasting("the document is empty: check the address");
  return std::nullopt;
}

Failure Body::too_long() const {
  return {ErrorCode::kLimit,
          fmt::format("the document is larger than {} bytes: check the address, or allow more", limit_),
          false,
          {}};
}

}  // namespace portolan::fetch
