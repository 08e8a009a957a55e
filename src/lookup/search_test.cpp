// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>

#include "lookup/compiler.h"
#include "lookup/fold.h"
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
