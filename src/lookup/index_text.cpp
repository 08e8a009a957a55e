// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "lookup/fold.h"
#include "lookup/index.h"

namespace portolan::lookup {
namespace {

// Collects which words stand in which records. A pair is one number: word, record, kind of field (0 name,
// 1 description, 2 anything else), so that one sort brings all of them into the order of the file.
class Words {
 public:
  void add(std::string_view folded, std::uint32_t record, std::uint32_t kind) {
    for (std::string_view word = next_word(folded); !word.empty(); word = next_word(folded))
      pairs_.push_back({number(word), record << 2U | kind});
  }

  // Fills words, index and postings.
  void write(TextIndex& out) {
    const std::vector<std::uint32_t> sorted = sorted_words(out);
    for (Pair& pair : pairs_) pair.word = sorted[pair.word];
    std::ranges::sort(pairs_);
    // A word that stands in several fields of a record counts for the best of them.
    const auto repeated = std::ranges::unique(
        pairs_, [](const Pair& a, const Pair& b) { return a.word == b.word && a.use >> 2U == b.use >> 2U; });
    pairs_.erase(repeated.begin(), repeated.end());
    write_postings(out);
  }

 private:
  struct Pair {
    std::uint32_t word;
    std::uint32_t use;
    auto operator<=>(const Pair&) const = default;
  };

  std::uint32_t number(std::string_view word) {
    const auto found = numbers_.find(word);
    if (found != numbers_.end()) return found->second;
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    numbers_.emplace(std::string(word), next);
    return next;
  }

  // The place of each word in alphabetical order, by its number.
  std::vector<std::uint32_t> sorted_words(TextIndex& out) {
    std::vector<std::pair<std::string_view, std::uint32_t>> words(numbers_.begin(), numbers_.end());
    std::ranges::sort(words);
    std::vector<std::uint32_t> sorted(words.size());
    for (std::uint32_t i = 0; i < words.size(); ++i) {
      sorted[words[i].second] = i;
      index_.push_back(
          {.text = static_cast<std::uint32_t>(out.words.size()), .postings = 0, .in_names = 0, .in_descriptions = 0});
      out.words += words[i].first;
    }
    out.word_count = static_cast<std::uint32_t>(words.size());
    index_.push_back(
        {.text = static_cast<std::uint32_t>(out.words.size()), .postings = 0, .in_names = 0, .in_descriptions = 0});
    return sorted;
  }

  void write_postings(TextIndex& out) {
    std::vector<std::uint32_t> postings;
    postings.reserve(pairs_.size());
    std::size_t at = 0;
    for (std::uint32_t word = 0; word < index_.size(); ++word) {
      index_[word].postings = static_cast<std::uint32_t>(postings.size());
      const std::size_t begin = at;
      while (at < pairs_.size() && pairs_[at].word == word) ++at;
      for (std::uint32_t kind = 0; kind < 3; ++kind) {
        const std::size_t before = postings.size();
        for (std::size_t i = begin; i < at; ++i)
          if ((pairs_[i].use & 3U) == kind) postings.push_back(pairs_[i].use >> 2U);
        const auto count = static_cast<std::uint32_t>(postings.size() - before);
        if (kind == 0) index_[word].in_names = count;
        if (kind == 1) index_[word].in_descriptions = count;
      }
    }
    out.postings.assign(reinterpret_cast<const char*>(postings.data()), postings.size() * 4);
    out.index.assign(reinterpret_cast<const char*>(index_.data()), index_.size() * sizeof(Word));
  }

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return XXH3_64bits(text.data(), text.size()); }
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::vector<Pair> pairs_;
  std::vector<Word> index_;
};

// What a record says of people: the ids it cites and what the contact table says of them.
class People {
 public:
  explicit People(const registry::Registry& registry) : contacts_(registry) {}

  std::string text(const registry::Record& record) const {
    std::string out;
    append(out, record.contacts);
    if (!record.assignee.empty() && record.assignee != record.contacts) append(out, record.assignee);
    return out;
  }

 private:
  void append(std::string& out, const registry::References& references) const {
    for (const registry::Reference& reference : references) {
      out.append(reference.data).push_back(' ');
      const registry::Contact* contact = contacts_.find(reference.data);
      if (contact == nullptr) continue;
      if (contact->name) out.append(*contact->name).push_back(' ');
      if (contact->organization) out.append(*contact->organization).push_back(' ');
      for (const std::string& uri : contact->uris) {
        const std::string address = registry::address(uri);
        out.append(std::string_view(address).substr(address.starts_with("mailto:") ? 7 : 0)).push_back(' ');
      }
    }
  }

  registry::ContactIndex contacts_;
};

std::string field_text(const registry::Record& record, const People& people, unsigned field) {
  switch (field) {
    case 0: return record.name.text();
    case 1: return record.description.published();
    case 2: return people.text(record);
    default:
      return record.references.published() + " " + record.unauthorized_use.published() + " " + record.notes.published();
  }
}

}  // namespace

Result<TextIndex> index_text(const registry::Registry& registry) {
  TextIndex out;
  Words words;
  Folder folder;
  const People people(registry);
  for (unsigned field = 0; field < kTextFields; ++field) {
    for (std::uint32_t i = 0; i < registry.records.size(); ++i) {
      const auto start = static_cast<std::uint32_t>(out.text.size());
      out.starts.append(reinterpret_cast<const char*>(&start), 4);
      const std::string_view folded = folder.fold(field_text(registry.records[i], people, field));
      words.add(folded, i, std::min(field, 2U));
      out.text += folded;
      out.text.push_back('\0');  // no search crosses it
    }
    if (out.text.size() > UINT32_MAX / 2)
      return fail(ErrorCode::kLimit, "the texts of this registry are too long for a lookup file (2 GiB)");
  }
  words.write(out);
  return out;
}

}  // namespace portolan::lookup
