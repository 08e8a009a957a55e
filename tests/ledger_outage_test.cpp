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

  // Every test has a schema of its own, and the servers that the one before left.
  void SetUp() override {
    static int last = 0;
    if (!pair_ || !pair_->primary().is_running()) pair_ = PostgresPair::make();
    if (!pair_) GTEST_SKIP() << PostgresServer::kMissing;
    schema_ = "outage" + std::to_string(++last);
    const auto database = database::open_postgres(primary().address("postgres")).value();
    ASSERT_TRUE(database->execute("CREATE EXTENSION IF NOT EXISTS amcheck"));  // what_is_wrong() asks it
    ASSERT_TRUE(database->execute("CREATE SCHEMA " + schema_));
  }
  static void TearDownTestSuite() { pair_.reset(); }

  static PostgresServer& primary() { return pair_->primary(); }
  // The first server's, or that of both.
  std::string address() const { return of_schema(primary().address("postgres")); }
  std::string address_of_both() const { return of_schema(pair_->address()); }
  static void restart_killed() {
    primary().kill();
    ASSERT_TRUE(primary().start()) << primary().log();
  }

  // Lets them append until so many appends at this position or behind are acknowledged.
  void append(std::uint64_t position, std::uint64_t wanted) {
    std::uint64_t seen = 0;
    hear([&](const Told& told) { return (seen += told.first >= position ? 1 : 0) >= wanted; });
  }

  // Starts those who append; calls `outage` when they are at it; ends when each of them is told more than was there
  // behind it. Somebody else looks at the same time, before and after.
  void live_through(const std::string& how, const std::string& address, const std::function<void()>& outage) {
    Ledger ledger = open_ledger_at(address).value();
    crowd_ = std::make_unique<Crowd>();
    for (std::uint64_t i = 0; i < kProcesses; ++i, seed_ += kThreads)
      crowd_->add({PORTOLAN_LEDGER_WORKER, how, address, std::to_string(seed_), std::to_string(kThreads)});
    append(0, 50 + random_.below(100));
    outage();
    const std::uint64_t size = size_again(ledger);
    std::set<std::string> going_on;
    hear([&](const Told& told) {
      if (told.first >= size) going_on.insert(told.reason.substr(0, told.reason.find('-')));
      return going_on.size() == kWorkers;
    });
    crowd_->kill();
    hear([](const Told&) { return false; });
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

  static std::unique_ptr<PostgresPair> pair_;
  Acknowledged known_;
  AppendProblems problems_;
  std::string wrong_;  // what verifying says
  std::vector<proof::TreeHead> heads_;

 private:
  std::string of_schema(const std::string& address) const { return address + " options=-csearch_path=" + schema_; }

  // Listens to the workers until one of them is told enough, or they have ended.
  void hear(const std::function<bool(const Told&)>& enough) {
    crowd_->listen([&](const std::string& line) {
      const std::size_t before = known_.told().size();
      const bool expected = known_.note(line);
      EXPECT_TRUE(expected) << line;
      return expected && (known_.told().size() == before || !enough(known_.told().back()));
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

  std::string schema_;
  std::unique_ptr<Crowd> crowd_;
  std::uint64_t seed_ = 1000;
  Random random_{1000};
  std::uint64_t killed_ = 0;
  std::uint64_t untold_ = 0;
};

std::unique_ptr<PostgresPair> OutageTest::pair_;

// --- the server dies and comes back

TEST_F(OutageTest, WhatWasAcknowledgedIsThereAfterTheServerWasKilled) {
  const Watch watch;
  const std::uint64_t cycles = size_of_test({1, 2, 50});
  for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
    live_through("outlast", address(), restart_killed);
    ASSERT_EQ(problems_, AppendProblems()) << "cycle " << cycle;
    ASSERT_EQ(wrong_, "") << "cycle " << cycle;
  }
  say("server killed", cycles, watch);
  EXPECT_GT(known_.unsure(), 0U) << "nobody noticed";
}

// The test can fail: a server that answers before it has written loses what it answered last.
TEST_F(OutageTest, IsNoticedWhereTheServerAnswersBeforeItHasWritten) {
  const Watch watch;
  std::uint64_t cycles = 0;
  for (; problems_ == AppendProblems() && cycles < 20; ++cycles)
    live_through("outlast-carelessly", address(), restart_killed);
  say("server killed that answers too early", cycles, watch);
  EXPECT_GT(problems_.lost, 0U);
}

// A server that waits for a standby has written what it does not acknowledge. It waits for one that does not exist.
TEST_F(OutageTest, WhatWasInDoubtAndWrittenIsThereOnce) {
  const Watch watch;
  live_through("outlast", address(), [&] {
    const auto database = database::open_postgres(address()).value();
    ASSERT_TRUE(set_standbys(*database, "nobody"));
    ASSERT_TRUE(wait_for_row(*database, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"));
    ASSERT_TRUE(set_standbys(*database, "", From::kStart));
    restart_killed();
  });
  say("server killed while it waits", 1, watch);
  EXPECT_EQ(problems_, AppendProblems());
  EXPECT_EQ(wrong_, "");
  EXPECT_EQ(known_.found().size(), 1U) << "the others wait for their turn";
}

// --- another takes its place

TEST_F(OutageTest, WhatWasAcknowledgedIsOnTheSynchronousStandby) {
  const Watch watch;
  const std::uint64_t cycles = size_of_test({1, 1, 20});
  for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
    pair_->follow();
    ASSERT_TRUE(pair_->be_synchronous());
    const std::string both = address_of_both();
    live_through("outlast", both, [&] {
      // Whatever can be read is on the standby too.
      heads_.push_back(open_ledger_at(both, Mode::kRead).value().tree().value());
      ASSERT_TRUE(pair_->fail_over()) << primary().log();
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
  PostgresServer& standby = pair_->follow();
  live_through("outlast", address_of_both(), [&] {
    standby.stop();
    append(open_ledger_at(address(), Mode::kRead).value().size().value(), 50);
    ASSERT_TRUE(pair_->fail_over()) << primary().log();
  });
  say("failover to a standby that lags", 1, watch);
  EXPECT_GE(problems_.lost, 50U);
  EXPECT_EQ(wrong_, "") << "older, and whole";
}

}  // namespace
}  // namespace portolan::ledger
