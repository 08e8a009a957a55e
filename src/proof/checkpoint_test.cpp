// SPDX-License-Identifier: Apache-2.0
#include "proof/checkpoint.h"

#include <gtest/gtest.h>

#include "note_samples.h"

namespace portolan::proof {
namespace {

using testing::test_key;

constexpr std::string_view kEmptyRoot = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
// C2SP's own example.
constexpr std::string_view kSofa =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

Checkpoint sample(std::uint64_t size = 5) {
  return {.origin = "example.com/ports", .tree = {size, size == 0 ? empty_root() : leaf_hash("a")}, .extensions = {}};
}

TEST(Checkpoint, IsReadAndWrittenAsC2spSays) {
  const auto checkpoint = parse_checkpoint(kSofa);
  ASSERT_TRUE(checkpoint) << checkpoint.error().message;
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->tree.size, 20'852'163U);
  EXPECT_EQ(checkpoint->tree.root[0], std::byte{0x0A});
  EXPECT_EQ(to_text(*checkpoint), kSofa);
}

TEST(Checkpoint, KeepsExtensionLines) {
  const std::string text = std::string(kSofa) + "one\ntwo \xC3\xA9\n";
  const auto checkpoint = parse_checkpoint(text);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->extensions, (std::vector<std::string>{"one", "two \xC3\xA9"}));
  EXPECT_EQ(to_text(*checkpoint), text);
}

TEST(Checkpoint, OfAnEmptyTreeHasTheRootOfNothing) {
  EXPECT_EQ(to_text(sample(0)), "example.com/ports\n0\n" + std::string(kEmptyRoot) + "\n");
  Checkpoint other = sample(0);
  other.tree.root = leaf_hash("a");
  EXPECT_EQ(to_text(other).error().code, ErrorCode::kInvalidValue);
}

TEST(Checkpoint, IsSignedAndOpened) {
  const PrivateKey key = test_key("example.com/ports");
  const auto note = sign_checkpoint(sample(), key);
  ASSERT_TRUE(note) << note.error().message;
  EXPECT_EQ(open_checkpoint(*note, std::vector{key.verifier()}), sample());
  EXPECT_EQ(open_checkpoint(*note, std::vector{test_key("example.com/ports", 2).verifier()}).error().code,
            ErrorCode::kNotFound);
  std::string changed = *note;
  changed.replace(changed.find("\n5\n"), 3, "\n6\n");
  EXPECT_EQ(open_checkpoint(changed, std::vector{key.verifier()}).error().code, ErrorCode::kInvalidValue);
}

TEST(Checkpoint, ValuesThatAreNoLineAreNotSigned) {
  const PrivateKey key = test_key("a");
  // The last one would otherwise be signed as a tree of another size.
  for (const char* origin : {"", "a\n", "\na", "a\tb", "\xFF", "a\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="}) {
    Checkpoint checkpoint = sample();
    checkpoint.origin = origin;
    EXPECT_EQ(sign_checkpoint(checkpoint, key).error().code, ErrorCode::kSyntax) << origin;
    checkpoint = sample();
    checkpoint.extensions = {"x", origin};
    EXPECT_EQ(sign_checkpoint(checkpoint, key).error().code, ErrorCode::kSyntax) << origin;
  }
  EXPECT_EQ(sign_checkpoint(sample(kMaxTreeSize + 1), key).error().code, ErrorCode::kLimit);
  EXPECT_TRUE(sign_checkpoint(sample(kMaxTreeSize), key));
}

TEST(Checkpoint, AStatementIsNotOne) {
  const PrivateKey key = test_key("a");
  const auto refused = sign_statement(kSofa, key);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidValue);
  const auto statement = sign_statement("5432/tcp is assigned to PostgreSQL\nsince 2002\n", key);
  ASSERT_TRUE(statement);
  EXPECT_TRUE(open_note(*statement, std::vector{key.verifier()}));
  EXPECT_FALSE(open_checkpoint(*statement, std::vector{key.verifier()}));
}

struct Malformed {
  std::string text;
  std::uint64_t line;
  std::string_view field;
  std::string_view message;
};

TEST(Checkpoint, MalformedOnesAreRefusedWithTheLineAndTheRule) {
  const std::string root = std::string(kEmptyRoot) + "\n";
  const std::string hash = "a hash is 32 bytes in base 64";
  const Malformed cases[] = {
      {"", 1, "", "the text is empty"},
      {"\n5\n" + root, 1, "origin", "this line must not be empty"},
      {"a\n", 1, "tree size", "the text ends before this line"},
      {"a\n5\n", 2, "root hash", "the text ends before this line"},
      {"a\n\n" + root, 2, "tree size", "this line must not be empty"},
      {"a\n5\n\n", 3, "root hash", "this line must not be empty"},
      {"a\n05\n" + root, 2, "tree size", "a number has no leading zeroes"},
      {"a\n00\n" + root, 2, "tree size", "a number has no leading zeroes"},
      {"a\n+5\n" + root, 2, "tree size", "a number has digits only"},
      {"a\n-5\n" + root, 2, "tree size", "a number has digits only"},
      {"a\n5 \n" + root, 2, "tree size", "a number has digits only"},
      {"a\n0x5\n" + root, 2, "tree size", "a number has digits only"},
      {"a\n9223372036854775808\n" + root, 2, "tree size", "a number is below 2^63"},
      {"a\n99999999999999999999999\n" + root, 2, "tree size", "a number is below 2^63"},
      {"a\n5\n!" + root.substr(1), 3, "root hash", hash},
      {"a\n5\n" + root.substr(1), 3, "root hash", hash},
      {"a\n5\n " + root, 3, "root hash", hash},
      {"a\n5\nAAAA" + root, 3, "root hash", hash},
      {"a\n5\nAAAA\n", 3, "root hash", hash},
      {"a\n5\n" + root.substr(0, 42) + "V=\n", 3, "root hash", hash},
      {"a\n0\n" + root.substr(1, 42) + "A=\n", 3, "root hash", "the root of an empty tree is SHA-256 of nothing"},
      {"a\n5\n" + root + "\n", 4, "extension", "this line must not be empty"},
      {"a\n5\n" + root + "x\n\ny\n", 5, "extension", "this line must not be empty"},
      {"a\n5\n" + root + "x", 4, "", "the last line must end in a line feed"},
      {"a\n5\r\n" + root, 2, "", "no control character but the line feed is allowed"},
      {"a\xFF\n5\n" + root, 1, "", "the text must be UTF-8"},
  };
  EXPECT_GE(std::size(cases), 25U);
  const PrivateKey key = test_key("a");
  for (const Malformed& one : cases) {
    const auto checkpoint = parse_checkpoint(one.text);
    ASSERT_FALSE(checkpoint) << one.text;
    EXPECT_EQ(checkpoint.error().message, one.message) << one.text;
    EXPECT_EQ(checkpoint.error().place.line, one.line) << one.text;
    EXPECT_EQ(checkpoint.error().place.field, one.field) << one.text;
    // A signature does not make it one.
    const auto note = sign_note(one.text, key);
    if (!note) continue;
    EXPECT_EQ(open_checkpoint(*note, std::vector{key.verifier()}).error().message, one.message);
  }
}

}  // namespace
}  // namespace portolan::proof
