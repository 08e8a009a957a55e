// SPDX-License-Identifier: Apache-2.0
#include "lookup/spelling.h"

#include <algorithm>

namespace portolan::lookup {
namespace {

constexpr std::size_t kLongest = 32;

}  // namespace

Misspelling::Misspelling(std::string_view wanted) noexcept : wanted_(wanted), letters_(letters_of(wanted)) {
  if (wanted.size() > kLongest) return;
  if (wanted.size() >= 3) tolerance_ = wanted.size() < 6 ? 1 : 2;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    places_[static_cast<unsigned char>(wanted[i])] |= std::uint32_t{1} << i;
}

std::uint64_t Misspelling::letters_of(std::string_view word) noexcept {
  std::uint64_t letters = 0;
  // Letters have bits of their own; digits and what is not ASCII share them, which costs a second look at most.
  for (const char c : word) letters |= std::uint64_t{1} << (static_cast<unsigned char>(c) % 56U);
  return letters | std::uint64_t{std::min<std::size_t>(word.size(), 255)} << 56U;
}

// Hyyrö's bit-parallel form of the distance: a column of the table is two words of differences, up and down, and a
// letter of `word` moves them on by a few instructions. Very many words come here for each question.
unsigned Misspelling::errors_in(std::string_view word) const noexcept {
  const std::size_t longer = std::max(word.size(), wanted_.size());
  const std::size_t shorter = std::min(word.size(), wanted_.size());
  const unsigned too_many = tolerance() + 1;
  if (longer - shorter >= too_many || longer > kLongest || wanted_.empty()) return too_many;
  std::uint64_t up = ~std::uint64_t{0};
  std::uint64_t down = 0;
  std::uint64_t diagonal = 0;
  std::uint64_t before = 0;
  std::uint64_t distance = wanted_.size();
  const auto last = static_cast<unsigned>(wanted_.size() - 1);
  for (const char letter : word) {
    const std::uint64_t places = places_[static_cast<unsigned char>(letter)];
    const std::uint64_t swapped = (~diagonal & places) << 1U & before;
    diagonal = (((places & up) + up) ^ up) | places | down | swapped;
    std::uint64_t right = down | ~(diagonal | up);
    std::uint64_t left = diagonal & up;
    distance = distance + (right >> last & 1U) - (left >> last & 1U);
    right = right << 1U | 1U;
    left <<= 1U;
    up = left | ~(diagonal | right);
    down = right & diagonal;
    before = places;
  }
  return std::min(static_cast<unsigned>(distance), too_many);
}

}  // namespace portolan::lookup
