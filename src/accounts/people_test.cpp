// SPDX-License-Identifier: Apache-2.0
#include "accounts/people.h"

#include "accounts/roles.h"
#include "accounts/second_factor.h"
#include "accounts/sessions.h"
#include "accounts/tickets.h"
#include "accounts/tokens.h"
#include "accounts_fixture.h"

namespace portolan::accounts {
namespace {

using namespace testing;

class People : public AccountsTest {};
INSTANTIATE_TEST_SUITE_P(Each, People, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(People, TheSchemaIsMadeOnceByWhoeverIsFirst) {
  EXPECT_EQ(schema_of(*database_).value(), newest_schema());
  for (int round = 0; round < 5; ++round) {
    database_.reset();
    store_->begin_anew();
    auto all = desks(4);
    EXPECT_EQ(schema_of(*all[0].database).value(), 0U);
    const int made = at_once(4, [&](int i) {
      const auto done = migrate(*all[static_cast<std::size_t>(i)].database);
      EXPECT_TRUE(done) << why(done);
      return done.has_value();
    });
    EXPECT_EQ(made, 4);
    EXPECT_EQ(schema_of(*all[0].database).value(), newest_schema());
    EXPECT_EQ(list_accounts(all[0].office, 0, 10).value().size(), 1U);
  }
}

TEST_P(People, ANewerSchemaIsRefused) {
  ASSERT_DONE(database_->execute("INSERT INTO account_versions (version) VALUES (1000)"));
  EXPECT_EQ(code(migrate(*database_)), ErrorCode::kUnsupported);
}

TEST_P(People, TheFirstNumberIsTheLocalOperatorWhoNeverSignsIn) {
  const auto operators = find_account(office(), kLocalOperator).value();
  ASSERT_TRUE(operators);
  EXPECT_EQ(operators->name, "");
  EXPECT_EQ(person("ann").id, 2U);
  EXPECT_EQ(code(set_password(office(), kLocalOperator, kPassword, act())), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(disable_account(office(), kLocalOperator, act())), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(erase_account(office(), kLocalOperator, act())), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(offer_new_password(office(), kLocalOperator, act())), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(make_token(office(), kLocalOperator, {"x", Scope::kRead}, act())), ErrorCode::kInvalidArgument);
  for (const std::string_view name : {"", "local operator", "1"})
    EXPECT_EQ(enter(office(), name, "", act()).value().outcome, SignInOutcome::kWrong);
}

TEST_P(People, AreFoundByNumberNameAndMailInAnyCase) {
  const Account ann = add_account(office(), {"ann", "Ann Onym", "Ann@Example.org"}, act()).value();
  EXPECT_EQ(ann.mail, "Ann@Example.org");
  EXPECT_EQ(ann.created, kStart);
  EXPECT_EQ(find_account(office(), ann.id).value(), ann);
  for (const std::string_view name : {"ann", "ANN", "ann@example.org", "ANN@EXAMPLE.ORG"})
    EXPECT_EQ(find_account_by(office(), name).value(), ann) << name;
  for (const std::string_view name : {"", "an", "ann@example.com"})
    EXPECT_FALSE(find_account_by(office(), name).value()) << name;
  EXPECT_FALSE(find_account(office(), 99).value());
}

TEST_P(People, NamesAndMailAddressesAreTakenOnce) {
  const Account ann = person("ann");
  const auto named = add_account(office(), {"ann", "Other", ""}, act());
  EXPECT_EQ(code(named), ErrorCode::kConflict);
  EXPECT_EQ(field(named), "name");
  const auto mailed = add_account(office(), {"ben", "Other", "ANN@example.org"}, act());
  EXPECT_EQ(code(mailed), ErrorCode::kConflict);
  EXPECT_EQ(field(mailed), "mail");
  // Any number of people have none.
  EXPECT_TRUE(add_account(office(), {"ben", "Ben", ""}, act()));
  EXPECT_TRUE(add_account(office(), {"cem", "Cem", ""}, act()));
  const auto changed = change_account(office(), ann.id, {"ben", "Ann", ""}, act());
  EXPECT_EQ(field(changed), "name");
  EXPECT_EQ(change_account(office(), ann.id, {"ann", "Ann", "ann@example.org"}, act()).value().shown, "Ann");
}

TEST_P(People, OfThoseWhoWantOneNameAtOnceOneGetsIt) {
  auto all = desks(8);
  const int won = at_once(8, [&](int i) {
    const Particulars given{"ann", "Ann", std::to_string(i) + "@example.org"};
    return add_account(all[static_cast<std::size_t>(i)].office, given, act()).has_value();
  });
  EXPECT_EQ(won, 1);
}

TEST(Particulars, NamesAreShortAndPlain) {
  const auto named = [](std::string name) { return check_particulars({std::move(name), "Shown", ""}).has_value(); };
  for (const char* name : {"ab", "a1", "0a", "a.b", "a_b-c", "abcdefghijklmnopqrstuvwxyz012345"})
    EXPECT_TRUE(named(name)) << name;
  for (const char* name : {"", "a", "A", "Ann", "a b", "-ab", "ab.", "a@b", "\xc3\xa4\xc3\xb6", "a/b",
                           "abcdefghijklmnopqrstuvwxyz0123456"})
    EXPECT_FALSE(named(name)) << name;
}

TEST(Particulars, ShownNamesAndMailAddressesAreOneLine) {
  const auto shown = [](std::string text) { return field(check_particulars({"ann", std::move(text), ""})); };
  EXPECT_EQ(shown("\xc3\x84nn\xc3\xb6"), "");
  EXPECT_EQ(shown(std::string(100, 'a')), "");
  for (const std::string& text :
       {std::string(), std::string(101, 'a'), std::string("a\nb"), std::string("a\xff"), std::string("a\0b", 3)})
    EXPECT_EQ(shown(text), "shown");
  const auto mail = [](std::string text) { return field(check_particulars({"ann", "Ann", std::move(text)})); };
  for (const char* text : {"", "a@b", "ann+ports@example.org"}) EXPECT_EQ(mail(text), "") << text;
  for (const char* text : {"a", "@b", "a@", "a@b@c", "a b@c", "a@b\n"}) EXPECT_EQ(mail(text), "mail") << text;
  EXPECT_EQ(mail(std::string(252, 'a') + "@bc"), "mail");
}

TEST_P(People, AreListedInPages) {
  for (const char* name : {"ann", "ben", "cem"}) person(name);
  const auto first = list_accounts(office(), 0, 2).value();
  ASSERT_EQ(first.size(), 2U);
  const auto second = list_accounts(office(), first.back().id, 2).value();
  ASSERT_EQ(second.size(), 2U);
  EXPECT_EQ(second.back().name, "cem");
  EXPECT_TRUE(list_accounts(office(), second.back().id, 2).value().empty());
}

TEST_P(People, WhoIsErasedLeavesANumberThatNobodyGetsAgain) {
  const Account ann = signing_person("ann");
  ASSERT_DONE(grant_role(office(), ann.id, {"iana", Role::kOperator}, act()));
  ASSERT_DONE(add_contact(office(), ann.id, "iana", "Ann_Onym", act()));
  const std::string token = entered("ann");
  const auto program = make_token(office(), ann.id, {"nightly", Scope::kRead}, {ann.id, now_, "198.51.100.77"});
  ASSERT_DONE(begin_factor(office(), ann.id, "portolan", act()));
  ASSERT_DONE(erase_account(office(), ann.id, act()));
  const auto left = find_account(office(), ann.id).value();
  ASSERT_TRUE(left);
  EXPECT_EQ(left->shown, kWithheld);
  EXPECT_TRUE(left->erased && left->disabled && left->name.empty() && left->mail.empty() && !left->has_password);
  EXPECT_FALSE(find_session(office(), token, now_).value());
  EXPECT_FALSE(find_token(office(), program.value().secret.view(), now_).value());
  EXPECT_TRUE(roles_of(office(), ann.id).value().empty());
  EXPECT_EQ(everything().find("ann"), std::string::npos) << everything();
  EXPECT_EQ(everything().find("198.51.100.77"), std::string::npos);
  EXPECT_EQ(enter(office(), "ann", kPassword, act()).value().outcome, SignInOutcome::kWrong);
  EXPECT_TRUE(erase_account(office(), ann.id, act())) << "twice is no error";
  EXPECT_EQ(code(enable_account(office(), ann.id, act())), ErrorCode::kNotFound);
  EXPECT_EQ(code(set_password(office(), ann.id, kPassword, act())), ErrorCode::kNotFound);
  EXPECT_EQ(code(grant_role(office(), ann.id, {"iana", Role::kOperator}, act())), ErrorCode::kNotFound);
  const Account again = person("ann");
  EXPECT_EQ(again.id, ann.id + 1) << "the name is free, the number is not";
}

TEST_P(People, WhoIsDisabledIsOutAtOnce) {
  const Account ann = signing_person("ann");
  const std::string token = entered("ann");
  const auto program = make_token(office(), ann.id, {"nightly", Scope::kRead}, act());
  const auto invitation = invite(office(), "new@example.org", {}, {ann.id, now_, kHome});
  ASSERT_DONE(grant_role(office(), ann.id, {"iana", Role::kIesg}, act()));
  ASSERT_DONE(disable_account(office(), ann.id, act()));
  EXPECT_FALSE(find_session(office(), token, now_).value());
  EXPECT_FALSE(find_token(office(), program.value().secret.view(), now_).value());
  EXPECT_FALSE(find_ticket(office(), invitation.value().secret.view(), now_).value());
  EXPECT_EQ(enter(office(), "ann", kPassword, act()).value().outcome, SignInOutcome::kWrong);
  EXPECT_TRUE(person_for(office(), ann.id, "iana").value().disabled);
  EXPECT_TRUE(person_for(office(), ann.id, "iana").value().roles.empty());
  ASSERT_DONE(enable_account(office(), ann.id, act()));
  EXPECT_FALSE(find_session(office(), token, now_).value()) << "what ended stays so";
  EXPECT_TRUE(find_token(office(), program.value().secret.view(), now_).value());
  EXPECT_TRUE(person_for(office(), ann.id, "iana").value().has(Role::kIesg));
}

TEST_P(People, RolesAreThoseOfTheRegistry) {
  const Account ann = person("ann");
  Transports both = Transport::kTcp;
  both |= Transport::kUdp;
  ASSERT_DONE(grant_role(office(), ann.id, {"iana", Role::kExpert, both}, act()));
  ASSERT_DONE(grant_role(office(), ann.id, {"own", Role::kOperator}, act()));
  ASSERT_DONE(grant_role(office(), ann.id, {"", Role::kAuditor}, act()));
  ASSERT_DONE(add_contact(office(), ann.id, "iana", "Ann_Onym", act()));
  const Person at_iana = person_for(office(), ann.id, "iana").value();
  EXPECT_EQ(at_iana.id, ann.id);
  EXPECT_TRUE(at_iana.has(Role::kApplicant) && at_iana.has(Role::kExpert) && at_iana.has(Role::kAuditor));
  EXPECT_FALSE(at_iana.has(Role::kOperator));
  EXPECT_EQ(at_iana.expert_for, both);
  EXPECT_TRUE(at_iana.speaks_for("Ann_Onym"));
  const Person at_own = person_for(office(), ann.id, "own").value();
  EXPECT_TRUE(at_own.has(Role::kOperator) && !at_own.has(Role::kExpert) && at_own.expert_for.empty());
  EXPECT_FALSE(at_own.speaks_for("Ann_Onym"));
  // Granting again replaces the transports.
  ASSERT_DONE(grant_role(office(), ann.id, {"iana", Role::kExpert, Transport::kSctp}, act()));
  EXPECT_EQ(person_for(office(), ann.id, "iana").value().expert_for, Transports(Transport::kSctp));
  ASSERT_DONE(withdraw_role(office(), ann.id, "iana", Role::kExpert, act()));
  EXPECT_FALSE(person_for(office(), ann.id, "iana").value().has(Role::kExpert));
  EXPECT_EQ(code(withdraw_role(office(), ann.id, "iana", Role::kExpert, act())), ErrorCode::kNotFound);
  ASSERT_DONE(remove_contact(office(), ann.id, "iana", "Ann_Onym", act()));
  EXPECT_FALSE(person_for(office(), ann.id, "iana").value().speaks_for("Ann_Onym"));
  EXPECT_EQ(code(person_for(office(), 99, "iana")), ErrorCode::kNotFound);
}

TEST_P(People, OfficersAreThoseWhoHoldARole) {
  const Account ann = person("ann");
  const Account ben = person("ben");
  const Account eve = person("eve");
  ASSERT_DONE(grant_role(office(), eve.id, {"iana", Role::kOperator}, act()));
  ASSERT_DONE(grant_role(office(), eve.id, {"", Role::kIesg}, act()));
  ASSERT_DONE(grant_role(office(), ben.id, {"own", Role::kOperator}, act()));
  ASSERT_DONE(grant_role(office(), ann.id, {"", Role::kAuditor}, act()));
  const auto numbers = [&](std::string_view registry) {
    std::vector<PersonId> out;
    const auto officers = officers_of(office(), registry).value();
    for (const Person& one : officers) out.push_back(one.id);
    return out;
  };
  EXPECT_EQ(numbers("iana"), (std::vector{ann.id, eve.id}));
  EXPECT_EQ(numbers("own"), (std::vector{ann.id, ben.id, eve.id}));
  EXPECT_TRUE(officers_of(office(), "iana").value().back().has(Role::kOperator));
  ASSERT_DONE(disable_account(office(), eve.id, act()));
  EXPECT_EQ(numbers("iana"), (std::vector{ann.id}));
}

TEST(Roles, OnlyWhatMakesSenseIsGranted) {
  EXPECT_EQ(field(check_grant({"iana", Role::kApplicant})), "role");
  EXPECT_EQ(field(check_grant({"iana", Role::kExpert})), "transports");
  EXPECT_EQ(field(check_grant({"iana", Role::kIesg, Transport::kTcp})), "transports");
  EXPECT_EQ(field(check_grant({"a\nb", Role::kIesg})), "registry");
  EXPECT_EQ(field(check_grant({"iana", static_cast<Role>(77)})), "role");
  for (const Role role :
       {Role::kApplicant, Role::kExpert, Role::kIesg, Role::kOperator, Role::kAuditor, Role::kAdministrator})
    EXPECT_EQ(parse_role(to_string(role)), role);
  EXPECT_FALSE(parse_role("emperor"));
}

}  // namespace
}  // namespace portolan::accounts
