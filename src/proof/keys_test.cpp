// SPDX-License-Identifier: Apache-2.0
#include "proof/keys.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>

#include "note_samples.h"
#include "proof/hash.h"

namespace portolan::proof {
namespace {

using testing::kPeter;
using testing::kPeterPrivate;
using testing::test_key;

TEST(Keys, GosKeyIsReadAndWrittenAsTheSameText) {
  const auto key = PrivateKey::parse(kPeterPrivate);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(key->to_text().view(), kPeterPrivate);
  EXPECT_EQ(key->verifier().to_text(), kPeter);
  EXPECT_EQ(key->verifier().name(), "PeterNeumann");
  EXPECT_EQ(key->verifier().id(), 0xc74f20a3U);
  EXPECT_EQ(VerifierKey::parse(kPeter), key->verifier());
}

// RFC 8032, section 7.1: the empty message, and one of two bytes.
TEST(Keys, SignaturesAreThoseOfRfc8032) {
  const auto bytes = [](std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 2)
      out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return out;
  };
  const auto seed = [&](std::string_view hex) {
    Seed out;
    std::ranges::transform(bytes(hex), out.begin(), [](char c) { return static_cast<std::byte>(c); });
    return out;
  };
  const auto first =
      PrivateKey::from_seed("a", seed("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  EXPECT_EQ(bytes_of(first->sign("").value()),
            bytes("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                  "d25bf5f0595bbe24655141438e7a100b"));
  const auto third =
      PrivateKey::from_seed("a", seed("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));
  EXPECT_EQ(bytes_of(third->sign("\xaf\x82").value()),
            bytes("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                  "4a7c15e9716ed28dc027beceea1ec40a"));
}

TEST(Keys, ANewKeySignsAndComesBackFromItsText) {
  const auto key = PrivateKey::generate("example.com/ports");
  ASSERT_TRUE(key);
  const auto other = PrivateKey::generate("example.com/ports");
  EXPECT_NE(key->verifier(), other->verifier());
  const auto back = PrivateKey::parse(key->to_text().view());
  ASSERT_TRUE(back);
  const auto signature = back->sign("text").value();
  const auto verifier = VerifierKey::parse(key->verifier().to_text());
  ASSERT_TRUE(verifier);
  EXPECT_TRUE(verifier->verifies("text", bytes_of(signature)));
  EXPECT_FALSE(verifier->verifies("Text", bytes_of(signature)));
  EXPECT_FALSE(other->verifier().verifies("text", bytes_of(signature)));
  EXPECT_FALSE(verifier->verifies("text", bytes_of(signature).substr(1)));
}

TEST(Keys, ASecretIsNeverCopiedAndLeavesNothingBehind) {
  static_assert(!std::is_copy_constructible_v<PrivateKey> && !std::is_copy_assignable_v<PrivateKey>);
  static_assert(!std::is_copy_constructible_v<SecretText> && !std::is_copy_assignable_v<SecretText>);
  PrivateKey key = test_key("a");
  const PrivateKey moved = std::move(key);
  EXPECT_TRUE(moved.sign("text"));
  const auto signed_without = key.sign("text");
  ASSERT_FALSE(signed_without) << "the secret is still there";
  EXPECT_EQ(signed_without.error().code, ErrorCode::kIo);

  SecretText text = moved.to_text();
  const SecretText taken = std::move(text);
  EXPECT_TRUE(PrivateKey::parse(taken.view()));
  EXPECT_EQ(text.view(), "");
}

TEST(Keys, WipingATextOverwritesItsMemory) {
  std::string text(100, 'x');
  const char* memory = text.data();
  wipe(text);
  EXPECT_EQ(text, "");
  for (std::size_t i = 0; i < text.capacity(); ++i) ASSERT_EQ(memory[i], '\0');
}

TEST(Keys, EveryPieceOfAKeyAndEveryChangedCharacterIsRefused) {
  const auto refuse_all = [](std::string_view whole, auto parse) {
    for (std::size_t begin = 0; begin <= whole.size(); ++begin)
      for (std::size_t size = 0; begin + size <= whole.size() && size < whole.size(); ++size)
        EXPECT_FALSE(parse(whole.substr(begin, size))) << whole.substr(begin, size);
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (int byte = 0; byte < 256; ++byte) {
        std::string changed(whole);
        changed[at] = static_cast<char>(byte);
        EXPECT_EQ(parse(changed), changed == whole) << changed;
      }
  };
  refuse_all(kPeter, [](std::string_view text) { return VerifierKey::parse(text).has_value(); });
  refuse_all(kPeterPrivate, [](std::string_view text) { return PrivateKey::parse(text).has_value(); });
}

TEST(Keys, MessagesNameTheRuleAndNeverTheSecret) {
  const auto message = [](std::string_view text) { return VerifierKey::parse(text).error().message; };
  EXPECT_EQ(message(kPeterPrivate), "this is a private key: keep it secret");
  EXPECT_EQ(message("PeterNeumann"), "a key is a name, an id and the key itself, with '+' between them");
  EXPECT_EQ(message("Peter Neumann+c74f20a3+AR=="), "the name of a key is UTF-8, not empty and without spaces");
  EXPECT_EQ(message("PeterNeumann+c74f20a3+ARpc"), "a key ends in 33 bytes in base 64");
  EXPECT_EQ(message("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
            "the id of the key does not fit its name and bytes: was a character lost?");
  // Go's examples of a longer key and of another algorithm, whose ids fit.
  EXPECT_EQ(message("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="),
            "a key ends in 33 bytes in base 64");
  const auto other = VerifierKey::parse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  EXPECT_EQ(other.error().code, ErrorCode::kUnsupported);
  const auto secret = PrivateKey::parse(std::string(kPeterPrivate) + "x");
  EXPECT_EQ(secret.error().place.field, "private key");
  EXPECT_EQ(secret.error().message.find("AYEK"), std::string::npos);
}

TEST(Keys, NamesHaveNoSpacesOfAnyScript) {
  for (const std::string_view name : {"", " ", "a b", "a+b", "a\tb", "a\nb",
                                      "a\xC2\xA0"
                                      "b",
                                      "a\xC2\x85"
                                      "b",
                                      "a\xE1\x9A\x80"
                                      "b",
                                      "a\xE2\x80\x83"
                                      "b",
                                      "a\xE2\x80\xA8"
                                      "b",
                                      "a\xE2\x80\xA9"
                                      "b",
                                      "a\xE3\x80\x80"
                                      "b",
                                      "a\xFF"
                                      "b",
                                      "a\xED\xA0\x80"})
    EXPECT_EQ(PrivateKey::from_seed(name, Seed{}).error().code, ErrorCode::kInvalidArgument) << name;
  for (const std::string_view name : {"a", "example.com/ports", "\xC3\xA9\xC3\xA0", "\xF0\x9F\x94\x91"})
    EXPECT_TRUE(PrivateKey::from_seed(name, Seed{})) << name;
}

}  // namespace
}  // namespace portolan::proof
