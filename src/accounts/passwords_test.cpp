// SPDX-License-Identifier: Apache-2.0
#include "accounts/passwords.h"

#include <fmt/format.h>

#include <fstream>

#include "accounts/password_rules.h"
#include "accounts_fixture.h"

namespace portolan::accounts {
namespace {

using namespace testing;

const Particulars kAnn = {"ann.onym", "Ann Onym", "ann.onym@lighthouse.example"};

bool is_refused(std::string_view password) { return field(check_password(password, kAnn)) == "password"; }

TEST(PasswordRules, LengthIsInBytes) {
  EXPECT_TRUE(is_refused("kX9#mQ2$v"));
  EXPECT_FALSE(is_refused("kX9#mQ2$vL"));
  std::string longest;
  for (int i = 0; longest.size() < 1024; ++i) longest += fmt::format("{:x}-", i * 7919 % 4093);
  longest.resize(1024);
  EXPECT_FALSE(is_refused(longest));
  EXPECT_TRUE(is_refused(longest + "x"));
}

TEST(PasswordRules, AnyTextIsOne) {
  for (const char* password :
       {"correct horse battery staple", "tide chart lantern 7",
        "\xd0\xbc\xd0\xbe\xd1\x80\xd0\xb5 \xd0\xb4\xd1\x83\xd1\x88\xd0\xb0",
        "\xe6\xb8\xaf\xe3\x81\xae\xe7\x81\xaf\xe5\x8f\xb0", "Zq7!vN2@pL", "3.141592653589793238462"})
    EXPECT_FALSE(is_refused(password)) << password;
  EXPECT_TRUE(is_refused("not\xffutf\xfe-8 at all"));
}

TEST(PasswordRules, WhatIsTriedFirstIsRefused) {
  for (const char* password :
       {// of the lists of passwords that are used most, those of ten characters and more
        "1234567890",     "0987654321",       "9876543210",       "0123456789",       "1111111111",
        "0000000000",     "123123123123",     "1q2w3e4r5t",       "1q2w3e4r5t6y",     "q1w2e3r4t5",
        "q1w2e3r4t5y6",   "1qaz2wsx3edc",     "1qaz2wsx3edc4rfv", "zaq12wsxcde3",     "qazwsxedcrfv",
        "qwertyuiop",     "qwertyuiop123",    "poiuytrewq",       "qwerty12345",      "qwerty123456",
        "qwerty123!",     "asdfghjkl123",     "asdfghjkl;",       "zxcvbnm123",       "password12",
        "password123",    "password1234",     "password12345",    "Password123!",     "P@ssw0rd123",
        "p4ssw0rd!!",     "passwordpassword", "iloveyou12",       "iloveyou123",      "iloveyou2",
        "abcdefghij",     "abcd123456",       "abc1234567",       "abc123abc123",     "a1b2c3d4e5",
        "a123456789",     "123456789a",       "123456789q",       "1029384756",       "147258369a",
        "1472583690",     "5555555555",       "aaaaaaaaaa",       "qqqqqqqqqq",       "basketball",
        "basketball1",    "volleyball",       "manchester",       "manchester1",      "liverpool1",
        "liverpool123",   "barcelona1",       "california",       "butterfly1",       "butterfly123",
        "chocolate1",     "christopher",      "christine1",       "strawberry",       "sunshine123",
        "princess123",    "princess2010",     "superman123",      "football123",      "baseball12",
        "starwars77",     "spongebob1",       "tinkerbell",       "sweetheart",       "motherfucker",
        "fuckyou123",     "letmein123",       "welcome123",       "welcome2024",      "Welcome2026!",
        "Summer2026!",    "winter2025!",      "september2024",    "admin12345",       "administrator",
        "administrator1", "changeme123",      "changeme!!",       "trustno1trustno1", "hello12345",
        "helloworld1",    "jordan2323",       "michael1990",      "mickeymouse",      "jamesbond007",
        "slipknot666",    "linkinpark",       "jesuschrist",      "lovelovelove",     "undertaker",
        "washington",     "wonderland",       "playstation",      "skateboard",       "everything1",
        "revolution",     "technology",       "unbelievable",     "mypassword",       "mypassword1",
        "s3cur1ty123",    "qwe123qwe123",     "asdasdasdasd",     "testtest12",       "test123456",
        "user123456",     "computer123",      "internet12",       "google.com",       "dragon monkey shadow"})
    EXPECT_TRUE(is_refused(password)) << password;
}

TEST(PasswordRules, OnesOwnNamesAreRefused) {
  for (const char* password : {"ann.onym2026", "Ann Onym 1", "lighthouse", "Lighthouse2026", "l1ghth0use!",
                               "ann.onym@lighthouse.example", "onymonymonym"})
    EXPECT_TRUE(is_refused(password)) << password;
  EXPECT_TRUE(check_password("lighthouse by the sea wall", {"ben", "Ben", ""}));
}

TEST(PasswordRules, TheMessageTellsNothingOfThePassword) {
  const auto refused = check_password("password123", kAnn);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message.find("password1"), std::string::npos);
}

TEST(PasswordHasher, MakesSaltedArgon2idOfTheDeclaredCost) {
  PasswordHasher hasher = PasswordHasher::make().value();
  const std::string hash = hasher.hash("a").value();
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_NE(hash, hasher.hash("a").value());
  EXPECT_TRUE(hasher.fits(hash, "a").value());
  EXPECT_FALSE(hasher.fits(hash, "b").value());
  EXPECT_FALSE(hasher.fits(hash, std::string_view("a\0", 2)).value());
  EXPECT_FALSE(hasher.fits("", "").value()) << "nobody's";
  EXPECT_FALSE(hasher.fits("damaged", "a").value());
}

TEST(PasswordHasher, WeakIsWhatCostsLessThanIsAskedFor) {
  PasswordHasher cheap = PasswordHasher::make(kCheap).value();
  PasswordHasher longer = PasswordHasher::make({.passes = 2, .memory = 8192}).value();
  PasswordHasher larger = PasswordHasher::make({.passes = 1, .memory = 16384}).value();
  const std::string hash = cheap.hash("a").value();
  EXPECT_FALSE(cheap.is_weak(hash));
  EXPECT_TRUE(longer.is_weak(hash));
  EXPECT_TRUE(larger.is_weak(hash));
  EXPECT_FALSE(cheap.is_weak(larger.hash("a").value())) << "nothing is made weaker";
  EXPECT_TRUE(cheap.is_weak("$argon2i$v=19$m=19456,t=2,p=1$"));
  EXPECT_EQ(code(PasswordHasher::make({.passes = 1, .memory = 100})), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(PasswordHasher::make(kCheap, {.slots = 0})), ErrorCode::kInvalidArgument);
}

// The most memory that the program ever had, since it was last asked to forget that; in MiB.
std::uint64_t peak_memory() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("VmHWM:")) return std::stoull(line.substr(6)) / 1024;
  return 0;
}

