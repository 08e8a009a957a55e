// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "lookup/core.h"
#include "lookup/fold.h"
#include "lookup/layout.h"
#include "lookup/scan.h"
#include "lookup/spelling.h"
#include "portolan/lookup.h"

namespace portolan {
namespace {

constexpr std::size_t kMaxQuery = 256;
constexpr std::size_t kMaxWords = 8;
// Reading this much text for substrings takes about a millisecond. What is larger is read only where nothing else was
// found, so that words and prefixes are found in any registry about as fast.
constexpr std::size_t kAlwaysRead = std::size_t{8} << 20U;

using lookup::Word;

}  // namespace

// One search: the index, the question, and where the hits go. A record counts once, for the best rank it has.
struct Search::State {
  explicit State(const Lookup& lookup)
      : core(lookup.core()),
        positions(lookup.size()),
        names(core.header.name_count),
        seen(positions / 64 + 1),
        letters(std::make_unique_for_overwrite<std::uint64_t[]>(std::size_t{names} + core.header.word_count)),
        query(kMaxQuery),
        other(kMaxQuery) {}

  bool load();
  void begin(std::span<Hit> into);
  void finish();

  void names_with(std::string_view folded);
  void words_with(std::span<const std::string_view> words);
  void one_word(std::string_view word);
  void several_words(std::span<const std::string_view> words);
  void substrings(std::string_view folded);
  void misspelled(std::string_view folded);
  void know_letters();
  template <class Found>
  void each_near(const lookup::Misspelling& wanted, std::size_t end, Found found);

  std::string_view word_text(std::size_t i) const noexcept;
  std::pair<std::size_t, std::size_t> words_from(std::string_view prefix) const noexcept;
  std::span<const std::uint32_t> postings_of(std::size_t word) const noexcept;
  bool stands_in(std::size_t word, std::uint32_t record) const noexcept;
  bool begins_word_of(std::uint32_t record, std::string_view prefix) const noexcept;
  std::uint32_t members_of(std::uint32_t entry);
  RecordView first_of(std::uint32_t entry);
  void add_entry(std::uint32_t entry, Rank rank);
  void add(std::uint32_t position, Rank rank);
  void add(RecordView view, Rank rank);
  bool full() const noexcept { return count == hits.size(); }
  std::string_view name_key(std::size_t i) const noexcept {
    return {keys.data() + i * 16, strnlen(keys.data() + i * 16, 16)};
  }

