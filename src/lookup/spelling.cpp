// SPDX-License-Identifier: Apache-2.0
#include "lookup/spelling.h"

#include <algorithm>
#include <array>

namespace portolan::lookup {
namespace {

constexpr std::size_t kLongest = 32;

}  // namespace

Misspelling::Misspelling(std::string_view wanted) noexcept : wanted_(wanted), letters_(letters_of(wanted)) {
  if (wanted.size() >= 3 && wanted.size() <= kLongest) tolerance_ = wanted.size() < 6 ? 1 : 2;
}

std::uint64_t Misspelling::letters_of(std::string_view word) noexcept {
  std::uint64_t letters = 0;
  // Letters have bits of their own; digits and what is not ASCII share them, which costs a second look at most.
  for (const char c : word) letters |= std::uint64_t{1} << (static_cast<unsigned char>(c) % 56U);
  return letters | std::uint64_t{std::min<std::size_t>(word.size(), 255)} << 56U;
}

unsigned Misspelling::errors_in(std::string_view word) const noexcept {
  const std::size_t longer = std::max(word.size(), wanted_.size());
  const std::size_t shorter = std::min(word.size(), wanted_.size());
  const unsigned too_many = tolerance() + 1;
  if (longer - shorter >= too_many || longer > kLongest) return too_many;
  return std::min(distance(word), too_many);
}

unsigned Misspelling::distance(std::string_view word) const noexcept {
  using Row = std::array<std::uint8_t, kLongest + 1>;
  Row before_last{};
  Row last{};
  Row row{};
  for (std::size_t j = 0; j <= word.size(); ++j) last[j] = static_cast<std::uint8_t>(j);
  for (std::size_t i = 1; i <= wanted_.size(); ++i) {
    row[0] = static_cast<std::uint8_t>(i);
    for (std::size_t j = 1; j <= word.size(); ++j) {
      const int change = wanted_[i - 1] == word[j - 1] ? 0 : 1;
      int best = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && wanted_[i - 1] == word[j - 2] && wanted_[i - 2] == word[j - 1])
        best = std::min(best, before_last[j - 2] + 1);
      row[j] = static_cast<std::uint8_t>(best);
    }
    before_last = last;
    last = row;
  }
  return last[word.size()];
}

}  // namespace portolan::lookup
