// SPDX-License-Identifier: Apache-2.0
#include "proof/note.h"

#include <gtest/gtest.h>

#include "note_samples.h"

namespace portolan::proof {
namespace {

using testing::kEnochSignature;
using testing::kPeterSignature;
using testing::kPeterText;
using testing::test_key;

const VerifierKey kPeter = VerifierKey::parse(testing::kPeter).value();
const VerifierKey kEnoch = VerifierKey::parse(testing::kEnoch).value();

std::string note_of(std::string_view text, std::string_view signatures) {
  return std::string(text) + "\n" + std::string(signatures);
}

std::string both() { return std::string(kPeterSignature) + std::string(kEnochSignature); }

// The key whose seed is this number, little-endian.
PrivateKey seeded(std::uint32_t number) {
  Seed seed{};
  for (std::size_t i = 0; i < 4; ++i) seed[i] = static_cast<std::byte>(number >> (8 * i));
  return PrivateKey::from_seed("a", seed).value();
}
constexpr std::pair<std::uint32_t, std::uint32_t> kTwins = {25'666, 113'795};

TEST(Note, IsSignedAsInGosDocumentation) {
  const auto key = PrivateKey::parse(testing::kPeterPrivate);
  EXPECT_EQ(sign_note(kPeterText, *key), note_of(kPeterText, kPeterSignature));
}

TEST(Note, OpensWithTheKeysThatAreKnown) {
  const std::string note = note_of(kPeterText, both());
  for (const auto& keys : {std::vector{kPeter}, std::vector{kEnoch}, std::vector{kPeter, kEnoch}}) {
    const auto opened = open_note(note, keys);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->text, kPeterText);
    EXPECT_EQ(opened->signers, keys);
  }
}

TEST(Note, IsNothingWithoutAKnownSignature) {
  const std::vector others = {test_key("PeterNeumann").verifier(), test_key("a").verifier()};
  for (const auto& keys : {std::vector<VerifierKey>{}, others}) {
    const auto opened = open_note(note_of(kPeterText, both()), keys);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
  }
}

TEST(Note, AKnownKeysBadSignatureSpoilsItWhateverOthersSay) {
  const std::vector keys = {kPeter, kEnoch};
  std::string changed(kEnochSignature);
  changed[40] = changed[40] == 'A' ? 'B' : 'A';
  for (const std::string& signatures : {std::string(kPeterSignature) + changed, both() + changed}) {
    const auto opened = open_note(note_of(kPeterText, signatures), keys);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kInvalidValue);
    EXPECT_EQ(opened.error().message, "the signature of EnochRoot does not hold for this text");
    EXPECT_EQ(opened.error().place.line, signatures.size() > 220 ? 6U : 5U);
    EXPECT_TRUE(open_note(note_of(kPeterText, signatures), std::vector{kPeter})) << "an unknown key's is ignored";
  }
}

TEST(Note, AChangedTextDoesNotOpen) {
  for (std::size_t at = 0; at < kPeterText.size(); ++at) {
    std::string text(kPeterText);
    text[at] = text[at] == 'x' ? 'y' : 'x';
    EXPECT_FALSE(open_note(note_of(text, kPeterSignature), std::vector{kPeter})) << at;
  }
}

TEST(Note, ASignatureSaidTwiceCountsOnce) {
  const auto opened = open_note(note_of(kPeterText, both() + both()), std::vector{kPeter, kEnoch, kPeter});
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->signers, (std::vector{kPeter, kEnoch}));
}

TEST(Note, ATextMayHoldEmptyLinesAndWhatLooksLikeASignature) {
  const PrivateKey key = test_key("a");
  for (const std::string& text : {std::string("\n"), std::string("\n\n\n"), std::string("a\n\nb\n"),
                                  note_of(kPeterText, kPeterSignature), std::string("\xC3\xA8 subito sera.\n\n")}) {
    const auto note = sign_note(text, key);
    ASSERT_TRUE(note) << note.error().message;
    const auto opened = open_note(*note, std::vector{key.verifier()});
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->text, text);
    EXPECT_EQ(write_note(parse_note(*note).value()), *note);
  }
}