  const detail::Core& core;
  std::uint32_t positions;
  std::uint32_t names;
  std::vector<std::uint64_t> seen;
  std::unique_ptr<std::uint64_t[]> letters;
  lookup::Folder query;
  lookup::Folder other;
  std::span<const char> keys;
  std::span<const std::uint32_t> refs;
  std::span<const std::uint32_t> places;
  std::span<const char> text;
  std::span<const std::uint32_t> starts;
  std::span<const char> word_bytes;
  std::span<const Word> words;
  std::span<const std::uint32_t> postings;
  std::span<Hit> hits;
  std::size_t count = 0;
  bool loaded = false;
  bool letters_known = false;
  bool damaged = false;
};

// The sections are compared with their checksums here, on the first search.
bool Search::State::load() {
  if (loaded) return true;
  keys = core.section<char>(lookup::kNameKeys);
  refs = core.section<std::uint32_t>(lookup::kNameRefs);
  places = core.section<std::uint32_t>(lookup::kRecordIndex);
  text = core.section<char>(lookup::kText);
  starts = core.section<std::uint32_t>(lookup::kTextStarts);
  word_bytes = core.section<char>(lookup::kWordText);
  words = core.section<Word>(lookup::kWordIndex);
  postings = core.section<std::uint32_t>(lookup::kPostings);
  const lookup::Header& header = core.header;
  loaded = refs.size() == header.name_count && keys.size() == refs.size() * 16 && places.size() == positions &&
           starts.size() == std::size_t{positions} * lookup::kTextFields && words.size() == header.word_count + 1U &&
           core.intact(lookup::kText) && core.intact(lookup::kWordText) && core.intact(lookup::kPostings);
  return loaded;
}

void Search::State::begin(std::span<Hit> into) {
  hits = into;
  count = 0;
  damaged = false;
}

void Search::State::finish() {
  // Only what was set is cleared, so that a search in a million records does not pay for all of them.
  for (std::size_t i = 0; i < count; ++i) seen[hits[i].record.position() / 64] = 0;
}

void Search::State::add(RecordView view, Rank rank) {
  damaged |= view.damaged();
  if (!view || full() || view.position() >= positions) return;
  std::uint64_t& word = seen[view.position() / 64];
  const std::uint64_t bit = std::uint64_t{1} << view.position() % 64;
  if ((word & bit) != 0) return;
  word |= bit;
  hits[count++] = {view, rank};
}

void Search::State::add(std::uint32_t position, Rank rank) {
  if (position >= positions || (seen[position / 64] >> position % 64 & 1U) != 0) return;
  add(core.record_at(places[position]), rank);
}

// How many records an entry stands for, its group compared with its checksum; 0 if that does not hold.
std::uint32_t Search::State::members_of(std::uint32_t entry) {
  lookup::Reader reader(core.source, core.header);
  const std::uint32_t members = reader.entry_count(entry);
  if ((entry & lookup::kSingle) == 0 && core.checked && members > 0) reader.verify_group(entry, members);
  damaged |= reader.damaged();
  return reader.damaged() ? 0 : members;
}

RecordView Search::State::first_of(std::uint32_t entry) {
  if (members_of(entry) == 0) return {};
  lookup::Reader reader(core.source, core.header);
  const RecordView view = core.record_at((entry & lookup::kSingle) != 0 ? entry : reader.group_place(entry, 0));
  damaged |= view.damaged();
  return view;
}

void Search::State::add_entry(std::uint32_t entry, Rank rank) {
  lookup::Reader reader(core.source, core.header);
  const std::uint32_t members = members_of(entry);
  for (std::uint32_t i = 0; i < members && !full(); ++i)
    add(core.record_at((entry & lookup::kSingle) != 0 ? entry : reader.group_place(entry, i)), rank);
}

// --- names

void Search::State::names_with(std::string_view folded) {
  const std::string_view key = folded.substr(0, 16);
  std::size_t low = 0;
  std::size_t high = refs.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (name_key(middle) < key)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < refs.size() && !full() && name_key(low).starts_with(key); ++low) {
    const std::string_view name = other.fold_within(first_of(refs[low]).name());
    if (name == folded)
      add_entry(refs[low], Rank::kExactName);
    else if (name.starts_with(folded))
      add_entry(refs[low], Rank::kNamePrefix);
  }
}

// --- words

std::string_view Search::State::word_text(std::size_t i) const noexcept {
  const std::size_t begin = words[i].text;
  const std::size_t end = words[i + 1].text;
  return begin <= end && end <= word_bytes.size() ? std::string_view(word_bytes.data() + begin, end - begin)
                                                  : std::string_view();
}

std::span<const std::uint32_t> Search::State::postings_of(std::size_t word) const noexcept {
  const std::size_t begin = words[word].postings;
  const std::size_t end = words[word + 1].postings;
  return begin <= end && end <= postings.size() ? postings.subspan(begin, end - begin)
                                                : std::span<const std::uint32_t>();
}

