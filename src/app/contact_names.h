// SPDX-License-Identifier: Apache-2.0
//
// Contacts by their id, and by the words of their names.
//
// Thread-safety: immutable after construction. Lifetimes: the lookup must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "portolan/lookup.h"

namespace portolan::app {

class ContactNames {
 public:
  explicit ContactNames(const Lookup& lookup);

  // The position of a contact.
  std::optional<std::uint32_t> position_of(std::string_view id) const;
  // The contacts of whose id, name or organisation a word begins with each word of the text, without regard to case and
  // accents: their positions, at most so many. Those whose id begins with such a word come first, else the order is
  // that of the registry. Nothing for a text without words.
  std::vector<std::uint32_t> find(std::string_view text, std::size_t most) const;

 private:
  struct Place {
    std::uint32_t begin = 0;  // in text_
    std::uint32_t contact = 0;
  };
  std::string_view word_at(std::uint32_t begin) const noexcept;
  bool has_word(std::uint32_t contact, std::string_view prefix) const noexcept;

  std::unordered_map<std::string_view, std::uint32_t> by_id_;
  std::string text_;                   // the words of all contacts, a blank behind each
  std::vector<std::uint32_t> begins_;  // of each contact in text_, and the end
  std::vector<Place> words_;           // by their text
};

}  // namespace portolan::app
