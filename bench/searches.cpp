// SPDX-License-Identifier: Apache-2.0
#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstring>

#include "benches.h"
#include "lookup/compiler.h"
#include "lookup/core.h"
#include "portolan/lookup.h"
#include "sample_registry.h"

namespace portolan::bench {
namespace {

// Substrings of the text itself, of 3 to 12 bytes, and as many that are nowhere in it.
std::vector<std::string> substrings_of(std::string_view text, std::size_t count) {
  testing::Random random(7);
  std::vector<std::string> found;
  while (found.size() < count) {
    const std::size_t size = 3 + random.below(10);
    std::string piece(text.substr(random.below(text.size() - size), size));
    if (piece.find('\0') != std::string::npos || piece.find(' ') != std::string::npos) continue;
    if (found.size() % 2 == 1) piece.insert(piece.size() / 2, "q#");
    found.push_back(std::move(piece));
  }
  return found;
}

std::string_view text_of(const Lookup& lookup) {
  const auto text = lookup.core().section<char>(lookup::kText);
  return {text.data(), text.size()};
}

// Each question's time, ours and the rival's in turn; the table gets the 99th percentile of ours over the median pass.
void against_memmem(Table& table, const Lookup& lookup) {
  const std::string_view text = text_of(lookup);
  Search search(lookup);
  std::array<Hit, 20> hits;
  std::vector<double> ours;
  std::vector<double> passes;
  for (int round = 0; round < 3; ++round) {
    for (const std::string& asked : substrings_of(text, 400)) {
      ours.push_back(seconds([&] { keep(search.run(asked, hits)); }));
      // A needle that is nowhere makes it one whole pass.
      const std::string nowhere = asked + "\x01";
      passes.push_back(seconds([&] { keep(::memmem(text.data(), text.size(), nowhere.data(), nowhere.size())); }));
    }
  }
  const double pass = median(passes);
  table.add({.what = "search for any substring, 99th percentile of 1,200",
             .rival = "one memmem pass over the same text",
             .ours_ns = percentile(ours, 0.99) * 1e9,
             .rival_ns = pass * 1e9,
             .ratio = percentile(ours, 0.99) / pass,
             .limit = 4});
  table.add({.what = "search for any substring, median",
             .rival = "one memmem pass over the same text",
             .ours_ns = median(ours) * 1e9,
             .rival_ns = pass * 1e9,
             .ratio = median(ours) / pass});
}

// Words, beginnings of words, ports and names that are in the registry.
struct Questions {
  std::vector<std::string> words;
  std::vector<std::string> prefixes;
  std::vector<std::string> names;
  std::vector<std::uint16_t> ports;
};

Questions questions_of(const registry::Registry& registry) {
  testing::Random random(3);
  Questions questions;
  while (questions.words.size() < 2000) {
    const registry::Record& record = registry.records[random.below(registry.records.size())];
    const std::string text = record.description.encoded();
    const std::string word = text.substr(0, text.find(' '));
    if (record.name.empty() || word.size() < 2) continue;
    questions.words.push_back(word);
    questions.prefixes.push_back(word.substr(0, 2 + random.below(2)));
    questions.names.push_back(record.name.text());
    questions.ports.push_back(static_cast<std::uint16_t>(random.below(65536)));
  }
  return questions;
}

struct Sized {
  explicit Sized(std::size_t records)
      : registry(testing::random_registry(records, 99)),
        bytes(lookup::compile(registry).value()),
        lookup(Lookup::from_bytes(std::as_bytes(std::span(bytes))).value()),
        search(lookup),
        questions(questions_of(registry)) {
    for (const registry::Record& record : registry.records) map.try_emplace(record.name.text(), 1);
  }

  void search_for(const std::vector<std::string>& texts) {
    std::array<Hit, 20> hits;
    for (const std::string& text : texts) keep(search.run(text, hits));
  }

  registry::Registry registry;
  std::string bytes;
  Lookup lookup;
  Search search;
  Questions questions;
  absl::flat_hash_map<std::string, std::uint32_t> map;
};

}  // namespace

void searches(Table& table, const Input& input) {
  const std::string bytes = lookup::compile(input.registry).value();
  const Lookup lookup = Lookup::from_bytes(std::as_bytes(std::span(bytes))).value();
  against_memmem(table, lookup);
}

void growth(Table& table) {
  Sized small(10'000);
  Sized large(1'000'000);
  std::printf("| lookup file of 10,000 and of 1,000,000 records | %.1f MB | | %.1f MB | | | |\n",
              static_cast<double>(small.bytes.size()) / 1e6, static_cast<double>(large.bytes.size()) / 1e6);
  const auto compare = [&](const char* what, double limit, auto work) {
    table.pair(
        {.what = std::string(what) + ", 1,000,000 records", .rival = "the same, 10,000 records", .limit = limit}, 2000,
        2000, [&] { work(large); }, [&] { work(small); });
  };
  compare("search for a word", 3, [](Sized& sized) { sized.search_for(sized.questions.words); });
  compare("search for a prefix", 3, [](Sized& sized) { sized.search_for(sized.questions.prefixes); });
  compare("search for a rare word", 3, [](Sized& sized) { sized.search_for(sized.questions.names); });
  compare("port lookup", 3, [](Sized& sized) {
    for (int i = 0; i < 100; ++i)
      for (const std::uint16_t port : sized.questions.ports) keep(sized.lookup.on_port(port, Transport::kTcp).empty());
  });
  compare("name lookup", 3, [](Sized& sized) {
    for (int i = 0; i < 100; ++i)
      for (const std::string& name : sized.questions.names) keep(sized.lookup.named(name).empty());
  });
  // What the caches alone make of such growth.
  compare("absl::flat_hash_map of the names", 0, [](Sized& sized) {
    for (int i = 0; i < 100; ++i)
      for (const std::string& name : sized.questions.names) keep(sized.map.find(name) != sized.map.end());
  });
}

}  // namespace portolan::bench
