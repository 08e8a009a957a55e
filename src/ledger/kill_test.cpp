// SPDX-License-Identifier: Apache-2.0
//
// A process that appends is killed at any moment: what it was told to be there is there, and nothing is half.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "child_process.h"
#include "ledger/ledger.h"
#include "ledger_batches.h"
#include "scratch_folder.h"
#include "test_size.h"

namespace portolan::ledger {
namespace {

using namespace portolan::testing;

struct Told {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::string reason;
};

class KillTest : public ::testing::Test {
 protected:
  // Starts an appender, kills it behind a number of its steps, and gives what it was told until then.
  std::vector<Told> append_until_killed(const char* how, std::uint64_t seed, std::uint64_t steps) {
    ChildProcess child({PORTOLAN_LEDGER_WORKER, how, path_, std::to_string(seed)});
    EXPECT_TRUE(child.started());
    std::vector<Told> told;
    std::uint64_t seen = 0;
    while (const auto line = child.line()) {
      std::istringstream words(*line);
      std::string word;
      words >> word;
      EXPECT_NE(word, "failed") << *line;
      if (word == "appended") {
        Told one;
        words >> one.first >> one.count >> one.reason;
        told.push_back(one);
      }
      if (++seen == steps) child.kill();
    }
    const int status = child.wait();
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "status " << status;
    return told;
  }

  // What is wrong with what is there now, event by event, against what was told; empty: nothing.
  std::string problem(const std::vector<Told>& told, std::uint64_t size_before) {
    const Watch watch;
    auto ledger = open_ledger(path_);
    const auto size = ledger ? ledger->size() : std::unexpected(ledger.error());
    if (!size) return to_string(size.error());
    slowest_ = std::max(slowest_, watch.seconds());
    std::vector<std::string> reasons;
    const auto read = ledger->each_event({}, [&](std::uint64_t, const events::Event& event) {
      reasons.push_back(event.reason);
      return true;
    });
    if (!read) return to_string(read.error());
    std::uint64_t next = size_before;
    for (const Told& one : told) {
      if (one.first != next) return fmt::format("{} comes behind {}", one.first, next);
      for (; next < one.first + one.count; ++next)
        if (next >= *size || reasons[next] != one.reason) return fmt::format("event {} was told and is lost", next);
    }
    // One more append may have been done that nobody was told of, and whole: its events share a reason.
    untold_ += *size > next ? 1 : 0;
    for (std::uint64_t rest = next; rest < *size; ++rest)
      if (reasons[rest] != reasons[next]) return fmt::format("more than one append behind {} was not told", next);
    if (*size > 0) heads_.push_back(ledger->tree().value());
    return what_is_wrong(*ledger, heads_);
  }

  void begin_anew() {
    std::filesystem::remove(path_);
    std::filesystem::remove(path_ + "-journal");
    heads_.clear();
  }
  std::uint64_t size_before() const { return heads_.empty() ? 0 : heads_.back().size; }

  ScratchFolder folder_{"kill"};
  std::string path_ = folder_ / "ledger.sqlite";
  std::vector<proof::TreeHead> heads_;
  std::uint64_t untold_ = 0;
  double slowest_ = 0;
};

TEST_F(KillTest, WhatWasAcknowledgedIsThereAfterAKill) {
  const Watch watch;
  const std::uint64_t seed = 1349;
  const std::uint64_t cycles = size_of_test({15, 100, 1000});
  Random random(seed);
  std::uint64_t acknowledged = 0;
  std::uint64_t interrupted = 0;
  for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
    if (cycle % 100 == 0) begin_anew();  // looking at all of it takes longer and longer
    const std::uint64_t size = size_before();
    const auto told = append_until_killed("append", seed + cycle, 1 + random.below(cycle % 10 == 0 ? 5 : 1000));
    interrupted += std::filesystem::exists(path_ + "-journal") ? 1 : 0;
    acknowledged += told.size();
    ASSERT_EQ(problem(told, size), "") << "cycle " << cycle;
  }
  fmt::print(
      "kills: seed {}, {} cycles, {} appends acknowledged, {} cut short, {} done but not told, slowest opening {:.0f} "
      "ms, {:.1f} s\n",
      seed, cycles, acknowledged, interrupted, untold_, slowest_ * 1000, watch.seconds());
  EXPECT_GT(acknowledged, cycles);
  EXPECT_GT(interrupted, cycles / 10);
}

// The test can fail: without a journal on the disk a kill leaves something half.
TEST_F(KillTest, IsNoticedWhereTheJournalIsNotOnTheDisk) {
  Random random(7);
  std::string found;
  std::uint64_t cycle = 0;
  for (; found.empty() && cycle < 100; ++cycle) {
    begin_anew();
    // Behind making the ledger, which is careful.
    const auto told = append_until_killed("append-carelessly", cycle, 2 + random.below(300));
    found = problem(told, 0);
  }
  fmt::print("kills without a journal: the first damage is found in cycle {}: {}\n", cycle, found);
  EXPECT_FALSE(found.empty());
}

}  // namespace
}  // namespace portolan::ledger
