// SPDX-License-Identifier: Apache-2.0
//
// Text as the search sees it: without case, accents and compatibility forms, cut into words. The compiler folds the
// registry and the search folds the question with the same function.
//
// Thread-safety: free functions; a Folder holds scratch memory and belongs to one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::lookup {

// Words longer than this are cut: nothing that long is searched for as a word.
inline constexpr std::size_t kMaxWord = 48;

class Folder {
 public:
  // Room for texts of so many bytes without allocating again.
  explicit Folder(std::size_t bytes = 256) { reserve(bytes); }
  // Texts longer than the room are cut by fold_within, grown for by fold.
  std::string_view fold(std::string_view text);
  std::string_view fold_within(std::string_view text) noexcept;

 private:
  void reserve(std::size_t bytes);
  std::string_view fold_into_buffer(std::string_view text) noexcept;

  std::vector<std::int32_t> buffer_;
};

inline bool is_word_byte(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// Takes the next word off the front of a folded text; empty at its end.
inline std::string_view next_word(std::string_view& folded) noexcept {
  std::size_t begin = 0;
  while (begin < folded.size() && !is_word_byte(folded[begin])) ++begin;
  std::size_t end = begin;
  while (end < folded.size() && is_word_byte(folded[end])) ++end;
  const std::string_view word = folded.substr(begin, end - begin < kMaxWord ? end - begin : kMaxWord);
  folded.remove_prefix(end);
  return word;
}

}  // namespace portolan::lookup
