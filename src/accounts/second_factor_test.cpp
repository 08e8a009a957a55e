// SPDX-License-Identifier: Apache-2.0
#include "accounts/second_factor.h"

#include <cctype>
#include <functional>

#include "accounts/totp.h"
#include "accounts_fixture.h"

namespace portolan::accounts {
namespace {

using namespace testing;
using std::chrono::seconds;

constexpr std::string_view kRfcSecret = "12345678901234567890";

TEST(Totp, Rfc6238AppendixB) {
  struct Vector {
    std::int64_t time;
    const char* code;  // the last six of its eight digits
  };
  for (const Vector& vector :
       {Vector{59, "287082"}, Vector{1111111109, "081804"}, Vector{1111111111, "050471"}, Vector{1234567890, "005924"},
        Vector{2000000000, "279037"}, Vector{20000000000, "353130"}})
    EXPECT_EQ(totp_code(kRfcSecret, totp_step(Time(seconds(vector.time)))), vector.code) << vector.time;
}

TEST(Totp, Rfc4226AppendixD) {
  const std::array<const char*, 10> codes = {"755224", "287082", "359152", "969429", "338314",
                                             "254676", "287922", "162583", "399871", "520489"};
  for (std::size_t i = 0; i < codes.size(); ++i) EXPECT_EQ(totp_code(kRfcSecret, i), codes[i]) << i;
}

TEST(Totp, AStepEarlierOrLaterFitsAndNoOther) {
  const Time now(seconds(30 * 1000 + 29));
  for (std::uint64_t step = 995; step < 1005; ++step) {
    const auto found = totp_fits(kRfcSecret, totp_code(kRfcSecret, step), now, 0);
    EXPECT_EQ(found, step >= 999 && step <= 1001 ? std::optional(step) : std::nullopt) << step;
  }
  EXPECT_FALSE(totp_fits(kRfcSecret, totp_code(kRfcSecret, 1002), now, 0));
  EXPECT_TRUE(totp_fits(kRfcSecret, totp_code(kRfcSecret, 1002), now + seconds(1), 0));
  EXPECT_FALSE(totp_fits(kRfcSecret, totp_code(kRfcSecret, 1000), now, 1000)) << "used";
  EXPECT_FALSE(totp_fits(kRfcSecret, totp_code(kRfcSecret, 999), now, 1000)) << "before one that was used";
  EXPECT_TRUE(totp_fits(kRfcSecret, totp_code(kRfcSecret, 1001), now, 1000));
  for (const char* code : {"", "12345", "1234567", "abcdef"}) EXPECT_FALSE(totp_fits(kRfcSecret, code, now, 0));
  EXPECT_FALSE(totp_fits(kRfcSecret, "755224", Time(seconds(-5)), 0)) << "step 0 is never above what was used";
}

TEST(Totp, TheAddressForTheApp) {
  EXPECT_EQ(totp_uri(kRfcSecret, "Ports & co", "ann"),
            "otpauth://totp/Ports%20%26%20co:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Ports%20%26%20co"
            "&algorithm=SHA1&digits=6&period=30");
}

std::string from_base32(std::string_view text) {
  std::string out;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char c : text) {
    held = (held << 5U | static_cast<unsigned>(std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").find(c))) & 0xFFFU;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<char>(held >> bits & 0xFFU));
  }
  return out;
}

class SecondFactor : public AccountsTest {
 protected:
  void SetUp() override {
    AccountsTest::SetUp();
    if (IsSkipped()) return;
    ann_ = signing_person("ann");
    auto begun = begin_factor(office(), ann_.id, "portolan", act());
    ASSERT_DONE(begun);
    secret_ = from_base32(begun->secret.view());
    uri_ = begun->uri.view();
  }
  std::string code_at(Time time) const { return totp_code(secret_, totp_step(time)); }
  void confirm() {
    token_ = entered("ann");
    auto done = confirm_factor(office(), token_, code_at(now_), act()).value();
    ASSERT_TRUE(done);
    for (const SecretText& code : done->recovery) recovery_.emplace_back(code.view());
    confirmed_ = done->session.token.view();
    now_ += seconds(60);
  }
  // The token of a session whose code is missing.
  std::string awaiting(const Office& at) {
    const auto done = enter(at, "ann", kPassword, act());
    EXPECT_TRUE(done && done->outcome == SignInOutcome::kNeedsCode) << why(done);
    return done && done->session ? std::string(done->session->token.view()) : std::string();
  }
  SignInOutcome given(std::string_view token, std::string_view code, seconds later = {}) {
    return give_code(office(), token, code, act(later)).value().outcome;
  }

  Account ann_;
  std::string secret_;
  std::string uri_;
  std::string token_;
  std::string confirmed_;
  std::vector<std::string> recovery_;
};
INSTANTIATE_TEST_SUITE_P(Each, SecondFactor, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(SecondFactor, CountsFromItsConfirmationOn) {
  EXPECT_EQ(secret_.size(), kTotpSecretBytes);
  EXPECT_NE(uri_.find("portolan:ann?secret="), std::string::npos);
  EXPECT_FALSE(factor_of(office(), ann_.id).value().confirmed);
  const std::string token = entered("ann");
  EXPECT_FALSE(confirm_factor(office(), token, "000000", act()).value());
  EXPECT_FALSE(confirm_factor(office(), "no session", code_at(now_), act()).value());
  confirm();
  EXPECT_TRUE(factor_of(office(), ann_.id).value().confirmed);
  EXPECT_EQ(recovery_.size(), kRecoveryCodes);
  EXPECT_FALSE(find_session(office(), token, now_).value()) << "another of theirs";
  EXPECT_FALSE(find_session(office(), token_, now_).value()) << "the one with which it was confirmed";
  EXPECT_EQ(find_session(office(), confirmed_, now_).value()->level, AuthLevel::kSecondFactor);
  EXPECT_EQ(code(begin_factor(office(), ann_.id, "portolan", act())), ErrorCode::kConflict);
  EXPECT_EQ(code(confirm_factor(office(), confirmed_, code_at(now_), act())), ErrorCode::kConflict);
}

TEST_P(SecondFactor, ThePasswordAloneIsGoodForGivingTheCodeOnly) {
  confirm();
  const std::string token = awaiting(office());
  EXPECT_FALSE(find_session(office(), token, now_).value());
  EXPECT_TRUE(sessions_of(office(), ann_.id, now_).value().size() == 1);
  EXPECT_EQ(given("no session", code_at(now_)), SignInOutcome::kWrong);
  EXPECT_EQ(given(confirmed_, code_at(now_)), SignInOutcome::kWrong) << "it waits for no code";
  EXPECT_EQ(given(token, "000000"), SignInOutcome::kWrong);
  const auto done = give_code(office(), token, code_at(now_), act()).value();
  ASSERT_EQ(done.outcome, SignInOutcome::kSignedIn);
  EXPECT_NE(done.session->token.view(), token);
  EXPECT_EQ(find_session(office(), done.session->token.view(), now_).value()->level, AuthLevel::kSecondFactor);
  EXPECT_EQ(given(token, code_at(now_ + kTotpStep)), SignInOutcome::kWrong) << "the session of the first step is gone";
  EXPECT_TRUE(told(ann_.id).starts_with("signed-in sign-in-refused code-awaited")) << told(ann_.id);
}

TEST_P(SecondFactor, TheFirstStepDoesNotLastLong) {
  confirm();
  const std::string token = awaiting(office());
  EXPECT_EQ(given(token, "000000", rules_.code_within - seconds(1)), SignInOutcome::kWrong);
  EXPECT_EQ(given(token, code_at(now_ + rules_.code_within), rules_.code_within), SignInOutcome::kWrong);
}

TEST_P(SecondFactor, ACodeWorksOnceAndEarlierOnesNoMore) {
  confirm();
  EXPECT_EQ(given(awaiting(office()), code_at(now_)), SignInOutcome::kSignedIn);
  EXPECT_EQ(given(awaiting(office()), code_at(now_)), SignInOutcome::kWrong);
  EXPECT_EQ(given(awaiting(office()), code_at(now_ - kTotpStep)), SignInOutcome::kWrong);
  EXPECT_EQ(given(awaiting(office()), code_at(now_ + kTotpStep)), SignInOutcome::kSignedIn);
}

TEST_P(SecondFactor, TheCodeThatConfirmedIsUsed) {
  confirm();
  now_ -= seconds(60);
  EXPECT_EQ(given(awaiting(office()), code_at(now_)), SignInOutcome::kWrong);
}

TEST_P(SecondFactor, GuessesOfCodesAreBounded) {
  confirm();
  const std::string token = awaiting(office());
  int looked_at = 0;
  for (int i = 0; i < 599; ++i)
    if (given(token, "00000" + std::to_string(i % 10), seconds(i)) == SignInOutcome::kWrong) ++looked_at;
  EXPECT_LE(looked_at, 10);
  EXPECT_GT(looked_at, 3);
  const auto refused = give_code(office(), token, code_at(now_ + seconds(599)), act(seconds(599))).value();
  EXPECT_EQ(refused.outcome, SignInOutcome::kTooMany);
  EXPECT_GT(refused.retry_at, now_ + seconds(599));
}

TEST_P(SecondFactor, RecoveryCodesWorkOnceInAnySpelling) {
  confirm();
  std::string shouted = recovery_[0];
  std::ranges::transform(shouted, shouted.begin(),
                         [](char c) { return c == '-' ? ' ' : static_cast<char>(std::toupper(c)); });
  EXPECT_EQ(given(awaiting(office()), shouted), SignInOutcome::kSignedIn);
  EXPECT_EQ(given(awaiting(office()), recovery_[0]), SignInOutcome::kWrong);
  EXPECT_EQ(given(awaiting(office()), recovery_[1]), SignInOutcome::kSignedIn);
  EXPECT_EQ(given(awaiting(office()), ""), SignInOutcome::kWrong);
  EXPECT_EQ(factor_of(office(), ann_.id).value().recovery_left, kRecoveryCodes - 2);
  EXPECT_NE(told(ann_.id).find("signed-in recovery-used"), std::string::npos);
}

TEST_P(SecondFactor, ItsSecretsAreNotInTheDatabase) {
  confirm();
  const std::string all = everything();
  EXPECT_EQ(all.find(secret_), std::string::npos);
  EXPECT_EQ(all.find(to_base32(secret_)), std::string::npos);
  for (const std::string& code : recovery_) EXPECT_EQ(all.find(code), std::string::npos);
  // With another key nothing of it can be read.
  const Keys others{Keys::Key{std::byte{8}}};
  const std::string token = awaiting(office());
  const Office stolen{.database = *database_, .hasher = *hasher_, .keys = others, .rules = rules_};
  EXPECT_EQ(code(give_code(stolen, token, code_at(now_), act())), ErrorCode::kDamaged);
  EXPECT_EQ(give_code(stolen, token, recovery_[0], act()).value().outcome, SignInOutcome::kWrong);
}

TEST_P(SecondFactor, ASecretIsWorthNothingInTheRowOfAnother) {
  confirm();
  const Account eve = signing_person("eve");
  ASSERT_DONE(begin_factor(office(), eve.id, "portolan", act()));
  ASSERT_DONE(
      database_->execute("UPDATE account_totp SET nonce = (SELECT nonce FROM account_totp WHERE account = 3), "
                         "box = (SELECT box FROM account_totp WHERE account = 3) WHERE account = 2"));
  EXPECT_EQ(code(give_code(office(), awaiting(office()), "000000", act())), ErrorCode::kDamaged);
}

TEST_P(SecondFactor, CanBeRemovedAndBegunAnew) {
  confirm();
  ASSERT_DONE(remove_factor(office(), ann_.id, act()));
  EXPECT_EQ(code(remove_factor(office(), ann_.id, act())), ErrorCode::kNotFound);
  EXPECT_FALSE(factor_of(office(), ann_.id).value().confirmed);
  EXPECT_EQ(factor_of(office(), ann_.id).value().recovery_left, 0U);
  const std::string token = entered("ann");
  EXPECT_EQ(code(confirm_factor(office(), token, "000000", act())), ErrorCode::kNotFound);
  EXPECT_TRUE(begin_factor(office(), ann_.id, "portolan", act()));
}

// How many of those who use one code at the same moment are let in.
using Use = std::function<bool(const Office&, const std::string& token)>;

class FactorRaces : public SecondFactor {
 protected:
  int let_in(const Use& use) {
    rules_.free_guesses = rules_.wrong_in_window = 1000;
    auto all = desks(6);
    std::vector<std::string> tokens;
    for (const Desk& one : all) tokens.push_back(awaiting(one.office));
    return at_once(6, [&](int i) {
      const auto at = static_cast<std::size_t>(i);
      return use(all[at].office, tokens[at]);
    });
  }
  Use giving(const std::string& code) {
    return [this, code](const Office& at, const std::string& token) {
      const auto done = give_code(at, token, code, act());
      EXPECT_TRUE(done) << why(done);
      return done && done->outcome == SignInOutcome::kSignedIn;
    };
  }
};
INSTANTIATE_TEST_SUITE_P(Each, FactorRaces, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(FactorRaces, OfThoseWhoUseOneCodeAtOnceOneIsLetIn) {
  confirm();
  for (std::size_t round = 0; round < 3; ++round) {
    EXPECT_EQ(let_in(giving(code_at(now_))), 1);
    now_ += seconds(60);
    EXPECT_EQ(let_in(giving(recovery_[round])), 1);
  }
  // The check sees a server that looks, and notes the use afterwards.
  std::barrier looked(6);
  const Use careless = [&](const Office& at, const std::string&) {
    std::uint64_t used = 0;
    EXPECT_TRUE(at.database.query("SELECT step FROM account_totp", {}, [&](const database::Row& row) {
      used = static_cast<std::uint64_t>(row.integer(0));
      return false;
    }));
    looked.arrive_and_wait();
    return totp_fits(secret_, code_at(now_), now_, used).has_value();
  };
  EXPECT_GT(let_in(careless), 1);
}

}  // namespace
}  // namespace portolan::accounts