// How much so many hashes at once need, in MiB.
std::uint64_t needed_by(PasswordHasher& hasher, int hashes) {
  std::ofstream("/proc/self/clear_refs") << "5";
  const std::uint64_t before = peak_memory();
  EXPECT_EQ(at_once(hashes, [&](int) { return hasher.hash(kPassword).has_value(); }), hashes);
  return peak_memory() - before;
}

TEST(PasswordHasher, FiveHundredAtOnceNeedTheMemoryOfTheSlots) {
  constexpr std::size_t kMemory = std::size_t{4} * 1024 * 1024;
  PasswordHasher two = PasswordHasher::make({.passes = 1, .memory = kMemory}, {.slots = 2, .waiting = 500}).value();
  const std::uint64_t small = needed_by(two, 500);
  EXPECT_EQ(two.most_at_once(), 2U);
  // The check sees a hasher with more.
  PasswordHasher any = PasswordHasher::make({.passes = 1, .memory = kMemory}, {.slots = 32, .waiting = 500}).value();
  const std::uint64_t large = needed_by(any, 100);
  EXPECT_GT(any.most_at_once(), 2U);
  // What a sanitizer keeps of freed memory is not ours.
  if (kSanitized) return;
  EXPECT_LE(small, 2 * 4 + 16U) << "the stacks of 500 threads are in it";
  EXPECT_GT(large, 2 * 4 + 16U);
  std::printf("500 hashes of 4 MiB at once: %llu MiB with 2 slots; 100 with 32 slots: %llu MiB\n",
              static_cast<unsigned long long>(small), static_cast<unsigned long long>(large));
}

TEST(PasswordHasher, WhoWouldWaitBehindTooManyIsSentAway) {
  PasswordHasher one =
      PasswordHasher::make({.passes = 4, .memory = std::size_t{16} * 1024 * 1024}, {.slots = 1, .waiting = 1}).value();
  std::atomic<int> away = 0;
  const int done = at_once(24, [&](int) {
    const auto hash = one.hash("a");
    if (!hash && hash.error().code == ErrorCode::kUnavailable) ++away;
    return hash.has_value();
  });
  EXPECT_EQ(done + away, 24);
  EXPECT_GE(done, 2);
  EXPECT_GT(away, 0);
  EXPECT_EQ(one.most_at_once(), 1U);
  EXPECT_TRUE(one.hash("a")) << "afterwards there is room";
}

}  // namespace
}  // namespace portolan::accounts
