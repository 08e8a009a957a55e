// SPDX-License-Identifier: Apache-2.0
#include "proof/encoding.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace portolan::proof {
namespace {

std::optional<std::string> decoded(std::string_view text) {
  std::array<std::byte, 16> bytes;
  const auto size = from_base64(text, bytes);
  if (!size) return std::nullopt;
  return std::string(bytes_of(bytes).substr(0, *size));
}

TEST(Encoding, Base64IsThatOfRfc4648Section10) {
  const std::pair<std::string, std::string> known[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"},
                                                       {"\xFB\xEF\xFF", "++//"}};
  for (const auto& [bytes, text] : known) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(decoded(text), bytes);
  }
}

// Of all texts of four characters that end in "A" or padding, each decodes to bytes of its own.
TEST(Encoding, Base64HasOneSpellingForEachValue) {
  std::set<std::string> values;
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second)
      for (const char* end : {"AA", "A=", "==", "=A", "A"}) {
        const std::string text = std::string{static_cast<char>(first), static_cast<char>(second)} + end;
        const auto value = decoded(text);
        if (!value) continue;
        EXPECT_EQ(to_base64(*value), text);
        EXPECT_TRUE(values.insert(*value).second) << text;
      }
  EXPECT_EQ(values.size(), 64U * 64 + 64U * 64 + 256) << "three bytes, two, one";
}

TEST(Encoding, Base64MustFit) {
  std::array<std::byte, 2> two;
  EXPECT_EQ(from_base64("AAA=", two), 2U);
  EXPECT_EQ(from_base64("AAAA", two), std::nullopt);
}

TEST(Encoding, NumbersHaveOneSpelling) {
  EXPECT_EQ(read_number("0", {}), 0U);
  EXPECT_EQ(read_number("10", {}), 10U);
  EXPECT_EQ(read_number("9223372036854775807", {}), 9'223'372'036'854'775'807U);
  for (const char* text : {"", "00", "01", "-1", "+1", " 1", "1 ", "1e3", "0x1", "1.0", "\xD9\xA1"})
    EXPECT_EQ(read_number(text, {}).error().code, ErrorCode::kSyntax) << text;
  for (const char* text : {"9223372036854775808", "18446744073709551616", "99999999999999999999999999"})
    EXPECT_EQ(read_number(text, {}).error().code, ErrorCode::kLimit) << text;
}

TEST(Encoding, HashesAreOf32Bytes) {
  const std::string zeroes(43, 'A');
  EXPECT_EQ(read_hash(zeroes + "=", {}), Hash{});
  for (const std::string& text : {std::string(), zeroes, zeroes + "A", zeroes + "==", zeroes.substr(3) + "="})
    EXPECT_EQ(read_hash(text, Place{{}, 7, 1, {}}).error().place.line, 7U) << text;
}

TEST(Encoding, LinesComeOneAfterTheOther) {
  Lines lines("a\n\nb\n");
  EXPECT_EQ(lines.next(), "a");
  EXPECT_EQ(lines.next(), "");
  EXPECT_EQ(lines.rest(), "b\n");
  EXPECT_EQ(lines.next(), "b");
  EXPECT_EQ(lines.place().line, 3U);
  EXPECT_EQ(lines.next(), std::nullopt);
}

}  // namespace
}  // namespace portolan::proof
