// SPDX-License-Identifier: Apache-2.0
//
// How far a word is from what was asked: the number of letters put in, left out, changed or swapped with their
// neighbour (optimal string alignment). Made for comparing one question with very many words.
//
// Thread-safety: immutable; no allocation.
#pragma once

#include <cstdint>
#include <string_view>

namespace portolan::lookup {

class Misspelling {
 public:
  // `wanted` is folded and must live as long as this object.
  explicit Misspelling(std::string_view wanted) noexcept;

  // How many errors are forgiven: none in very short words, where every word would be near every other.
  unsigned tolerance() const noexcept;
  bool distance_is(std::string_view word, unsigned distance) const noexcept;

 private:
  unsigned distance(std::string_view word) const noexcept;

  std::string_view wanted_;
  std::uint64_t letters_ = 0;
};

}  // namespace portolan::lookup
