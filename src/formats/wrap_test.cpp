// SPDX-License-Identifier: Apache-2.0
#include "formats/wrap.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace portolan::formats {
namespace {

using Lines = std::vector<std::string_view>;

TEST(DisplayWidth, CountsColumnsNotBytes) {
  const std::vector<std::pair<std::string_view, std::size_t>> cases = {
      {"", 0},           {"port", 4},  {"N\u00F6rd", 4}, {"e\u0301", 1}, {"\u6E2F\u53E3", 4},
      {"\U0001F6A2", 2}, {"\xFFx", 2}, {"\u200Bx", 1},
  };
  for (const auto& [text, width] : cases) EXPECT_EQ(display_width(text), width) << text;
}

TEST(Printable, LeavesNothingThatATerminalObeys) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"plain text\nwith lines", "plain text\nwith lines"},
      {"a\tb", "a b"},
      {"\x1B[31mred", "\uFFFD[31mred"},
      {"\u009B31m", "\uFFFD31m"},
      {"a\rb\x7F", "a\uFFFDb\uFFFD"},
      {"abc\u202Edef\u2066", "abc\uFFFDdef\uFFFD"},
      {"a\u2028b\u2029", "a\uFFFDb\uFFFD"},
      {"\xC3", "\uFFFD"},
      {"\xFF\xFEok", "\uFFFD\uFFFDok"},
      {"\u6E2F e\u0301", "\u6E2F e\u0301"},
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(printable(text), shown);
}

struct WrapCase {
  std::string_view text;
  std::size_t width;
  Lines lines;
};

TEST(Wrap, BreaksWhereAReaderWould) {
  const std::vector<WrapCase> cases = {
      {"", 10, {}},
      {"one two three", 7, {"one two", "three"}},
      {"one two three", 13, {"one two three"}},
      {"exact fit", 5, {"exact", "fit"}},
      {"one\ntwo", 10, {"one", "two"}},
      {"one\n\ntwo\n", 10, {"one", "", "two"}},
      {"trailing   ", 20, {"trailing"}},
      {"  indented  text", 20, {"  indented  text"}},
      {"     indented", 8, {"indented"}},
      {"   ", 10, {""}},
      {"first-come served", 10, {"first-come", "served"}},
      {"a service-name here", 9, {"a", "service-", "name here"}},
      {"https://registry.example/a/path", 12, {"https://", "registry.", "example/a/", "path"}},
      {"abcdefghij", 4, {"abcd", "efgh", "ij"}},
      {"abcdefgh", 4, {"abcd", "efgh"}},
      {"x abcdefghij y", 4, {"x", "abcd", "efgh", "ij y"}},
      {"[Ann_Onym][Bea_Tester]", 12, {"[Ann_Onym]", "[Bea_Tester]"}},
      {"a-bcdefghij", 9, {"a-bcdefgh", "ij"}},
  };
  for (const WrapCase& c : cases) EXPECT_EQ(wrap(c.text, c.width), c.lines) << c.text << " in " << c.width;
}

TEST(Wrap, KeepsWideAndCombiningCharactersWhole) {
  EXPECT_EQ(wrap("\u6E2F\u53E3\u756A", 4), (Lines{"\u6E2F\u53E3", "\u756A"}));
  EXPECT_EQ(wrap("\u6E2F\u53E3\u756A", 5), (Lines{"\u6E2F\u53E3", "\u756A"}));
  EXPECT_EQ(wrap("e\u0301e\u0301e\u0301", 2), (Lines{"e\u0301e\u0301", "e\u0301"}));
  EXPECT_EQ(wrap("\u6E2F\u53E3", 1), (Lines{"\u6E2F", "\u53E3"})) << "a character wider than the line stands alone";
}

TEST(Wrap, TakesLinearTimeForOneEndlessWord) {
  const std::string word(std::size_t{1} << 20U, 'x');
  EXPECT_EQ(wrap(word, 16).size(), word.size() / 16);
  std::string marks = "e";
  for (int i = 0; i < 100'000; ++i) marks += "\u0301";
  EXPECT_EQ(wrap(marks, 16), (Lines{marks}));
}

TEST(AppendRow, SetsCellsSideBySideWithoutBlanksAtTheEnd) {
  std::string out;
  append_row(out, std::array<Cell, 3>{{{"one two", 4}, {"80", 5, Align::kRight}, {"\u6E2F a", 3}}}, 2);
  EXPECT_EQ(out,
            "one      80  \u6E2F\n"
            "two          a\n");
  out.clear();
  append_row(out, std::array<Cell, 3>{{{"a", 4}, {"", 5}, {"", 3}}}, 2);
  EXPECT_EQ(out, "a\n");
  out.clear();
  append_row(out, std::array<Cell, 2>{{{"", 4}, {"b", 5}}}, 1);
  EXPECT_EQ(out, "     b\n");
  out.clear();
  append_row(out, std::array<Cell, 2>{{{"", 4}, {"", 5}}}, 1);
  EXPECT_EQ(out, "\n");
}

}  // namespace
}  // namespace portolan::formats
