// SPDX-License-Identifier: Apache-2.0
//
// The database server dies under those who append, and comes back, or another takes its place: what was acknowledged is
// there, what was in doubt is there once or not at all, and the same programs go on.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "acknowledged.h"
#include "crowd.h"
#include "ledger/ledger.h"
#include "ledger_address.h"
#include "postgres_pair.h"
#include "test_size.h"

namespace portolan::ledger {
namespace {

using namespace portolan::testing;

class OutageTest : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kProcesses = 2;
  static constexpr std::uint64_t kThreads = 4;
  static constexpr std::uint64_t kWorkers = kProcesses * kThreads;

  // Lets them append until so many appends more are acknowledged.
  void append(std::uint64_t more) {
    const std::uint64_t enough = known_.told().size() + more;
    hear([&] { return known_.told().size() >= enough; });
  }

  // Starts those who append; calls `outage` when they are at it; ends when each of them goes on behind it. `ledger` is
  // somebody who only looks, before and after.
  void live_through(const std::string& how, const std::string& address, const std::function<void()>& outage) {
    prepare(address);
    Ledger ledger = open_ledger_at(address, Mode::kWrite).value();
    crowd_ = std::make_unique<Crowd>();
    for (std::uint64_t i = 0; i < kProcesses; ++i, seed_ += kThreads)
      crowd_->add({PORTOLAN_LEDGER_WORKER, how, address, std::to_string(seed_), std::to_string(kThreads)});
    append(100);
    outage();
    const std::uint64_t size = size_again(ledger);
    std::set<std::string> going_on;
    hear([&] {
      const Told& last = known_.told().back();
      if (last.first >= size) going_on.insert(last.reason.substr(0, last.reason.find('-')));
      return going_on.size() == kWorkers;
    });
    crowd_->kill();
    hear([] { return false; });
    crowd_->wait();
    killed_ += kWorkers;
    look(ledger);
  }

  void say(const char* what, std::uint64_t cycles, const Watch& watch) const {
    fmt::print(
        "{}: {} cycles, {} appends acknowledged, {} in doubt of which {} were there; {}; {} not told, {:.1f} s\n", what,
        cycles, known_.told().size(), known_.unsure(), known_.found().size(), to_string(problems_), untold_,
        watch.seconds());
  }

  Acknowledged known_;
  AppendProblems problems_;
  std::string wrong_;  // what verifying says
  std::vector<proof::TreeHead> heads_;

 private:
  static void prepare(const std::string& address) {
    auto database = database::open_postgres(address).value();
    ASSERT_TRUE(database->execute("CREATE EXTENSION IF NOT EXISTS amcheck"));  // what_is_wrong() asks it
    ASSERT_TRUE(Ledger::open(std::move(database), Mode::kCreate));
  }

  // Listens to the workers until it is enough, or they have ended.
  void hear(const std::function<bool()>& enough) {
    crowd_->listen([&](const std::string& line) {
      const bool expected = known_.note(line);
      EXPECT_TRUE(expected) << line;
      return expected && !enough();
    });
  }

  // The same ledger, which finds its way back by itself: it says once that its connection is lost.
  static std::uint64_t size_again(Ledger& ledger) {
    const auto size = ledger.size();
    if (size) return *size;
    EXPECT_EQ(size.error().code, ErrorCode::kUnavailable);
    const auto again = ledger.size();
    EXPECT_TRUE(again) << to_string(again.error());
    return again.value_or(0);
  }

  void look(Ledger& ledger) {
    ASSERT_TRUE(wait_for_writers(ledger));
    std::vector<std::string> reasons;
    ASSERT_TRUE(ledger.each_event({}, [&](std::uint64_t position, const events::Event& event) {
      EXPECT_EQ(position, reasons.size());
      reasons.push_back(event.reason);
      return true;
    }));
    const Runs there = runs_of(reasons);
    problems_ = check_appends(known_, there);
    untold_ = count_untold(known_, there);
    EXPECT_LE(untold_, killed_) << "somebody said nothing of what was written";
    heads_.push_back(ledger.tree().value());
    wrong_ = what_is_wrong(ledger, heads_);
  }

  std::unique_ptr<Crowd> crowd_;
  std::uint64_t seed_ = 1000;
  std::uint64_t killed_ = 0;
  std::uint64_t untold_ = 0;
};

// --- the server dies and comes back

TEST_F(OutageTest, WhatWasAcknowledgedIsThereAfterTheServerWasKilled) {
  const Watch watch;
  const auto server = PostgresServer::make({.fsync = true});
  if (!server) GTEST_SKIP() << PostgresServer::kMissing;
  const std::uint64_t cycles = size_of_test({1, 3, 50});
  for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
    live_through("outlast", server->address("postgres"), [&] {
      server->kill();
      ASSERT_TRUE(server->start()) << server->log();
    });
    ASSERT_EQ(problems_, AppendProblems()) << "cycle " << cycle;
    ASSERT_EQ(wrong_, "") << "cycle " << cycle;
  }
  say("server killed", cycles, watch);
  EXPECT_GT(known_.unsure(), 0U) << "nobody noticed";
}

// The test can fail: a server that answers before it has written loses what it answered last.
TEST_F(OutageTest, IsNoticedWhereTheServerAnswersBeforeItHasWritten) {
  const Watch watch;
  const auto server = PostgresServer::make({.fsync = true});
  if (!server) GTEST_SKIP() << PostgresServer::kMissing;
  std::uint64_t cycle = 0;
  while (problems_ == AppendProblems() && cycle < 20) {
    ++cycle;
    live_through("outlast-carelessly", server->address("postgres"), [&] {
      server->kill();
      ASSERT_TRUE(server->start()) << server->log();
    });
  }
  say("server killed that answers too early", cycle, watch);
  EXPECT_GT(problems_.lost, 0U);
}

// --- another takes its place

TEST_F(OutageTest, WhatWasAcknowledgedIsOnTheSynchronousStandby) {
  const Watch watch;
  const auto pair = PostgresPair::make();
  if (!pair) GTEST_SKIP() << PostgresServer::kMissing;
  const std::uint64_t cycles = size_of_test({1, 2, 20});
  for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
    if (cycle > 0) pair->replace_standby();
    ASSERT_TRUE(pair->be_synchronous());
    live_through("outlast", pair->address(), [&] {
      // Whatever can be read is on the standby too.
      heads_.push_back(open_ledger_at(pair->address(), Mode::kRead).value().tree().value());
      ASSERT_TRUE(pair->fail_over()) << pair->standby().log();
    });
    ASSERT_EQ(problems_, AppendProblems()) << "cycle " << cycle;
    ASSERT_EQ(wrong_, "") << "cycle " << cycle;
  }
  say("failover to a synchronous standby", cycles, watch);
  EXPECT_GT(known_.unsure(), 0U) << "nobody noticed";
}

// The test can fail: what the primary did not wait for is lost with it.
TEST_F(OutageTest, IsNoticedWhereTheStandbyIsNotSynchronousAndLags) {
  const Watch watch;
  const auto pair = PostgresPair::make();
  if (!pair) GTEST_SKIP() << PostgresServer::kMissing;
  live_through("outlast", pair->address(), [&] {
    pair->standby().stop();
    append(50);
    ASSERT_TRUE(pair->fail_over()) << pair->standby().log();
  });
  say("failover to a standby that lags", 1, watch);
  EXPECT_GE(problems_.lost, 50U);
  EXPECT_EQ(wrong_, "") << "older, and whole";
}

}  // namespace
}  // namespace portolan::ledger
