// SPDX-License-Identifier: Apache-2.0
#include "accounts/sessions.h"

#include <cmath>
#include <random>
#include <unordered_set>

#include "accounts/tidy.h"
#include "accounts_fixture.h"

namespace portolan::accounts {
namespace {

using namespace testing;
using std::chrono::hours;
using std::chrono::seconds;

class Sessions : public AccountsTest {
 protected:
  bool is_good(std::string_view token, seconds later) {
    const auto found = find_session(office(), token, now_ + later);
    EXPECT_TRUE(found) << why(found);
    return found && found->has_value();
  }
};
INSTANTIATE_TEST_SUITE_P(Each, Sessions, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(Sessions, ATokenIsItsSessionAndOnlyItsHashIsKept) {
  const Account ann = signing_person("ann");
  const std::string token = entered("ann");
  EXPECT_EQ(token.size(), 43U);
  const auto session = find_session(office(), token, now_).value();
  ASSERT_TRUE(session);
  EXPECT_EQ(session->account, ann.id);
  EXPECT_EQ(session->level, AuthLevel::kPassword);
  EXPECT_EQ(session->agent, "a test");
  EXPECT_EQ(session->address, kHome);
  EXPECT_EQ(session->ends, now_ + rules_.longest);
  EXPECT_EQ(everything().find(token), std::string::npos);
  for (std::string other : {token.substr(1), token + "A", std::string(), std::string(43, 'A')})
    EXPECT_FALSE(is_good(other, seconds(0))) << other;
}

TEST_P(Sessions, EndWhenTheyAreNotUsed) {
  signing_person("ann");
  const std::string token = entered("ann");
  EXPECT_TRUE(is_good(token, rules_.idle - seconds(1)));
  EXPECT_TRUE(is_good(token, 2 * rules_.idle - seconds(2))) << "used a moment before";
  EXPECT_FALSE(is_good(token, 3 * rules_.idle - seconds(2)));
  EXPECT_FALSE(is_good(token, 2 * rules_.idle - seconds(2))) << "what was over stays so when the clock goes back";
}

TEST_P(Sessions, EndAtTheLatestHoweverOftenTheyAreUsed) {
  signing_person("ann");
  const std::string token = entered("ann");
  for (seconds later{0}; later < rules_.longest; later += rules_.idle / 2) EXPECT_TRUE(is_good(token, later));
  EXPECT_TRUE(is_good(token, rules_.longest - seconds(1)));
  EXPECT_FALSE(is_good(token, rules_.longest));
}

TEST_P(Sessions, AreNotMadeLongerByAClockThatGoesBack) {
  signing_person("ann");
  const std::string token = entered("ann");
  EXPECT_TRUE(is_good(token, hours(6)));
  EXPECT_TRUE(is_good(token, hours(6) - rules_.skew)) << "the clock of another server";
  EXPECT_FALSE(is_good(token, hours(6) - rules_.skew - seconds(1)));
  EXPECT_FALSE(is_good(token, -hours(24 * 3650)));
  EXPECT_TRUE(is_good(token, hours(18) - seconds(1))) << "seen is still what it was";
  EXPECT_FALSE(is_good(token, hours(30)));
}

// Whatever the clock does, a session is good only while it lies within its bounds of the times that it showed.
TEST_P(Sessions, NoClockMakesThemLonger) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  signing_person("ann");
  for (int round = 0; round < 20; ++round) {
    const std::string token = entered("ann");
    Time seen = now_;
    Time latest = now_;
    bool over = false;
    for (int step = 0; step < 30; ++step) {
      const auto jump = static_cast<std::int64_t>(random() % (15 * 3600)) - 3 * 3600;
      const Time time = latest + seconds(jump);
      latest = std::max(latest, time);
      const bool good = find_session(office(), token, time).value().has_value();
      const bool within = time < now_ + rules_.longest && time - seen < rules_.idle && time + rules_.skew >= seen;
      over = over || time >= now_ + rules_.longest || time - seen >= rules_.idle;
      ASSERT_EQ(good, within && !over) << step;
      if (good && time - seen >= rules_.seen_grain) seen = time;
    }
  }
}

TEST_P(Sessions, WorkBeyond2038And2100) {
  for (const std::int64_t at :
       {std::int64_t{2'147'483'647}, std::int64_t{4'102'444'800}, std::int64_t{4'294'967'295}}) {
    now_ = Time(seconds(at));
    const Account ann = signing_person("ann" + std::to_string(at));
    const std::string token = entered(ann.name);
    EXPECT_TRUE(is_good(token, rules_.idle - seconds(1)));
    EXPECT_FALSE(is_good(token, 2 * rules_.idle));
  }
}

TEST_P(Sessions, SigningInAgainReplacesWhatCameWithTheRequest) {
  signing_person("ann");
  signing_person("ben");
  const std::string planted = entered("ben");
  const SignInRequest request{.name = "ann", .password = kPassword, .replaces = planted};
  const auto done = sign_in(office(), request, act()).value();
  ASSERT_EQ(done.outcome, SignInOutcome::kSignedIn);
  EXPECT_FALSE(is_good(planted, seconds(0)));
  EXPECT_NE(done.session->token.view(), planted);
  EXPECT_TRUE(is_good(done.session->token.view(), seconds(0)));
}

TEST_P(Sessions, OnesOwnAreListedAndEnded) {
  const Account ann = signing_person("ann");
  const Account ben = signing_person("ben");
  std::vector<std::string> tokens;
  for (int i = 0; i < 4; ++i) {
    tokens.push_back(entered("ann"));
    now_ += seconds(10);
  }
  const std::string bens = entered("ben");
  const auto listed = sessions_of(office(), ann.id, now_).value();
  ASSERT_EQ(listed.size(), 4U);
  EXPECT_EQ(listed.front().id, find_session(office(), tokens[3], now_).value()->id) << "newest first";
  EXPECT_FALSE(end_session(office(), ben.id, listed[0].id, act()).value()) << "of another";
  EXPECT_TRUE(end_session(office(), ann.id, listed[0].id, act()).value());
  EXPECT_FALSE(end_session(office(), ann.id, listed[0].id, act()).value());
  EXPECT_FALSE(is_good(tokens[3], seconds(0)));
  ASSERT_DONE(sign_out(office(), tokens[2], act()));
  EXPECT_FALSE(is_good(tokens[2], seconds(0)));
  ASSERT_DONE(sign_out(office(), tokens[2], act()));
  ASSERT_DONE(end_sessions(office(), ann.id, act(), tokens[1]));
  EXPECT_FALSE(is_good(tokens[0], seconds(0)));
  EXPECT_TRUE(is_good(tokens[1], seconds(0)));
  ASSERT_DONE(end_sessions(office(), ann.id, act()));
  EXPECT_TRUE(sessions_of(office(), ann.id, now_).value().empty());
  EXPECT_TRUE(is_good(bens, seconds(0)));
  EXPECT_TRUE(told(ann.id).starts_with("sessions-ended sessions-ended signed-out session-ended signed-in"))
      << told(ann.id);
}

TEST_P(Sessions, AnotherPasswordEndsThem) {
  const Account ann = signing_person("ann");
  const std::string first = entered("ann");
  const std::string second = entered("ann");
  const auto changed = change_password(office(), first, kPassword, "another harbour 88 lamp", act()).value();
  ASSERT_EQ(changed.outcome, SignInOutcome::kSignedIn);
  EXPECT_FALSE(is_good(first, seconds(0)));
  EXPECT_FALSE(is_good(second, seconds(0)));
  EXPECT_TRUE(is_good(changed.session->token.view(), seconds(0)));
  EXPECT_EQ(change_password(office(), first, kPassword, "another harbour 88 lamp", act()).value().outcome,
            SignInOutcome::kWrong);
  EXPECT_EQ(
      change_password(office(), changed.session->token.view(), "wrong", "yet another tide 5", act()).value().outcome,
      SignInOutcome::kWrong);
  EXPECT_EQ(field(change_password(office(), changed.session->token.view(), kPassword, "short", act())), "password");
  ASSERT_DONE(set_password(office(), ann.id, kPassword, act()));
  EXPECT_FALSE(is_good(changed.session->token.view(), seconds(0)));
}

TEST_P(Sessions, ThoseThatAreOverAreRemoved) {
  signing_person("ann");
  entered("ann");
  const auto rows = [&] {
    std::int64_t out = 0;
    EXPECT_TRUE(database_->query("SELECT COUNT(*) FROM account_sessions", {}, [&](const database::Row& row) {
      out = row.integer(0);
      return false;
    }));
    return out;
  };
  ASSERT_DONE(tidy(office(), now_ + rules_.idle - seconds(1)));
  EXPECT_EQ(rows(), 1);
  ASSERT_DONE(tidy(office(), now_ + rules_.idle));
  EXPECT_EQ(rows(), 0);
}

TEST(Csrf, IsMadeOfTheTokenAndOfNothingElse) {
  const std::string token(43, 'a');
  const std::string csrf = csrf_of(token);
  EXPECT_EQ(csrf.size(), 43U);
  EXPECT_TRUE(csrf_fits(token, csrf));
  EXPECT_FALSE(csrf_fits(std::string(43, 'b'), csrf));
  EXPECT_FALSE(csrf_fits(token, ""));
  EXPECT_FALSE(csrf_fits(token, csrf + "A"));
  EXPECT_FALSE(csrf_fits(token, csrf.substr(1)));
  std::string altered = csrf;
  altered.back() = altered.back() == 'A' ? 'B' : 'A';
  EXPECT_FALSE(csrf_fits(token, altered));
  EXPECT_EQ(csrf_of("x"), csrf_of("x"));
}

// What is wrong with so many secrets: twins, or bits that are not set in half of them.
std::string fault_of(const Random& random, std::size_t count) {
  std::unordered_set<std::string> seen;
  seen.reserve(count);
  std::array<std::uint32_t, 256> set{};
  const Random watched = [&](std::span<std::byte> out) {
    random(out);
    for (std::size_t i = 0; i < 256; ++i) set[i] += static_cast<unsigned>(out[i / 8] >> (i % 8)) & 1U;
  };
  for (std::size_t i = 0; i < count; ++i)
    if (!seen.emplace(random_secret(watched).view()).second) return "a twin after " + std::to_string(i);
  // Six standard deviations of a fair coin: once in two million runs for all 256 bits.
  const double allowed = 3 * std::sqrt(static_cast<double>(count));
  for (const std::uint32_t ones : set)
    if (std::abs(ones - static_cast<double>(count) / 2) > allowed) return "a bit is set " + std::to_string(ones);
  return {};
}

TEST(Secrets, AMillionHaveNoTwinsAndBalancedBits) {
  EXPECT_EQ(fault_of(system_random, size_of_test({.sanitized = 100'000, .usual = 1'000'000, .full = 1'000'000})), "");
  // The check sees a source that is short of bits, and one that leans.
  std::mt19937 random(7);
  EXPECT_NE(fault_of(
                [&](std::span<std::byte> out) {
                  std::ranges::fill(out, std::byte{0});
                  for (std::size_t i = 0; i < 3; ++i) out[i] = static_cast<std::byte>(random());
                },
                200'000),
            "");
  EXPECT_NE(fault_of(
                [&](std::span<std::byte> out) {
                  system_random(out);
                  if (random() % 25 == 0) out[9] |= std::byte{16};
                },
                200'000),
            "");
}

TEST(Secrets, AddressesOfOneHolderCountAsOne) {
  EXPECT_EQ(address_group("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(address_group("2001:db8:1:2:3:4:5:6"), address_group("2001:DB8:1:2::9"));
  EXPECT_NE(address_group("2001:db8:1:2::"), address_group("2001:db8:1:3::"));
  EXPECT_EQ(address_group("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(address_group(""), "");
}

TEST(Secrets, AreSpelledAsTheRfcSays) {
  // RFC 4648, section 10, without padding.
  EXPECT_EQ(to_base32(""), "");
  EXPECT_EQ(to_base32("f"), "MY");
  EXPECT_EQ(to_base32("fo"), "MZXQ");
  EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
}

}  // namespace
}  // namespace portolan::accounts
