// SPDX-License-Identifier: Apache-2.0
//
// Where a text stands in a long one. Faster than memmem for the short texts that people search for: 16 places at once
// are compared with the wanted text's first and last byte, and only where both fit with all of it.
#pragma once

#include <bit>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace portolan::lookup {

// The first place at or after `from`, or npos. REQUIRES: wanted is not empty.
inline std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from) noexcept {
  const std::size_t size = wanted.size();
#if defined(__SSE2__)
  const __m128i first = _mm_set1_epi8(wanted.front());
  const __m128i last = _mm_set1_epi8(wanted.back());
  const auto at = [&](std::size_t place) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + place));
  };
  for (; from + size - 1 + 16 <= text.size(); from += 16) {
    const __m128i fits = _mm_and_si128(_mm_cmpeq_epi8(at(from), first), _mm_cmpeq_epi8(at(from + size - 1), last));
    for (auto bits = static_cast<unsigned>(_mm_movemask_epi8(fits)); bits != 0; bits &= bits - 1) {
      const std::size_t place = from + static_cast<std::size_t>(std::countr_zero(bits));
      if (std::memcmp(text.data() + place, wanted.data(), size) == 0) return place;
    }
  }
#endif
  if (from > text.size()) return std::string_view::npos;
  const void* found = ::memmem(text.data() + from, text.size() - from, wanted.data(), size);
  return found == nullptr ? std::string_view::npos
                          : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace portolan::lookup
