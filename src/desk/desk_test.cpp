// SPDX-License-Identifier: Apache-2.0
#include "desk/desk.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "ledger_fixture.h"
#include "procedure_samples.h"
#include "procedures/encoding.h"

namespace portolan::desk {
namespace {

using procedures::Act;
using procedures::Person;
using procedures::Role;
using procedures::State;

constexpr std::string_view kTeam = R"(name = "harbour"
title = "Ports of the harbour"
profile = "team"
)";
constexpr std::string_view kReviewed = R"(name = "harbour"
title = "Ports of the harbour"
)";
constexpr std::uint64_t kDay = 86'400'000'000;
constexpr std::uint64_t kBegin = 20'000 * kDay;  // 2024-10-04

class DeskTest : public testing::LedgerFixture {
 protected:
  DeskTest() : desk_(ledger_, "harbour") {
    ann_.id = 2;
    ann_.roles = {Role::kApplicant};
    ann_.acts_for = {std::string(testing::kHolder)};
    eve_.id = 3;
    eve_.roles = {Role::kExpert};
    eve_.expert_for = Transports::all();
    olga_.id = 4;
    olga_.roles = {Role::kOperator};
  }

  void found_with(std::string_view rules) {
    const auto charter = policies::read_charter(rules, "harbour.toml");
    ASSERT_TRUE(charter) << charter.error().front().message;
    const auto founding = found(ledger_, *charter, rules, "tester", kBegin);
    ASSERT_TRUE(founding) << founding.error().message;
    EXPECT_TRUE(founding->changes);
    const auto done = ledger_.append(founding->batch);
    ASSERT_TRUE(done) << done.error().message;
  }
  Order by(const Person& actor, std::string key = {}) { return {.actor = actor, .now = ++now_, .key = std::move(key)}; }

  static std::string words(const Outcome& outcome) {
    if (!outcome) {
      std::string out = outcome.error().error ? outcome.error().error->message : "";
      for (const auto& one : outcome.error().violations) out += (out.empty() ? "" : " ") + std::string(one.rule);
      return "! " + out;
    }
    std::string out;
    for (const auto& one : outcome->happenings) out += (out.empty() ? "" : " ") + std::string(type_name(one));
    return out;
  }
  // What a desk knows without reading is what the ledger says.
  void expect_known() {
    const auto known = desk_.ground().value();
    const auto read = Ground::load(ledger_, "harbour").value();
    EXPECT_EQ(known->state().encode(), read->state().encode());
    EXPECT_EQ(known->registry(), read->registry());
    EXPECT_EQ(known->numbers().records, read->numbers().records);
    EXPECT_EQ(known->numbers().contacts, read->numbers().contacts);
    EXPECT_EQ(known->info().end, read->info().end);
    EXPECT_EQ(known->info().effective, read->info().effective);
  }
  std::vector<std::string> records() {
    expect_known();
    std::vector<std::string> out;
    for (const auto& record : desk_.ground().value()->registry().records) out.push_back(registry::label(record));
    return out;
  }

  std::uint64_t now_ = kBegin;
  Person ann_;
  Person eve_;
  Person olga_;
  Desk desk_;
};
using Labels = std::vector<std::string>;

TEST_F(DeskTest, AClaimIsARecordAtOnce) {
  found_with(kTeam);
  procedures::Request request;
  request.name = "lamp";
  request.transports = Transport::kTcp;
  request.ports = PortRange{8000, 8999};
  request.assignee = testing::kHolder;
  const Outcome claimed = desk_.submit(request, by(ann_));
  ASSERT_EQ(words(claimed), "submitted published");
  EXPECT_EQ(claimed->application.number, 1U);
  EXPECT_EQ(records(), (Labels{"lamp 8000/tcp"}));
  EXPECT_EQ(words(desk_.submit(request, by(ann_))), "! name-taken");
  request.name = "buoy";
  ASSERT_EQ(words(desk_.submit(request, by(ann_))), "submitted published");
  EXPECT_EQ(records(), (Labels{"lamp 8000/tcp", "buoy 8001/tcp"}));
  // Given up, it is free again.
  procedures::Request release;
  release.kind = procedures::Kind::kDeassignment;
  release.name = "lamp";
  ASSERT_EQ(words(desk_.submit(release, by(ann_))), "submitted published");
  EXPECT_EQ(records(), (Labels{"buoy 8001/tcp"}));
  EXPECT_TRUE(findings().empty());
}

