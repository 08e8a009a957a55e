// SPDX-License-Identifier: Apache-2.0
//
// A JSON document (RFC 8259) as a flat list of tokens in document order, with the limits of reading applied while it
// is parsed. Strict: UTF-8, no comments, no trailing commas, one value. Names that repeat in one object are kept, for
// the caller to refuse (RFC 8259, section 4, leaves their meaning open).
//
// Thread-safety: a const Tape can be read from any number of threads. It holds views into the document, which must
// outlive it unchanged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "formats/format.h"

namespace portolan::formats::json {

enum class Kind : std::uint8_t {
  kNull,
  kTrue,
  kFalse,
  kInteger,  // not negative, without fraction and exponent
  kNumber,   // every other number
  kString,
  kKey,  // of an object's member; the value is the next token
  kArray,
  kObject,
};

struct Token {
  Kind kind = Kind::kNull;
  std::string_view text;    // of a string or key, unescaped
  std::uint64_t value = 0;  // of an integer; of an array or object the token after its last
};

class Tape {
 public:
  // The document, or the first thing that keeps it from being one, with its place.
  static Result<Tape> parse(std::string_view bytes, const ReadOptions& options);

  // Token 0 is the document itself.
  const Token& operator[](std::size_t token) const { return tokens_[token]; }
  std::size_t size() const noexcept { return tokens_.size(); }
  // The token after the value that begins here.
  std::size_t after(std::size_t token) const {
    const Token& begin = tokens_[token];
    return begin.kind == Kind::kArray || begin.kind == Kind::kObject ? begin.value : token + 1;
  }

 private:
  friend class TapeBuilder;

  std::vector<Token> tokens_;
  std::deque<std::string> unescaped_;  // what strings with escapes mean; a deque, since tokens point into it
};

}  // namespace portolan::formats::json
