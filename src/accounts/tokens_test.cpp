// SPDX-License-Identifier: Apache-2.0
#include "accounts/tokens.h"

#include "accounts_fixture.h"

namespace portolan::accounts {
namespace {

using namespace testing;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

class Tokens : public AccountsTest {
 protected:
  bool is_good(std::string_view secret, seconds later = {}) {
    return find_token(office(), secret, now_ + later).value().has_value();
  }
};
INSTANTIATE_TEST_SUITE_P(Each, Tokens, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(Tokens, AreToldOnceAndKeptAsHashes) {
  const Account ann = person("ann");
  const auto made = make_token(office(), ann.id, {"nightly", Scopes(Scope::kRead) | Scope::kClaim, "own"}, act());
  ASSERT_DONE(made);
  const std::string secret(made->secret.view());
  EXPECT_EQ(secret.size(), 47U);
  EXPECT_TRUE(secret.starts_with("ptl_"));
  EXPECT_EQ(everything().find(secret.substr(4)), std::string::npos);
  const auto found = find_token(office(), secret, now_).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->account, ann.id);
  EXPECT_TRUE(found->scopes.contains(Scope::kRead) && found->scopes.contains(Scope::kClaim));
  EXPECT_FALSE(found->scopes.contains(Scope::kDecide));
  EXPECT_EQ(found->registry, "own");
  EXPECT_FALSE(is_good(secret.substr(4)));
  EXPECT_FALSE(is_good(secret + "A"));
  EXPECT_FALSE(is_good(""));
}

TEST_P(Tokens, EndAtTheirEnd) {
  const Account ann = person("ann");
  const auto made = make_token(office(), ann.id, {"nightly", Scope::kRead, {}, now_ + hours(1)}, act()).value();
  EXPECT_TRUE(is_good(made.secret.view(), hours(1) - seconds(1)));
  EXPECT_FALSE(is_good(made.secret.view(), hours(1)));
  const auto endless = make_token(office(), ann.id, {"nightly", Scope::kRead}, act()).value();
  EXPECT_TRUE(is_good(endless.secret.view(), days(40'000)));
}

TEST_P(Tokens, TheDayOfTheLastUseIsKept) {
  const Account ann = person("ann");
  const auto made = make_token(office(), ann.id, {"nightly", Scope::kRead}, act()).value();
  const auto used = [&] { return tokens_of(office(), ann.id).value().front().used; };
  EXPECT_FALSE(used());
  EXPECT_TRUE(is_good(made.secret.view()));
  const Time day = std::chrono::floor<days>(now_);
  EXPECT_EQ(used(), day);
  EXPECT_TRUE(is_good(made.secret.view(), days(2)));
  EXPECT_EQ(used(), day + days(2));
  EXPECT_TRUE(is_good(made.secret.view()));
  EXPECT_EQ(used(), day + days(2)) << "it never goes back";
}

TEST_P(Tokens, AreListedAndRevoked) {
  const Account ann = person("ann");
  const Account ben = person("ben");
  const auto first = make_token(office(), ann.id, {"first", Scope::kRead}, act()).value();
  const auto second = make_token(office(), ann.id, {"second", Scope::kApply}, act()).value();
  EXPECT_FALSE(revoke_token(office(), ben.id, first.token.id, act()).value()) << "of another";
  EXPECT_TRUE(revoke_token(office(), ann.id, first.token.id, act()).value());
  EXPECT_FALSE(revoke_token(office(), ann.id, first.token.id, act()).value());
  EXPECT_FALSE(is_good(first.secret.view()));
  EXPECT_TRUE(is_good(second.secret.view()));
  const auto listed = tokens_of(office(), ann.id).value();
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].name, "second");
  EXPECT_EQ(listed[1].revoked, now_);
  EXPECT_EQ(told(ann.id), "token-revoked token-made token-made added");
  EXPECT_EQ(log_lines(office(), 0, 1, ann.id).value()[0].detail, "token " + std::to_string(first.token.id));
}

TEST_P(Tokens, WhatIsNoTokenIsRefused) {
  const Account ann = person("ann");
  const auto refused = [&](const TokenRequest& request) { return field(make_token(office(), ann.id, request, act())); };
  EXPECT_EQ(refused({"", Scope::kRead}), "name");
  EXPECT_EQ(refused({"a\nb", Scope::kRead}), "name");
  EXPECT_EQ(refused({std::string(101, 'a'), Scope::kRead}), "name");
  EXPECT_EQ(refused({"a", {}}), "scopes");
  EXPECT_EQ(refused({"a", Scope::kRead, "", {}}), "registry");
  EXPECT_EQ(refused({"a", Scope::kRead, {}, now_}), "ends");
  EXPECT_EQ(code(make_token(office(), 99, {"a", Scope::kRead}, act())), ErrorCode::kNotFound);
}

TEST(Scopes, HaveWords) {
  EXPECT_EQ(to_string(Scopes::from_bits(63)), "read,claim,apply,review,decide,administer");
  EXPECT_EQ(parse_scopes("read,administer"), Scopes(Scope::kRead) | Scope::kAdminister);
  for (const char* words : {"", "read,", ",read", "all", "read claim"}) EXPECT_FALSE(parse_scopes(words)) << words;
}

}  // namespace
}  // namespace portolan::accounts
