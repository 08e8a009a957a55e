// SPDX-License-Identifier: Apache-2.0
#include "accounts/tickets.h"

#include <functional>

#include "accounts/sessions.h"
#include "accounts_fixture.h"

namespace portolan::accounts {
namespace {

using namespace testing;
using std::chrono::seconds;

class Tickets : public AccountsTest {
 protected:
  std::string invited(std::string_view mail, const std::vector<Grant>& grants = {}) {
    const auto made = invite(office(), mail, grants, act());
    EXPECT_TRUE(made) << why(made);
    return made ? std::string(made->secret.view()) : std::string();
  }
  Result<Account> accepted(std::string_view secret, const std::string& name, seconds later = {}) {
    return accept_invitation(office(), secret, {name, "The " + name, kPassword}, act(later));
  }
};
INSTANTIATE_TEST_SUITE_P(Each, Tickets, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(Tickets, AnInvitationMakesAnAccountWithItsRoles) {
  const std::string secret =
      invited("Ann@example.org", {{"iana", Role::kExpert, Transport::kTcp}, {"", Role::kAuditor}});
  EXPECT_EQ(everything().find(secret), std::string::npos);
  EXPECT_EQ(find_ticket(office(), secret, now_).value()->grants.size(), 2U);
  const auto ann = accepted(secret, "ann");
  ASSERT_DONE(ann);
  EXPECT_EQ(ann->mail, "ann@example.org");
  EXPECT_TRUE(person_for(office(), ann->id, "iana").value().has(Role::kExpert));
  EXPECT_TRUE(person_for(office(), ann->id, "own").value().has(Role::kAuditor));
  EXPECT_EQ(enter(office(), "ann", kPassword, act()).value().outcome, SignInOutcome::kSignedIn);
  EXPECT_EQ(code(accepted(secret, "ben")), ErrorCode::kNotFound) << "used";
  EXPECT_EQ(told(ann->id), "signed-in invitation-accepted password-set role-granted role-granted added");
}

TEST_P(Tickets, WhatIsRefusedDoesNotUseTheInvitation) {
  person("ben");
  const std::string secret = invited("ann@example.org");
  EXPECT_EQ(field(accepted(secret, "ben")), "name");
  EXPECT_EQ(field(accepted(secret, "A")), "name");
  EXPECT_EQ(field(accept_invitation(office(), secret, {"ann", "Ann", "password123"}, act())), "password");
  EXPECT_TRUE(accepted(secret, "ann"));
}

TEST_P(Tickets, EndAtTheirEnd) {
  const std::string secret = invited("ann@example.org");
  EXPECT_EQ(code(accepted(secret, "ann", rules_.invitation)), ErrorCode::kNotFound);
  EXPECT_TRUE(accepted(secret, "ann", rules_.invitation - seconds(1)));
}

TEST_P(Tickets, CanBeListedAndWithdrawn) {
  const std::string first = invited("ann@example.org");
  const std::string second = invited("ben@example.org");
  const auto listed = list_tickets(office(), 0, 10).value();
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0].mail, "ben@example.org");
  EXPECT_EQ(list_tickets(office(), listed[0].id, 10).value().size(), 1U);
  EXPECT_TRUE(withdraw_ticket(office(), listed[1].id, act()).value());
  EXPECT_FALSE(withdraw_ticket(office(), listed[1].id, act()).value());
  EXPECT_EQ(code(accepted(first, "ann")), ErrorCode::kNotFound);
  EXPECT_TRUE(accepted(second, "ben"));
  EXPECT_FALSE(withdraw_ticket(office(), listed[0].id, act()).value()) << "used";
}

TEST_P(Tickets, OnlyWhatCanBecomeAnAccountIsInvited) {
  person("ann");
  EXPECT_EQ(code(invite(office(), "ANN@example.org", {}, act())), ErrorCode::kConflict);
  for (const char* mail : {"", "ann", "a b@c"}) EXPECT_EQ(field(invite(office(), mail, {}, act())), "mail");
  EXPECT_EQ(field(invite(office(), "ben@example.org", {{"iana", Role::kExpert}}, act())), "transports");
}

TEST_P(Tickets, ANewPasswordEndsSessionsAndOtherTickets) {
  const Account ann = signing_person("ann");
  const std::string token = entered("ann");
  const auto first = offer_new_password(office(), ann.id, act()).value();
  const auto second = offer_new_password(office(), ann.id, act()).value();
  EXPECT_EQ(code(accepted(first.secret.view(), "eve")), ErrorCode::kNotFound) << "it is no invitation";
  EXPECT_EQ(field(use_new_password(office(), first.secret.view(), "ann@example.org", act())), "password");
  ASSERT_DONE(use_new_password(office(), first.secret.view(), "another harbour 88 lamp", act()));
  EXPECT_FALSE(find_session(office(), token, now_).value());
  EXPECT_EQ(enter(office(), "ann", kPassword, act()).value().outcome, SignInOutcome::kWrong);
  EXPECT_EQ(enter(office(), "ann", "another harbour 88 lamp", act()).value().outcome, SignInOutcome::kSignedIn);
  for (const auto* made : {&first, &second})
    EXPECT_EQ(code(use_new_password(office(), made->secret.view(), kPassword, act())), ErrorCode::kNotFound);
  const auto third = offer_new_password(office(), ann.id, act()).value();
  EXPECT_EQ(code(use_new_password(office(), third.secret.view(), kPassword, act(rules_.new_password))),
            ErrorCode::kNotFound);
  const std::string invitation = invited("ben@example.org");
  EXPECT_EQ(code(use_new_password(office(), invitation, kPassword, act())), ErrorCode::kNotFound);
}

// How many of those who use one invitation at the same moment get an account.
TEST_P(Tickets, OfThoseWhoAcceptOneInvitationAtOnceOneGetsAnAccount) {
  auto all = desks(6);
  using Accept = std::function<bool(const Office&, const std::string& secret, const std::string& name)>;
  const auto winners = [&](const Accept& accept, int round) {
    const std::string secret = invited("ann" + std::to_string(round) + "@example.org");
    return at_once(6, [&](int i) {
      const std::string name = "ann" + std::to_string(round) + "-" + std::to_string(i);
      return accept(all[static_cast<std::size_t>(i)].office, secret, name);
    });
  };
  const Accept real = [&](const Office& at, const std::string& secret, const std::string& name) {
    const auto done = accept_invitation(at, secret, {name, name, kPassword}, act());
    EXPECT_TRUE(done || done.error().code == ErrorCode::kNotFound || done.error().code == ErrorCode::kConflict)
        << why(done);
    return done.has_value();
  };
  const auto rounds = static_cast<int>(size_of_test({.sanitized = 3, .usual = 5, .full = 100}));
  for (int round = 0; round < rounds; ++round) EXPECT_EQ(winners(real, round), 1) << round;
  EXPECT_EQ(list_accounts(office(), kLocalOperator, 1000).value().size(), static_cast<std::size_t>(rounds));
  // The check sees a server that looks, and takes the invitation afterwards without looking again.
  std::barrier looked(6);
  const Accept careless = [&](const Office& at, const std::string& secret, const std::string& name) {
    const auto found = find_ticket(at, secret, now_);
    looked.arrive_and_wait();
    return found && *found && add_account(at, {name, name, ""}, act()).has_value();
  };
  EXPECT_GT(winners(careless, rounds), 1);
}

TEST_P(Tickets, OfThoseWhoSetOneNewPasswordAtOnceOneDoes) {
  const Account ann = signing_person("ann");
  auto all = desks(6);
  for (int round = 0; round < 5; ++round) {
    const auto made = offer_new_password(office(), ann.id, act()).value();
    EXPECT_EQ(at_once(6,
                      [&](int i) {
                        const std::string password = "harbour lamp " + std::to_string(round * 10 + i) + " by the sea";
                        return use_new_password(all[static_cast<std::size_t>(i)].office, made.secret.view(), password,
                                                act())
                            .has_value();
                      }),
              1)
        << round;
  }
}

}  // namespace
}  // namespace portolan::accounts