TEST_F(DeskTest, WhoIsCitedStandsInTheContactTableAndNotInAnEvent) {
  found_with(kTeam);
  procedures::Request request;
  request.name = "lamp";
  request.transports = Transport::kTcp;
  request.assignee = testing::kHolder;
  Order order = by(ann_);
  registry::Contact card;
  card.id = testing::kHolder;
  card.name = "Ann Onym";
  order.cards = {card};
  ASSERT_EQ(words(desk_.submit(request, order)), "submitted published");
  const auto& contacts = desk_.ground().value()->registry().contacts;
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts[0].name, "Ann Onym");
  for (std::uint64_t position = 0; position < ledger_.size().value(); ++position)
    EXPECT_FALSE(ledger_.event_bytes(position).value().contains("Onym")) << position;
}

TEST_F(DeskTest, AReviewGoesItsWay) {
  found_with(kReviewed);
  const procedures::Request request = testing::request_for("lamp", PortRange{2000, 2000});
  ASSERT_EQ(words(desk_.submit(request, by(ann_))), "submitted");
  EXPECT_TRUE(records().empty());
  EXPECT_EQ(words(desk_.act(1, {.act = Act::kApprove}, by(ann_))), "! not-allowed");
  ASSERT_EQ(words(desk_.act(1, {.act = Act::kTakeReview}, by(eve_))), "reviewer-named");
  ASSERT_EQ(words(desk_.act(1, {.act = Act::kAsk, .text = "Which lamp?"}, by(eve_))), "asked");
  EXPECT_EQ(ledger_.application("harbour", 1).value()->standing.state, "question");
  ASSERT_EQ(words(desk_.act(1, {.act = Act::kAnswer, .text = "The green one"}, by(ann_))), "answered");
  ASSERT_EQ(words(desk_.act(1, {.act = Act::kApprove}, by(eve_))), "approved");
  ASSERT_EQ(words(desk_.act(1, {.act = Act::kPublish}, by(olga_))), "published");
  EXPECT_EQ(desk_.ground().value()->registry().records.front().name.text(), "lamp");
  const File file = desk_.file(1).value().value();
  EXPECT_EQ(file.application.state, State::kDone);
  ASSERT_EQ(file.lines.size(), 6U);
  EXPECT_EQ(std::get<procedures::Asked>(file.lines[2].happening).text, "Which lamp?");
  EXPECT_EQ(file.application.request, request);
  const File earlier = desk_.file(1, file.lines[2].position + 1).value().value();
  EXPECT_EQ(earlier.application.state, State::kQuestion);
  EXPECT_EQ(earlier.lines.size(), 3U);
  EXPECT_FALSE(desk_.file(1, file.lines[0].position).value());
  EXPECT_EQ(words(desk_.act(2, {.act = Act::kPublish}, by(olga_))), "! no-application");
  EXPECT_TRUE(findings().empty());
}

TEST_F(DeskTest, WhatRunsOutEndsByTheClock) {
  found_with(kReviewed);
  ASSERT_EQ(words(desk_.submit(testing::request_for("lamp", PortRange{2000, 2000}), by(ann_))), "submitted");
  ASSERT_EQ(words(desk_.act(1, {.act = Act::kTakeReview}, by(eve_))), "reviewer-named");
  EXPECT_EQ(desk_.run_clock(kBegin + 13 * kDay).value(), 0U);
  EXPECT_EQ(desk_.run_clock(kBegin + 15 * kDay).value(), 1U) << "eve is reminded";
  EXPECT_EQ(desk_.run_clock(kBegin + 15 * kDay).value(), 0U);
  EXPECT_EQ(desk_.run_clock(kBegin + 22 * kDay).value(), 1U) << "another is to be named";
  EXPECT_EQ(desk_.file(1).value()->application.reviewer, 0U);
}

TEST_F(DeskTest, ATrialChangesNothing) {
  found_with(kTeam);
  procedures::Request request;
  request.name = "lamp";
  request.transports = Transport::kTcp;
  request.assignee = testing::kHolder;
  const std::uint64_t size = ledger_.size().value();
  Order order = by(ann_);
  order.dry_run = true;
  const Outcome tried = desk_.submit(request, order);
  ASSERT_EQ(words(tried), "submitted published");
  EXPECT_EQ(tried->application.number, 0U);
  EXPECT_EQ(tried->effect->difference.records.size(), 1U);
  EXPECT_EQ(ledger_.size().value(), size);
}