// The words that begin with `prefix`: from the first to behind the last.
std::pair<std::size_t, std::size_t> Search::State::words_from(std::string_view prefix) const noexcept {
  const auto bound = [&](auto before) {
    std::size_t low = 0;
    std::size_t high = words.size() - 1;
    while (low < high) {
      const std::size_t middle = (low + high) / 2;
      if (before(word_text(middle)))
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  };
  return {bound([&](std::string_view word) { return word < prefix; }),
          bound([&](std::string_view word) { return word.substr(0, prefix.size()) <= prefix; })};
}

// A word's list is three ascending runs: names, descriptions, the rest.
bool Search::State::stands_in(std::size_t word, std::uint32_t record) const noexcept {
  const auto list = postings_of(word);
  const std::size_t in_names = std::min<std::size_t>(words[word].in_names, list.size());
  const std::size_t descriptions = std::min<std::size_t>(words[word].in_descriptions, list.size() - in_names);
  return std::ranges::binary_search(list.first(in_names), record) ||
         std::ranges::binary_search(list.subspan(in_names, descriptions), record) ||
         std::ranges::binary_search(list.subspan(in_names + descriptions), record);
}

void Search::State::one_word(std::string_view word) {
  const auto [first, last] = words_from(word);
  for (std::size_t i = first; i < last && !full(); ++i) {
    const Rank rank = word_text(i) == word ? Rank::kWord : Rank::kWordPrefix;
    for (const std::uint32_t record : postings_of(i)) {
      if (full()) break;
      add(record, rank);
    }
  }
}

// True if a word of the record begins with `prefix`, by reading the record's texts.
bool Search::State::begins_word_of(std::uint32_t record, std::string_view prefix) const noexcept {
  for (std::size_t field = 0; field < lookup::kTextFields; ++field) {
    const std::size_t entry = field * positions + record;
    const std::size_t begin = starts[entry];
    const std::size_t end = entry + 1 < starts.size() ? starts[entry + 1] : text.size();
    if (begin > end || end > text.size()) return false;
    const std::string_view whole(text.data() + begin, end - begin);
    for (std::size_t at = lookup::find_text(whole, prefix, 0); at != whole.npos;
         at = lookup::find_text(whole, prefix, at + 1))
      if (at == 0 || !lookup::is_word_byte(whole[at - 1])) return true;
  }
  return false;
}

// All words must stand in the record; the last may be the beginning of one. The rarest whole word leads.
void Search::State::several_words(std::span<const std::string_view> asked) {
  std::array<std::size_t, kMaxWords> whole{};
  std::size_t leader = SIZE_MAX;
  for (std::size_t i = 0; i + 1 < asked.size(); ++i) {
    const auto [first, last] = words_from(asked[i]);
    if (first == last || word_text(first) != asked[i]) return;
    whole[i] = first;
    if (leader == SIZE_MAX || postings_of(first).size() < postings_of(leader).size()) leader = first;
  }
  const auto [first, last] = words_from(asked.back());
  if (first == last) return;
  const auto all_in = [&](std::uint32_t record) {
    for (std::size_t i = 0; i + 1 < asked.size(); ++i)
      if (!stands_in(whole[i], record)) return false;
    return true;
  };
  // Of two lists that both must hold a record, the shorter is walked through.
  const auto leading = postings_of(leader);
  if (word_text(first) == asked.back()) {
    const bool last_leads = postings_of(first).size() < leading.size();
    for (const std::uint32_t record : last_leads ? postings_of(first) : leading) {
      if (full()) return;
      if (all_in(record) && (last_leads || stands_in(first, record))) add(record, Rank::kWord);
    }
  }
  if (words[last].postings - words[first].postings < leading.size()) {
    for (std::size_t i = first; i < last; ++i)
      for (const std::uint32_t record : postings_of(i)) {
        if (full()) return;
        if (all_in(record)) add(record, Rank::kWordPrefix);
      }
    return;
  }
  for (const std::uint32_t record : leading) {
    if (full()) return;
    if (record < positions && all_in(record) && begins_word_of(record, asked.back())) add(record, Rank::kWordPrefix);
  }
}

void Search::State::words_with(std::span<const std::string_view> asked) {
  if (asked.size() == 1) one_word(asked.front());
  if (asked.size() > 1) several_words(asked);
}

// --- substrings and misspellings

void Search::State::substrings(std::string_view folded) {
  const std::string_view all(text.data(), text.size());
  for (std::size_t at = 0; !full();) {
    const std::size_t offset = lookup::find_text(all, folded, at);
    if (offset == all.npos) return;
    const auto entry = static_cast<std::size_t>(std::ranges::upper_bound(starts, offset) - starts.begin());
    if (entry == 0 || entry > starts.size()) return;
    add(static_cast<std::uint32_t>((entry - 1) % positions), Rank::kSubstring);
    at = entry < starts.size() && starts[entry] > offset ? starts[entry] : all.size();
  }
}

// The letters of every name and word, worked out when they are first needed.
void Search::State::know_letters() {
  if (letters_known) return;
  for (std::size_t i = 0; i < names; ++i) letters[i] = lookup::Misspelling::letters_of(name_key(i));
  for (std::size_t i = 0; i + 1 < words.size(); ++i) letters[names + i] = lookup::Misspelling::letters_of(word_text(i));
  letters_known = true;
}

// Calls `found(i)` for the names, and behind them the words, that differ from `wanted`, the nearest first.
template <class Found>
void Search::State::each_near(const lookup::Misspelling& wanted, std::size_t end, Found found) {
  if (wanted.tolerance() == 0) return;
  know_letters();
  std::array<std::uint32_t, 128> far;
  std::size_t far_count = 0;
  for (std::size_t i = 0; i < end && !full(); ++i) {
    if (!wanted.may_be(letters[i])) continue;
    const unsigned errors = wanted.errors_in(i < names ? name_key(i) : word_text(i - names));
    if (errors == 1) found(i);
    if (errors == 2 && wanted.tolerance() == 2 && far_count < far.size())
      far[far_count++] = static_cast<std::uint32_t>(i);
  }
  for (std::size_t i = 0; i < far_count && !full(); ++i) found(far[i]);
}

void Search::State::misspelled(std::string_view folded) {
  each_near(lookup::Misspelling(folded), names + words.size() - 1, [&](std::size_t i) {
    if (i < names) {
      add_entry(refs[i], Rank::kMisspelling);
      return;
    }
    for (const std::uint32_t record : postings_of(i - names)) {
      if (full()) break;
      add(record, Rank::kMisspelling);
    }
  });
}

// --- Search

Search::Search(const Lookup& lookup) : state_(std::make_unique<State>(lookup)) {}
Search::~Search() = default;

std::size_t Search::run(std::string_view text, std::span<Hit> hits) noexcept {
  State& state = *state_;
  damaged_ = !state.load();
  std::string_view folded = state.query.fold_within(text);
  while (!folded.empty() && (folded.back() == ' ' || folded.back() == '\0')) folded.remove_suffix(1);
  while (!folded.empty() && folded.front() == ' ') folded.remove_prefix(1);
  if (damaged_ || folded.empty() || hits.empty() || state.positions == 0) return 0;
  std::array<std::string_view, kMaxWords> asked;
  std::size_t count = 0;
  std::string_view rest = folded;
  for (std::string_view word = lookup::next_word(rest); !word.empty() && count < kMaxWords;
       word = lookup::next_word(rest))
    asked[count++] = word;
  state.begin(hits);
  state.names_with(folded);
  state.words_with(std::span(asked).first(count));
  if (!state.full() && (state.count == 0 || state.text.size() <= kAlwaysRead)) state.substrings(folded);
  if (state.count == 0) state.misspelled(folded);
  state.finish();
  damaged_ = state.damaged;
  return state.count;
}

std::size_t Search::similar_names(std::string_view name, std::span<RecordView> found) noexcept {
  State& state = *state_;
  damaged_ = !state.load();
  const std::string_view folded = state.query.fold_within(name);
  if (damaged_ || folded.empty()) return 0;
  std::size_t count = 0;
  std::array<Hit, 1> none;
  state.begin(none);  // never filled, so that the walk does not end early
  state.each_near(lookup::Misspelling(folded), state.names, [&](std::size_t i) {
    const RecordView view = state.first_of(state.refs[i]);
    if (view && count < found.size()) found[count++] = view;
  });
  damaged_ |= state.damaged;
  return count;
}

std::string_view to_string(Rank rank) noexcept {
  constexpr std::array<std::string_view, 6> kNames = {"exact name",  "name prefix", "word",
                                                      "word prefix", "substring",   "misspelling"};
  const auto index = static_cast<std::size_t>(rank);
  return index < kNames.size() ? kNames[index] : "misspelling";
}

}  // namespace portolan
