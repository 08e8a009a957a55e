// SPDX-License-Identifier: Apache-2.0
//
// Two processes of eight threads race for the same names and ports on one file: nobody is given what another has, and
// somebody who follows the events misses none.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <array>
#include <memory>
#include <set>
#include <sstream>

#include "allocation_pool.h"
#include "child_process.h"
#include "ledger/ledger.h"
#include "ledger_batches.h"
#include "scratch_folder.h"
#include "test_size.h"

namespace portolan::ledger {
namespace {

using namespace portolan::testing;

struct Race {
  std::vector<Answer> answers;
  std::uint64_t attempts = 0;
  std::uint64_t refused = 0;
  std::uint64_t busy = 0;
  std::vector<std::string> failures;
};

class RaceTest : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kThreads = 8;
  static constexpr std::uint64_t kProcesses = 2;

  // Runs the race; `between` is called now and then while it runs.
  Race race(std::uint64_t seed, std::uint64_t attempts, const std::function<void()>& between) {
    Race out;
    std::array<std::unique_ptr<ChildProcess>, kProcesses> children;
    for (std::uint64_t i = 0; i < kProcesses; ++i)
      children[i] = std::make_unique<ChildProcess>(
          std::vector<std::string>{PORTOLAN_LEDGER_WORKER, "take", path_, std::to_string(seed + i * kThreads),
                                   std::to_string(kThreads), std::to_string(attempts / kProcesses)});
    std::array<pollfd, kProcesses> waiting{};
    for (std::uint64_t i = 0; i < kProcesses; ++i) waiting[i] = {children[i]->descriptor(), POLLIN, 0};
    for (std::uint64_t running = kProcesses; running > 0;) {
      ::poll(waiting.data(), waiting.size(), -1);
      for (std::uint64_t i = 0; i < kProcesses; ++i) {
        if ((waiting[i].revents & (POLLIN | POLLHUP)) == 0) continue;
        do {
          const auto line = children[i]->line();
          if (line) {
            note(*line, out);
          } else {
            waiting[i].fd = -1;
            EXPECT_EQ(children[i]->wait(), 0);
            --running;
          }
        } while (children[i]->has_line());
        if (out.attempts % 50 == 0) between();
      }
    }
    return out;
  }

  static void note(const std::string& line, Race& race) {
    std::istringstream words(line);
    std::string word;
    Answer answer;
    words >> word >> answer.key >> answer.position;
    ++race.attempts;
    answer.took = word == "took";
    if (word == "took" || word == "gave")
      race.answers.push_back(answer);
    else if (word == "refused")
      ++race.refused;
    else if (word == "busy")
      ++race.busy;
    else
      race.failures.push_back(line);
  }

  static std::set<std::string> held(Ledger& ledger) {
    std::set<std::string> out;
    EXPECT_TRUE(ledger.database().query("SELECT holding FROM holdings", {}, [&](const database::Row& row) {
      out.emplace(row.bytes(0));
      return true;
    }));
    return out;
  }

  ScratchFolder folder_{"race"};
  std::string path_ = folder_ / "ledger.sqlite";
};

// Reads the events behind those that it has read, by position.
class Follower {
 public:
  explicit Follower(Ledger ledger) : ledger_(std::move(ledger)) {}

  void follow() {
    const auto size = ledger_.size();
    if (!size && size.error().code == ErrorCode::kUnavailable) return;  // locked for long: next time
    ASSERT_TRUE(size) << to_string(size.error());
    const auto read = ledger_.each_event({.registry = {}, .from = next_, .to = *size},
                                         [&](std::uint64_t position, const events::Event& event) {
                                           skipped_ += position != next_ ? 1 : 0;
                                           next_ = position + 1;
                                           seen_.push_back(event);
                                           return true;
                                         });
    if (!read && read.error().code == ErrorCode::kUnavailable) return;
    ASSERT_TRUE(read) << to_string(read.error());
    skipped_ += next_ != *size ? 1 : 0;
    ++rounds_;
  }
  std::uint64_t skipped() const { return skipped_; }
  std::uint64_t rounds() const { return rounds_; }
  const std::vector<events::Event>& seen() const { return seen_; }

 private:
  Ledger ledger_;
  std::uint64_t next_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t rounds_ = 0;
  std::vector<events::Event> seen_;
};

void say(const char* what, std::uint64_t seed, const Race& race, const AllocationProblems& problems,
         const Watch& watch) {
  fmt::print(
      "{}: seed {}, {} attempts, {} acknowledged, {} refused, {} locked out; {} duplicates, {} lost, {} phantoms, {} "
      "positions wrong, {:.1f} s\n",
      what, seed, race.attempts, race.answers.size(), race.refused, race.busy, problems.duplicates, problems.lost,
      problems.phantoms, problems.positions, watch.seconds());
}

TEST_F(RaceTest, NobodyIsGivenWhatAnotherHasAndNoEventIsMissed) {
  const Watch watch;
  const std::uint64_t seed = 20260;
  Ledger ledger = open_ledger(path_).value();
  Follower follower(open_ledger(path_, {}, Mode::kRead).value());
  const Race out = race(seed, size_of_test({600, 3000, 100'000}), [&] { follower.follow(); });
  ASSERT_TRUE(out.failures.empty()) << out.failures.front();
  follower.follow();
  const std::uint64_t size = ledger.size().value();
  const AllocationProblems problems = check_allocations(out.answers, held(ledger), size);
  say("race", seed, out, problems, watch);
  EXPECT_EQ(problems, AllocationProblems());
  EXPECT_GT(out.refused, 0U) << "there was no contention";
  EXPECT_EQ(follower.skipped(), 0U);
  EXPECT_GT(follower.rounds(), 5U);
  ASSERT_EQ(follower.seen().size(), size);
  for (const Answer& answer : out.answers)
    EXPECT_EQ(events::type_name(follower.seen()[answer.position].what),
              answer.took ? "record-added" : "record-removed");
  EXPECT_EQ(what_is_wrong(ledger, {}), "");
}

// The test can fail: without the key nothing else keeps two from having the same.
TEST_F(RaceTest, IsLostWithoutTheUniqueKey) {
  const Watch watch;
  const std::uint64_t seed = 20261;
  Ledger ledger = open_ledger(path_).value();
  ASSERT_TRUE(ledger.database().run_script(
      "DROP TABLE holdings;"
      "CREATE TABLE holdings (registry BIGINT NOT NULL, holding TEXT NOT NULL, position BIGINT NOT NULL)"));
  const Race out = race(seed, size_of_test({400, 1000, 10'000}), [] {});
  const AllocationProblems problems = check_allocations(out.answers, held(ledger), ledger.size().value());
  say("race without the unique key", seed, out, problems, watch);
  EXPECT_GT(problems.duplicates, 0U);
}

}  // namespace
}  // namespace portolan::ledger
