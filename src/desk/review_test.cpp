// SPDX-License-Identifier: Apache-2.0
#include "desk/review.h"

#include <gtest/gtest.h>

#include "ledger_fixture.h"
#include "procedure_samples.h"

namespace portolan::desk {
namespace {

using procedures::Act;
using procedures::Person;
using procedures::Request;
using procedures::Role;

constexpr std::string_view kRules = R"(name = "harbour"
title = "Ports of the harbour"
profile = "team"
[[range]]
name = "Services"
ports = "8000-8999"
procedures = ["Claim"]
[[range]]
name = "Gateways"
ports = "9000-9099"
procedures = ["Expert Review"]
)";
constexpr std::uint64_t kDay = 86'400'000'000;
constexpr std::uint64_t kBegin = 20'000 * kDay;
using Labels = std::vector<std::string>;

class ReviewOf : public testing::LedgerFixture {
 protected:
  ReviewOf() : desk_(ledger_, "harbour") {
    ann_.id = 2;
    ann_.roles = {Role::kApplicant};
    ann_.acts_for = {std::string(testing::kHolder)};
  }
  void SetUp() override {
    const auto charter = policies::read_charter(kRules, "harbour.toml").value();
    ASSERT_TRUE(ledger_.append(found(ledger_, charter, kRules, "tester", kBegin).value().batch));
  }
  std::uint64_t submit(std::string_view name, PortRange ports, std::string_view assignee = testing::kHolder) {
    Request request = testing::request_for(name, ports);
    request.assignee = assignee;
    const Outcome outcome = desk_.submit(request, {.actor = ann_, .now = ++now_});
    EXPECT_TRUE(outcome) << name;
    return outcome ? outcome->application.number : 0;
  }
  void claim(std::string_view name, std::uint16_t port, std::string_view assignee) {
    submit(name, PortRange{port, port}, assignee);
  }
  Review review(std::uint64_t number, Depth depth = Depth::kRecords) {
    return review_of(desk_.ground().value(), desk_.file(number).value()->application.request, now_, depth);
  }
  static Labels labels(const std::vector<const registry::Record*>& records) {
    Labels out;
    for (const registry::Record* record : records) out.push_back(registry::label(*record));
    return out;
  }

  std::uint64_t now_ = kBegin;
  Person ann_;
  Desk desk_;
};

TEST_F(ReviewOf, SimilarNamesComeTheNearestFirst) {
  claim("gate-keeper", 8000, "Ben_Nevis");
  claim("gateway", 8001, "Ben_Nevis");
  claim("gade", 8002, "Ben_Nevis");
  claim("gat-e", 8003, std::string(testing::kHolder));
  claim("tollgate", 8004, "Ben_Nevis");
  const Review it = review(submit("gate", {9000, 9099}));
  EXPECT_EQ(labels(it.precedents.similar),
            (Labels{"gat-e 8003/tcp", "gade 8002/tcp", "gate-keeper 8000/tcp", "gateway 8001/tcp"}));
  EXPECT_EQ(labels(it.precedents.holdings), (Labels{"gat-e 8003/tcp"}));
}

TEST_F(ReviewOf, NeighboursAreTheNearestOfThePortThatItWouldBeGiven) {
  claim("far", 8800, "Ben_Nevis");
  claim("near", 8990, "Ben_Nevis");
  const std::uint64_t number = submit("gate", {9000, 9099});
  EXPECT_EQ(review(number).port, 9000);
  EXPECT_EQ(labels(review(number).precedents.neighbours), (Labels{"near 8990/tcp"}));
  claim("nearer", 8999, "Ben_Nevis");
  EXPECT_EQ(labels(review(number).precedents.neighbours), (Labels{"nearer 8999/tcp"}));
}

TEST_F(ReviewOf, TheRecordsAreThoseThatPublishingMakes) {
  const std::uint64_t number = submit("gate", {9000, 9099});
  const Review before = review(number);
  ASSERT_TRUE(before.effect);
  const auto shown = records_after(*before.effect);
  ASSERT_EQ(shown.size(), 1U);
  Person eve;
  eve.id = 3;
  eve.roles = {Role::kExpert};
  eve.expert_for = Transports::all();
  Person olga;
  olga.id = 4;
  olga.roles = {Role::kOperator};
  ASSERT_TRUE(desk_.act(number, {.act = Act::kTakeReview}, {.actor = eve, .now = ++now_}));
  ASSERT_TRUE(desk_.act(number, {.act = Act::kApprove}, {.actor = eve, .now = ++now_}));
  ASSERT_TRUE(desk_.act(number, {.act = Act::kPublish}, {.actor = olga, .now = ++now_}));
  const auto& records = desk_.ground().value()->registry().records;
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(*shown[0], records[0]);
}

TEST_F(ReviewOf, WhatCannotBePublishedAnyMoreIsSaid) {
  const std::uint64_t first = submit("gate", {9000, 9000});
  EXPECT_FALSE(review(first, Depth::kAdvice).effect) << "the queue does without";
  claim("gate", 8000, "Ben_Nevis");
  const Review it = review(first);
  ASSERT_EQ(it.violations.size(), 1U);
  EXPECT_EQ(it.violations[0].rule, "name-taken");
  EXPECT_FALSE(it.effect);
}

TEST_F(ReviewOf, OtherApplicationsForTheNameAreFound) {
  const std::uint64_t first = submit("gate", {9000, 9099});
  ASSERT_TRUE(desk_.act(first, {.act = Act::kWithdraw}, {.actor = ann_, .now = ++now_}));
  const std::uint64_t second = submit("Gate", {9000, 9099});
  submit("other", {9000, 9099});
  const auto others = others_for_name(ledger_, "harbour", desk_.file(second).value()->application).value();
  ASSERT_EQ(others.size(), 1U);
  EXPECT_EQ(others[0].number, first);
  EXPECT_EQ(others[0].standing.state, "withdrawn");
}

TEST_F(ReviewOf, ATrialOfWhatIsReviewedShowsTheRecordsToo) {
  const Request request = testing::request_for("gate", PortRange{9000, 9099});
  Order order{.actor = ann_, .now = ++now_};
  order.dry_run = true;
  const Outcome tried = desk_.submit(request, order);
  ASSERT_TRUE(tried && tried->prospect);
  EXPECT_EQ(labels(records_after(*tried->prospect)), (Labels{"gate 9000/tcp"}));
  EXPECT_FALSE(tried->effect);
  order.dry_run = false;
  const Outcome done = desk_.submit(request, order);
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->prospect);
  EXPECT_TRUE(desk_.ground().value()->registry().records.empty());
}

TEST_F(ReviewOf, AgeIsInWholeDays) {
  const File file = *desk_.file(submit("gate", {9000, 9099})).value();
  EXPECT_EQ(age_in_days(file, now_ + kDay - 1), 0U);
  EXPECT_EQ(age_in_days(file, now_ + kDay), 1U);
  EXPECT_EQ(age_in_days(file, 0), 0U) << "the clock of another host may be behind";
}

}  // namespace
}  // namespace portolan::desk
