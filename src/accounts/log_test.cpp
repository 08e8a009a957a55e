// SPDX-License-Identifier: Apache-2.0
#include "accounts/log.h"

#include "accounts/roles.h"
#include "accounts/tickets.h"
#include "accounts/tidy.h"
#include "accounts_fixture.h"

namespace portolan::accounts {
namespace {

using namespace testing;
using std::chrono::seconds;

class Log : public AccountsTest {};
INSTANTIATE_TEST_SUITE_P(Each, Log, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(Log, SaysWhoDidWhatToWhomWhenAndFromWhere) {
  const Account ann = person("ann");
  ASSERT_DONE(grant_role(office(), ann.id, {"iana", Role::kExpert, Transport::kUdp}, act(seconds(5), "2001:db8::1")));
  const auto lines = log_lines(office(), 0, 10).value();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], (LogLine{2, now_ + seconds(5), kLocalOperator, "role-granted", ann.id,
                               "expert for udp in registry iana", "2001:db8::1"}));
  EXPECT_EQ(lines[1], (LogLine{1, now_, kLocalOperator, "added", ann.id, "", std::string(kHome)}));
}

TEST_P(Log, IsReadInPages) {
  for (int i = 0; i < 7; ++i) person("ann" + std::to_string(i));
  std::vector<std::uint64_t> seen;
  std::uint64_t before = 0;
  while (true) {
    const auto page = log_lines(office(), before, 3).value();
    if (page.empty()) break;
    for (const LogLine& line : page) seen.push_back(line.number);
    before = page.back().number;
  }
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{7, 6, 5, 4, 3, 2, 1}));
}

TEST_P(Log, IsWrittenWithTheChangeOrNotAtAll) {
  const Account ann = person("ann");
  person("ben");
  EXPECT_FALSE(change_account(office(), ann.id, {"ben", "Ann", ""}, act()));
  EXPECT_FALSE(grant_role(office(), 99, {"iana", Role::kIesg}, act()));
  EXPECT_FALSE(set_password(office(), ann.id, "short", act()));
  EXPECT_EQ(log_lines(office(), 0, 10).value().size(), 2U);
  // What is as it was is no change.
  ASSERT_DONE(enable_account(office(), ann.id, act()));
  EXPECT_EQ(log_lines(office(), 0, 10).value().size(), 2U);
}

TEST_P(Log, NumbersHaveNoGapsWhoeverWrites) {
  auto all = desks(6);
  at_once(6, [&](int i) {
    for (int turn = 0; turn < 5; ++turn)
      EXPECT_TRUE(add_account(all[static_cast<std::size_t>(i)].office,
                              {"ann" + std::to_string(i * 10 + turn), "Ann", ""}, act()));
    return true;
  });
  const auto lines = log_lines(office(), 0, 100).value();
  ASSERT_EQ(lines.size(), 30U);
  for (std::size_t i = 0; i < lines.size(); ++i) EXPECT_EQ(lines[i].number, 30 - i);
}

TEST_P(Log, AddressesAreKeptForNinetyDays) {
  const Account ann = signing_person("ann");
  EXPECT_EQ(enter(office(), "nobody", "wrong", act()).value().outcome, SignInOutcome::kWrong);
  const auto before = log_lines(office(), 0, 10).value();
  ASSERT_DONE(tidy(office(), now_ + rules_.addresses - seconds(1)));
  EXPECT_EQ(log_lines(office(), 0, 10).value(), before);
  ASSERT_DONE(tidy(office(), now_ + rules_.addresses));
  const auto after = log_lines(office(), 0, 10).value();
  ASSERT_EQ(after.size(), before.size() - 1) << "who guessed at nobody is gone";
  for (const LogLine& line : after) EXPECT_EQ(line.address, "");
  EXPECT_EQ(told(ann.id), "password-set added");
}

TEST_P(Log, HoldsNoNamesNoMailAndNothingThatAStrangerWrote) {
  const Account ann = person("ann");
  ASSERT_DONE(add_contact(office(), ann.id, "iana", "Ann_Onym", act()));
  ASSERT_DONE(invite(office(), "ben@example.org", {}, act()));
  enter(office(), "typed by mistake", "wrong", act({}, "not\nan\xff address")).value();
  const auto lines = log_lines(office(), 0, 10).value();
  for (const LogLine& line : lines)
    for (const char* personal : {"ann", "Ann", "ben", "example", "typed", "\n", "\xff"})
      EXPECT_EQ((line.detail + line.address).find(personal), std::string::npos) << line.what << ": " << personal;
}

}  // namespace
}  // namespace portolan::accounts