TEST_F(DeskTest, ACommandUnderAKeyIsDoneOnce) {
  found_with(kTeam);
  procedures::Request request;
  request.name = "lamp";
  request.transports = Transport::kTcp;
  request.ports = PortRange{8000, 8999};
  request.assignee = testing::kHolder;
  const Outcome first = desk_.submit(request, by(ann_, "build-7"));
  ASSERT_EQ(words(first), "submitted published");
  const std::uint64_t size = ledger_.size().value();
  const Outcome again = desk_.submit(request, by(ann_, "build-7"));
  ASSERT_EQ(words(again), "submitted published");
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->position, first->position);
  EXPECT_EQ(std::get<procedures::Published>(again->happenings[1]).port, 8000);
  EXPECT_EQ(ledger_.size().value(), size);
  request.name = "buoy";
  EXPECT_EQ(words(desk_.submit(request, by(ann_, "build-7"))), "! key-used");
  EXPECT_EQ(words(desk_.submit(request, by(eve_, "build-7"))), "! not-allowed") << "a key is of one person";
}

TEST_F(DeskTest, RulesAreKeptAndReplaced) {
  found_with(kTeam);
  EXPECT_EQ(desk_.ground().value()->policy().ranges.size(), 1U);
  const auto charter = policies::read_charter(kTeam, "");
  EXPECT_FALSE(found(ledger_, *charter, kTeam, "t", kBegin)->changes);
  found_with(kReviewed);
  EXPECT_EQ(desk_.ground().value()->policy().ranges.size(), 3U);
  EXPECT_EQ(ledger_.state("harbour", std::uint64_t{2}).value().state.rules(), kTeam) << "the rules of the past";
  EXPECT_TRUE(findings().empty());
}

// Many at once for few ports: each port and name has one holder, and whoever was told so has it.
TEST_F(DeskTest, NobodyIsGivenWhatAnotherHas) {
  found_with(kTeam);
  constexpr unsigned kThreads = 4;
  constexpr unsigned kEach = 20;
  std::atomic<unsigned> given = 0;
  std::atomic<unsigned> broken = 0;
  std::vector<std::thread> threads;
  for (unsigned thread = 0; thread < kThreads; ++thread)
    threads.emplace_back([&, thread] {
      auto ledger = open(ledger::Mode::kWrite).value();
      Desk desk(ledger, "harbour");
      for (unsigned i = 0; i < kEach; ++i) {
        procedures::Request request;
        request.name = "lamp-" + std::to_string(i + 100);
        request.transports = Transport::kTcp;
        request.ports = PortRange{8000, 8014};
        request.assignee = testing::kHolder;
        const Outcome outcome = desk.submit(request, {.actor = ann_, .now = kBegin + i + 1});
        if (outcome)
          ++given;
        else if (outcome.error().error || outcome.error().violations.empty())
          ++broken;
      }
      static_cast<void>(thread);
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(given, 15U);
  EXPECT_EQ(broken, 0U);
  std::set<std::uint16_t> ports;
  for (const auto& record : desk_.ground().value()->registry().records) ports.insert(record.ports->first);
  EXPECT_EQ(ports.size(), 15U);
  EXPECT_EQ(desk_.ground().value()->registry().records.size(), 15U);
  EXPECT_TRUE(findings().empty());
}

// Two experts, or one twice: of the same decision there is one event.
TEST_F(DeskTest, OfTheSameDecisionAtOnceThereIsOneEvent) {
  found_with(kReviewed);
  constexpr unsigned kRounds = 25;
  for (std::uint64_t number = 1; number <= kRounds; ++number) {
    const auto request = testing::request_for("lamp-" + std::to_string(number + 100), PortRange{2000, 2000});
    ASSERT_EQ(words(desk_.submit(request, by(ann_))), "submitted");
    ASSERT_EQ(words(desk_.act(number, {.act = Act::kTakeReview}, by(eve_))), "reviewer-named");
    std::atomic<unsigned> approved = 0;
    std::vector<std::thread> threads;
    for (unsigned thread = 0; thread < 3; ++thread)
      threads.emplace_back([&] {
        auto ledger = open(ledger::Mode::kWrite).value();
        Desk desk(ledger, "harbour");
        if (desk.act(number, {.act = Act::kApprove}, {.actor = eve_, .now = now_ + 10})) ++approved;
      });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(approved, 1U);
    EXPECT_EQ(desk_.file(number).value()->lines.size(), 3U);
  }
}

}  // namespace
}  // namespace portolan::desk