TEST(Note, TakesFurtherSignatures) {
  const PrivateKey witness = test_key("witness.example");
  const auto note = add_signature(note_of(kPeterText, kPeterSignature), witness);
  ASSERT_TRUE(note);
  const auto opened = open_note(*note, std::vector{witness.verifier(), kPeter});
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->signers, (std::vector{kPeter, witness.verifier()}));
  EXPECT_FALSE(add_signature("no note", witness));
}

TEST(Note, HasAtMostAHundredSignaturesAndAMillionBytes) {
  const PrivateKey key = test_key("a");
  std::string note = sign_note("text\n", key).value();
  while (parse_note(note)->signatures.size() < kMaxSignatures) note = add_signature(note, key).value();
  EXPECT_TRUE(open_note(note, std::vector{key.verifier()}));
  EXPECT_EQ(add_signature(note, key).error().code, ErrorCode::kLimit);
  note += note.substr(note.rfind("\xE2\x80\x94"));
  EXPECT_EQ(parse_note(note).error().code, ErrorCode::kLimit);
  EXPECT_EQ(sign_note(std::string(kMaxNoteBytes, 'x') + "\n", key).error().code, ErrorCode::kLimit);
  EXPECT_EQ(parse_note(std::string(kMaxNoteBytes + 1, 'x')).error().code, ErrorCode::kLimit);
}

