// SPDX-License-Identifier: Apache-2.0
//
// How far a word is from what was asked: the number of letters put in, left out, changed or swapped with their
// neighbour (optimal string alignment). Made for comparing one question with very many words.
//
// Thread-safety: immutable; no allocation.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace portolan::lookup {

class Misspelling {
 public:
  // `wanted` is folded and must live as long as this object.
  explicit Misspelling(std::string_view wanted) noexcept;

  // How many errors are forgiven, at most 2: none in very short words, where every word would be near every other.
  unsigned tolerance() const noexcept { return static_cast<unsigned>(tolerance_); }
  // The number of errors in `word`, or more than the tolerance.
  unsigned errors_in(std::string_view word) const noexcept;

  // What a word is made of, in one number: its length, and a bit per letter that occurs. Each error changes the length
  // by one at most and two of the letters, so that comparing two such numbers refuses most words without looking at
  // them.
  static std::uint64_t letters_of(std::string_view word) noexcept;
  bool may_be(std::uint64_t letters) const noexcept {
    const auto longer = static_cast<std::int64_t>(letters >> 56U) - static_cast<std::int64_t>(letters_ >> 56U);
    if (longer > tolerance_ || -longer > tolerance_) return false;
    std::uint64_t others = (letters ^ letters_) & ~std::uint64_t{0} >> 8U;
    for (int i = 0; i < 2 * tolerance_; ++i) others &= others - 1;  // takes one bit off
    return others == 0;
  }

 private:
  std::string_view wanted_;
  std::array<std::uint32_t, 256> places_{};  // for each letter: bit i if it is the i-th wanted one
  std::uint64_t letters_ = 0;
  int tolerance_ = 0;
};

}  // namespace portolan::lookup
