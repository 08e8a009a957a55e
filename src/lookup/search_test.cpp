// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>

#include "lookup/compiler.h"
#include "lookup/fold.h"
#include "lookup/scan.h"
#include "lookup/spelling.h"
#include "portolan/lookup.h"
#include "sample_registry.h"

namespace portolan {
namespace {

class SearchTest : public ::testing::Test {
 protected:
  SearchTest()
      : bytes_(lookup::compile(testing::sample_registry()).value()),
        lookup_(Lookup::from_bytes(std::as_bytes(std::span(bytes_.data(), bytes_.size()))).value()),
        search_(lookup_) {}

  // "rank:name" of each hit.
  std::string found(std::string_view text, std::size_t limit = 20) {
    std::vector<Hit> hits(limit);
    hits.resize(search_.run(text, hits));
    std::string out;
    for (const Hit& hit : hits)
      out += (out.empty() ? "" : ", ") + std::string(to_string(hit.rank)) + ":" + std::string(hit.record.name());
    return out;
  }

  std::string bytes_;
  Lookup lookup_;
  Search search_;
};

TEST_F(SearchTest, ExactNameThenPrefixThenWord) {
  EXPECT_EQ(found("http"),
            "exact name:http, exact name:http, name prefix:http-alt, word:www-http, word:www, "
            "word prefix:x11, word prefix:device-info");
}

TEST_F(SearchTest, CaseAndAccentsDoNotMatter) {
  EXPECT_EQ(found("MULLER"), "word:x11, word:device-info");
  EXPECT_EQ(found("müller"), found("Muller"));
}

TEST_F(SearchTest, PrefixesSubstringsMisspellings) {
  EXPECT_EQ(found("lickl"), "word prefix:ltp-deepspace");
  EXPECT_EQ(found("cklide"), "substring:ltp-deepspace");
  EXPECT_EQ(found("lickilder"), "misspelling:ltp-deepspace");
  EXPECT_EQ(found("http-atl"), "misspelling:http-alt");
}

TEST_F(SearchTest, AllWordsMustStandInTheRecord) {
  EXPECT_EQ(found("wide http"), "word:http, word:http, word:www, word:www-http");
  EXPECT_EQ(found("window sys"), "word prefix:x11");
  EXPECT_EQ(found("window protocol"), "");
}

TEST_F(SearchTest, AllFieldsAreSearched) {
  EXPECT_EQ(found("someone"), "word:device-info") << "unauthorized use";
  EXPECT_EQ(found("rfc7122"), "word:ltp-deepspace") << "references";
  EXPECT_EQ(found("TXT keys"), "word:device-info") << "notes";
  EXPECT_EQ(found("b.example"), "word:x11, word:device-info") << "addresses of contacts";
  EXPECT_EQ(found("ann_example"), "word:http, word:http, word:device-info") << "ids of contacts";
}

TEST_F(SearchTest, StopsAtTheLimitAndForgetsTheSearchBefore) {
  EXPECT_EQ(found("http", 2), "exact name:http, exact name:http");
  EXPECT_EQ(found("http", 2), "exact name:http, exact name:http");
  EXPECT_EQ(found("", 2), "");
  EXPECT_EQ(found("   ", 2), "");
  EXPECT_EQ(found("qqqqqqqq"), "");
  EXPECT_EQ(found(std::string(10000, 'a')), "");
}

TEST(SearchInALargeRegistry, SubstringsAreReadForWhereNothingElseIsFound) {
  registry::Registry registry = testing::sample_registry();
  registry::Record large;
  large.description.add_text("xbeacon " + std::string(std::size_t{9} << 20U, '.'));
  registry.records.push_back(large);
  large.description = {};
  large.description.add_text("beacon");
  registry.records.push_back(large);
  const std::string bytes = lookup::compile(registry).value();
  const Lookup lookup = Lookup::from_bytes(std::as_bytes(std::span(bytes))).value();
  Search search(lookup);
  std::array<Hit, 5> hits;
  ASSERT_EQ(search.run("beacon", hits), 1U);
  EXPECT_EQ(hits[0].rank, Rank::kWord);
  ASSERT_EQ(search.run("eacon", hits), 2U);
  EXPECT_EQ(hits[0].rank, Rank::kSubstring);
}

TEST_F(SearchTest, SimilarNames) {
  std::array<RecordView, 3> names;
  ASSERT_EQ(search_.similar_names("htpt", names), 1U);
  EXPECT_EQ(names[0].name(), "http");
  EXPECT_EQ(search_.similar_names("zzzzzzzz", names), 0U);
}

TEST(Spelling, CountsErrors) {
  const auto distance = [](std::string_view a, std::string_view b) {
    const lookup::Misspelling wanted(a);
    EXPECT_TRUE(wanted.may_be(lookup::Misspelling::letters_of(b)));
    return wanted.errors_in(b);
  };
  EXPECT_EQ(distance("redis", "redis"), 0U);
  EXPECT_EQ(distance("rdis", "redis"), 1U);
  EXPECT_EQ(distance("reddis", "redis"), 1U);
  EXPECT_EQ(distance("radis", "redis"), 1U);
  EXPECT_EQ(distance("erdis", "redis"), 1U);
  EXPECT_EQ(distance("abcdefgh", "badcfegh"), 3U) << "more than are forgiven";
  EXPECT_EQ(distance("erdisx", "redsix"), 2U);
  EXPECT_FALSE(lookup::Misspelling("abcdef").may_be(lookup::Misspelling::letters_of("uvwxyz")));
}

// The textbook's table, for comparison.
std::size_t table_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      cost[i][j] =
          std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  return cost[a.size()][b.size()];
}

TEST(Spelling, CountsLikeTheTable) {
  testing::Random random(11);
  std::size_t near = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string a;
    for (std::size_t i = 1 + random.below(32); i > 0; --i) a.push_back(static_cast<char>('a' + random.below(3)));
    std::string b = a;
    for (std::size_t i = random.below(4); i > 0 && !b.empty(); --i) {
      const std::size_t at = random.below(b.size());
      switch (random.below(4)) {
        case 0: b.erase(at, 1); break;
        case 1: b.insert(at, 1, 'b'); break;
        case 2: b[at] = 'd'; break;
        default: std::swap(b[at], b[(at + 1) % b.size()]);
      }
    }
    const lookup::Misspelling wanted(a);
    if (b.size() > 32) continue;
    ASSERT_EQ(wanted.errors_in(b), std::min<std::size_t>(table_distance(a, b), wanted.tolerance() + 1))
        << a << " " << b;
    if (wanted.errors_in(b) <= wanted.tolerance()) {
      ++near;
      ASSERT_TRUE(wanted.may_be(lookup::Misspelling::letters_of(b))) << a << " " << b;
    }
  }
  EXPECT_GT(near, 10'000U);
}

TEST_F(SearchTest, TheLastOfSeveralWordsMayBeABeginning) {
  EXPECT_EQ(found("txt ke"), "word prefix:device-info");
  EXPECT_EQ(found("txt eys"), "") << "the middle of a word is no beginning";
}

TEST(Scan, FindsLikeTheStandardLibrary) {
  testing::Random random(5);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (std::size_t i = random.below(80); i > 0; --i) text.push_back(static_cast<char>('a' + random.below(2)));
    std::string wanted;
    for (std::size_t i = 1 + random.below(20); i > 0; --i) wanted.push_back(static_cast<char>('a' + random.below(2)));
    const std::string_view exact(text.data(), text.size());  // no byte behind it may be read
    for (std::size_t from = 0; from <= text.size() + 1; from += 1 + random.below(9))
      ASSERT_EQ(lookup::find_text(exact, wanted, from), exact.find(wanted, from)) << text << " " << wanted;
  }
}

TEST(Fold, WordsAreCutAtWhatIsNoLetter) {
  lookup::Folder folder;
  std::string_view folded = folder.fold("Ein-Straßen_Übergang (2.0)");
  std::string words;
  for (auto word = lookup::next_word(folded); !word.empty(); word = lookup::next_word(folded))
    words += std::string(word) + "|";
  EXPECT_EQ(words, "ein|strassen|ubergang|2|0|");
}

}  // namespace
}  // namespace portolan
