// SPDX-License-Identifier: Apache-2.0
#include "app/contact_names.h"

#include <algorithm>
#include <functional>

#include "lookup/fold.h"

namespace portolan::app {

ContactNames::ContactNames(const Lookup& lookup) {
  lookup::Folder folder;
  for (std::uint32_t i = 0; i < lookup.contact_count(); ++i) {
    begins_.push_back(static_cast<std::uint32_t>(text_.size()));
    const ContactView contact = lookup.contact_at(i);
    by_id_.emplace(contact.id(), i);
    for (const std::string_view field : {contact.id(), contact.name(), contact.organization()}) {
      std::string_view folded = folder.fold(field);
      for (auto word = lookup::next_word(folded); !word.empty(); word = lookup::next_word(folded)) {
        if (std::string_view(text_).substr(begins_.back()).contains(std::string(word) + ' ')) continue;
        words_.push_back({static_cast<std::uint32_t>(text_.size()), i});
        text_.append(word).push_back(' ');
      }
    }
  }
  begins_.push_back(static_cast<std::uint32_t>(text_.size()));
  std::ranges::sort(words_, [this](const Place& a, const Place& b) {
    const int order = word_at(a.begin).compare(word_at(b.begin));
    return order != 0 ? order < 0 : a.contact < b.contact;
  });
}

std::optional<std::uint32_t> ContactNames::position_of(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? std::nullopt : std::optional(found->second);
}

std::string_view ContactNames::word_at(std::uint32_t begin) const noexcept {
  const std::string_view rest = std::string_view(text_).substr(begin);
  return rest.substr(0, rest.find(' '));
}

bool ContactNames::has_word(std::uint32_t contact, std::string_view prefix) const noexcept {
  const std::string_view words = std::string_view(text_).substr(0, begins_[contact + 1]);
  for (std::size_t at = begins_[contact]; at < words.size(); at = words.find(' ', at) + 1)
    if (words.substr(at).starts_with(prefix)) return true;
  return false;
}

std::vector<std::uint32_t> ContactNames::find(std::string_view text, std::size_t most) const {
  constexpr std::size_t kMostWords = 8;
  lookup::Folder folder;
  std::string_view folded = folder.fold(text);
  std::vector<std::string_view> asked;
  for (auto word = lookup::next_word(folded); !word.empty() && asked.size() < kMostWords;
       word = lookup::next_word(folded))
    asked.push_back(word);
  if (asked.empty()) return {};
  // The longest word has the fewest contacts.
  std::ranges::stable_sort(asked, std::greater(), &std::string_view::size);
  const auto begin =
      std::ranges::partition_point(words_, [&](const Place& place) { return word_at(place.begin) < asked.front(); });
  std::vector<std::uint32_t> found;
  for (auto at = begin; at != words_.end() && word_at(at->begin).starts_with(asked.front()); ++at)
    if (std::ranges::all_of(asked, [&](std::string_view word) { return has_word(at->contact, word); }))
      found.push_back(at->contact);
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  std::ranges::stable_partition(found, [&](std::uint32_t contact) {
    return std::ranges::any_of(asked, [&](auto word) { return word_at(begins_[contact]).starts_with(word); });
  });
  if (found.size() > most) found.resize(most);
  return found;
}

}  // namespace portolan::app
