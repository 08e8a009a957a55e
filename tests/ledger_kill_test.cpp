// SPDX-License-Identifier: Apache-2.0
//
// A process that appends is killed at any moment: what it was told to be there is there, and nothing is half.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "acknowledged.h"
#include "child_process.h"
#include "ledger/ledger.h"
#include "ledger_stores.h"
#include "test_size.h"

namespace portolan::ledger {
namespace {

using namespace portolan::testing;

class KillTest : public StoreTest {
 protected:
  // Starts an appender and kills it behind a number of its steps.
  void append_until_killed(const char* how, std::uint64_t seed, std::uint64_t steps) {
    ChildProcess child({PORTOLAN_LEDGER_WORKER, how, address(), std::to_string(seed)});
    EXPECT_TRUE(child.started());
    std::uint64_t seen = 0;
    std::string last;
    while (const auto line = child.line()) {
      EXPECT_TRUE(known_.note(*line) || *line == "." || *line == "ready") << *line;
      last = *line;
      if (++seen == steps) child.kill();
    }
    const int status = child.wait();
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "status " << status;
    interrupted_ += last == "." ? 1 : 0;
  }

  // What is wrong with what is there now, event by event, against what was told; empty: nothing.
  std::string problem() {
    const Watch watch;
    auto ledger = open_ledger_at(address());
    if (!ledger) return to_string(ledger.error());
    slowest_ = std::max(slowest_, watch.seconds());
    if (const auto waited = wait_for_writers(*ledger); !waited) return to_string(waited.error());
    std::vector<std::string> reasons;
    const auto read = ledger->each_event({}, [&](std::uint64_t, const events::Event& event) {
      reasons.push_back(event.reason);
      return true;
    });
    if (!read) return to_string(read.error());
    const Runs there = runs_of(reasons);
    const AppendProblems problems = check_appends(known_, there);
    if (problems != AppendProblems()) return to_string(problems);
    // One more append may have been done that nobody was told of, and whole: its events share a reason.
    const std::uint64_t untold = count_untold(known_, there);
    if (untold > untold_before_ + 1) return "more than one append was not told";
    untold_ += untold - untold_before_;
    untold_before_ = untold;
    if (!reasons.empty()) heads_.push_back(ledger->tree().value());
    return what_is_wrong(*ledger, heads_);
  }

  // An append takes more of them on a disk than on a server.
  std::uint64_t most_steps() const { return is_postgres(address()) ? 300 : 1000; }

  void begin_anew() {
    store_->begin_anew();
    known_ = {};
    heads_.clear();
    untold_before_ = 0;
  }

  Acknowledged known_;
  std::vector<proof::TreeHead> heads_;
  std::uint64_t untold_before_ = 0;
  std::uint64_t untold_ = 0;
  std::uint64_t interrupted_ = 0;
  double slowest_ = 0;
};
using SqliteKillTest = KillTest;

INSTANTIATE_TEST_SUITE_P(Stores, KillTest, ::testing::Values(kSqlite, kPostgres), store_name);
INSTANTIATE_TEST_SUITE_P(Stores, SqliteKillTest, ::testing::Values(kSqlite), store_name);

TEST_P(KillTest, WhatWasAcknowledgedIsThereAfterAKill) {
  const Watch watch;
  const std::uint64_t seed = 1349;
  const std::uint64_t cycles = size_of_test({15, 100, 1000});
  Random random(seed);
  std::uint64_t acknowledged = 0;
  for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
    if (cycle % 50 == 0) begin_anew();  // looking at all of it takes longer and longer
    const std::size_t before = known_.told().size();
    append_until_killed("append", seed + cycle, 1 + random.below(cycle % 10 == 0 ? 5 : most_steps()));
    acknowledged += known_.told().size() - before;
    ASSERT_EQ(problem(), "") << "cycle " << cycle;
  }
  fmt::print(
      "kills on {}: seed {}, {} cycles, {} appends acknowledged, 0 lost, {} cut short, {} done but not told, slowest "
      "opening {:.0f} ms, {:.1f} s\n",
      GetParam().name, seed, cycles, acknowledged, interrupted_, untold_, slowest_ * 1000, watch.seconds());
  EXPECT_GT(acknowledged, cycles);
  EXPECT_GT(interrupted_, cycles / 10);
}

// The test can fail: without a journal on the disk a kill leaves something half.
TEST_P(SqliteKillTest, IsNoticedWhereTheJournalIsNotOnTheDisk) {
  Random random(7);
  std::string found;
  std::uint64_t cycle = 0;
  for (; found.empty() && cycle < 100; ++cycle) {
    begin_anew();
    // Behind making the ledger, which is careful.
    append_until_killed("append-carelessly", cycle, 2 + random.below(300));
    found = problem();
  }
  fmt::print("kills without a journal: the first damage is found in cycle {}: {}\n", cycle, found);
  EXPECT_FALSE(found.empty());
}

}  // namespace
}  // namespace portolan::ledger
