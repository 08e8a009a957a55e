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

  // How many errors are forgiven, at most 2: none in very short words, where every word would be near every other.
  unsigned tolerance() const noexcept;
  // The number of errors in `word`, or more than the tolerance.
  unsigned errors_in(std::string_view word) const noexcept;

  // A bit per letter that occurs in a word. Each error changes at most two of them, so that comparing two such sets
  // refuses most words without looking at them.
  static std::uint64_t letters_of(std::string_view word) noexcept;
  bool may_be(std::uint64_t letters) const noexcept {
    std::uint64_t others = letters ^ letters_;
    for (unsigned i = 0; i < 4; ++i) others &= others - 1;  // takes one bit off
    return others == 0;
  }

 private:
  unsigned distance(std::string_view word) const noexcept;

  std::string_view wanted_;
  std::uint64_t letters_ = 0;
};

}  // namespace portolan::lookup