// Two keys that were searched for: their ids are the same.
TEST(Note, TwoKeysOfOneNameAndIdAreRefused) {
  const VerifierKey first = seeded(kTwins.first).verifier();
  const VerifierKey second = seeded(kTwins.second).verifier();
  ASSERT_EQ(first.id(), second.id());
  ASSERT_NE(first, second);
  const std::string note = sign_note("text\n", seeded(kTwins.first)).value();
  EXPECT_EQ(open_note(note, std::vector{first, second}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(open_note(note, std::vector{second}).error().code, ErrorCode::kInvalidValue);
  EXPECT_TRUE(open_note(note, std::vector{first, first}));
}

struct Malformed {
  std::string note;
  std::uint64_t line;
  std::uint64_t column;
  std::string_view message;
};

std::vector<Malformed> malformed_notes() {
  const std::string text = "a\nb\n";
  const std::string dash = "\xE2\x80\x94";
  const std::string good = dash + " n AAAAAAA=\n";  // four bytes of id and one of signature
  return {
      {"", 1, 1, "the text is empty"},
      {"a", 1, 2, "the last line must end in a line feed"},
      {text, 2, 1, "a note has an empty line between its text and its signatures"},
      {text + good, 3, 1, "a note has an empty line between its text and its signatures"},
      {text + "\n", 3, 1, "a note ends in at least one signature"},
      {text + "\n\n", 4, 1, "a note ends in at least one signature"},
      {text + "\n" + good + "\n", 5, 1, "a note ends in at least one signature"},
      {text + "\n" + good.substr(0, good.size() - 1), 4, 15, "the last line must end in a line feed"},
      {"\x01" + text + "\n" + good, 1, 1, "no control character but the line feed is allowed"},
      {"a\r\nb\n\n" + good, 1, 2, "no control character but the line feed is allowed"},
      {std::string("a\nb\0\n\n", 6) + good, 2, 2, "no control character but the line feed is allowed"},
      {"a\tb\n\n" + good, 1, 2, "no control character but the line feed is allowed"},
      {"a\nb\xFF\n\n" + good, 2, 2, "the text must be UTF-8"},
      {"\xC0\x80\n\n" + good, 1, 1, "the text must be UTF-8"},
      {"\xED\xA0\x80\n\n" + good, 1, 1, "the text must be UTF-8"},
      {"\xF4\x90\x80\x80\n\n" + good, 1, 1, "the text must be UTF-8"},
      {text + "\n" + good + "more\n", 5, 1, "a line of signature begins with '— ' (U+2014 and a space)"},
      {text + "\n- n AAAAAAA=\n", 4, 1, "a line of signature begins with '— ' (U+2014 and a space)"},
      {text + "\n" + dash + "n AAAAAAA=\n", 4, 1, "a line of signature begins with '— ' (U+2014 and a space)"},
      {text + "\n " + good, 4, 1, "a line of signature begins with '— ' (U+2014 and a space)"},
      {text + "\n" + dash + " n\n", 4, 1, "a line of signature has a key's name, a space and the signature"},
      {text + "\n" + dash + " \n", 4, 1, "a line of signature has a key's name, a space and the signature"},
      {text + "\n" + dash + "  AAAAAAA=\n", 4, 5, "the name of a key is not empty and has no spaces and no '+'"},
      {text + "\n" + dash + " a+b AAAAAAA=\n", 4, 5, "the name of a key is not empty and has no spaces and no '+'"},
      {text + "\n" + dash + " a\xC2\xA0" + "b AAAAAAA=\n", 4, 5,
       "the name of a key is not empty and has no spaces and no '+'"},
      {text + "\n" + dash + " n b AAAAAAA=\n", 4, 7, "a signature must be in base 64"},
      {text + "\n" + dash + " n  AAAAAAA=\n", 4, 7, "a signature must be in base 64"},
      {text + "\n" + dash + " n AAAAAAA= \n", 4, 7, "a signature must be in base 64"},
      {text + "\n" + dash + " n AAAAAAA\n", 4, 7, "a signature must be in base 64"},
      {text + "\n" + dash + " n AAAAAAA==\n", 4, 7, "a signature must be in base 64"},
      {text + "\n" + dash + " n AAAAAAB=\n", 4, 7, "a signature must be in base 64"},
      {text + "\n" + dash + " n AAAAAA-_\n", 4, 7, "a signature must be in base 64"},
      {text + "\n" + dash + " n \n", 4, 7, "a signature has the 4 bytes of a key's id and more"},
      {text + "\n" + dash + " n AAAAAA==\n", 4, 7, "a signature has the 4 bytes of a key's id and more"},
  };
}

TEST(Note, MalformedOnesAreRefusedWithTheLineAndTheRule) {
  const auto cases = malformed_notes();
  EXPECT_GE(cases.size(), 25U);
  for (const Malformed& one : cases) {
    const auto note = parse_note(one.note);
    ASSERT_FALSE(note) << one.note;
    EXPECT_EQ(note.error().code, ErrorCode::kSyntax) << one.note;
    EXPECT_EQ(note.error().message, one.message) << one.note;
    EXPECT_EQ(note.error().place.line, one.line) << one.note;
    EXPECT_EQ(note.error().place.column, one.column) << one.note;
    EXPECT_FALSE(open_note(one.note, std::vector{kPeter}));
    EXPECT_FALSE(add_signature(one.note, test_key("a")));
  }
}

TEST(Note, OnlyWholeLinesOfTextAreSigned) {
  const PrivateKey key = test_key("a");
  for (const char* text : {"", "a", "a\nb", "a\tb\n", "\xFF\n", "a\r\n"})
    EXPECT_EQ(sign_note(text, key).error().code, ErrorCode::kSyntax) << text;
}

// A signature S and S plus the order of the group would both hold if the check were lax (RFC 8032, section 5.1.7).
TEST(Note, ASignatureHasOneSpelling) {
  const UnverifiedNote note = parse_note(note_of(kPeterText, kPeterSignature)).value();
  constexpr unsigned char kOrder[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                        0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                        0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
  UnverifiedNote other = note;
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    char& byte = other.signatures[0].signature[32 + i];
    carry += static_cast<unsigned char>(byte) + unsigned{kOrder[i]};
    byte = static_cast<char>(carry & 0xFF);
    carry >>= 8;
  }
  EXPECT_TRUE(open_note(write_note(note), std::vector{kPeter}));
  EXPECT_EQ(open_note(write_note(other), std::vector{kPeter}).error().code, ErrorCode::kInvalidValue);
}

}  // namespace
}  // namespace portolan::proof
