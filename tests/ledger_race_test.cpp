// SPDX-License-Identifier: Apache-2.0
//
// Two processes of sixteen threads race for the same names and ports in one database: nobody is given what another has,
// and those who follow the events miss none and see none twice.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <set>
#include <sstream>
#include <thread>

#include "allocation_pool.h"
#include "crowd.h"
#include "ledger/ledger.h"
#include "ledger_stores.h"
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

class RaceTest : public StoreTest {
 protected:
  static constexpr std::uint64_t kThreads = 16;
  static constexpr std::uint64_t kProcesses = 2;

  // Runs the race; `between` is called now and then while it runs.
  Race race(std::uint64_t seed, std::uint64_t attempts, const std::function<void()>& between) {
    Race out;
    Crowd crowd;
    for (std::uint64_t i = 0; i < kProcesses; ++i)
      crowd.add({PORTOLAN_LEDGER_WORKER, "take", address(), std::to_string(seed + i * kThreads),
                 std::to_string(kThreads), std::to_string(attempts / kProcesses)});
    crowd.listen([&](const std::string& line) {
      note(line, out);
      if (out.attempts % 20 == 0) between();
      return true;
    });
    EXPECT_EQ(crowd.wait(), std::vector<int>(kProcesses, 0));
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
};

INSTANTIATE_TEST_SUITE_P(Stores, RaceTest, ::testing::Values(kSqlite, kPostgres), store_name);

// Reads the events behind those that it has read, by position alone, in a thread of its own.
class Follower {
 public:
  explicit Follower(Ledger ledger) : ledger_(std::move(ledger)), thread_([this] { run(); }) {}

  // Something has happened.
  void wake() {
    ++bell_;
    bell_.notify_one();
  }
  // Reads to the end.
  void stop() {
    bell_ = kLast;
    bell_.notify_one();
    thread_.join();
  }

  // The rest is there when it was stopped.
  std::uint64_t skipped() const { return skipped_; }
  std::uint64_t twice() const { return twice_; }
  std::uint64_t rounds() const { return rounds_; }  // that had something new
  const std::vector<events::Event>& seen() const { return seen_; }

 private:
  static constexpr std::uint64_t kLast = UINT64_MAX / 2;

  void run() {
    for (std::uint64_t heard = 0; heard < kLast;) {
      bell_.wait(heard);
      heard = bell_;
      follow();
    }
  }
  void follow() {
    const std::uint64_t before = next_;
    const auto read = ledger_.each_event({.registry = {}, .from = next_}, [&](std::uint64_t at, const auto& event) {
      skipped_ += at > next_ ? at - next_ : 0;
      twice_ += at < next_ ? 1 : 0;
      next_ = at + 1;
      seen_.push_back(event);
      return true;
    });
    rounds_ += next_ != before ? 1 : 0;
    if (!read && read.error().code == ErrorCode::kUnavailable) return;  // locked for long: next time
    EXPECT_TRUE(read) << to_string(read.error());
  }

  Ledger ledger_;
  std::uint64_t next_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t twice_ = 0;
  std::uint64_t rounds_ = 0;
  std::vector<events::Event> seen_;
  std::atomic<std::uint64_t> bell_ = 0;
  std::thread thread_;
};

void say(const std::string& what, std::uint64_t seed, const Race& race, const AllocationProblems& problems,
         const Watch& watch) {
  fmt::print(
      "{}: seed {}, {} attempts for {} names and {} ports, {} acknowledged, {} refused, {} locked out; {} duplicates, "
      "{} lost, {} phantoms, {} positions wrong, {:.1f} s\n",
      what, seed, race.attempts, pool_names(), pool_size() - pool_names(), race.answers.size(), race.refused, race.busy,
      problems.duplicates, problems.lost, problems.phantoms, problems.positions, watch.seconds());
}

TEST_P(RaceTest, NobodyIsGivenWhatAnotherHasAndNoEventIsMissed) {
  const Watch watch;
  const std::uint64_t seed = 20260;
  Ledger ledger = open_ledger_at(address()).value();
  std::array<Follower, 2> followers = {Follower(open_ledger_at(address(), Mode::kRead).value()),
                                       Follower(open_ledger_at(address(), Mode::kRead).value())};
  const auto wake = [&] { std::ranges::for_each(followers, &Follower::wake); };
  const Race out = race(seed, size_of_test({600, 3000, 100'000}), wake);
  std::ranges::for_each(followers, &Follower::stop);
  ASSERT_TRUE(out.failures.empty()) << out.failures.front();
  const std::uint64_t size = ledger.size().value();
  const AllocationProblems problems = check_allocations(out.answers, held(ledger), size);
  say(fmt::format("race on {}", GetParam().name), seed, out, problems, watch);
  EXPECT_EQ(problems, AllocationProblems());
  EXPECT_GT(out.refused, 0U) << "there was no contention";
  for (const Follower& follower : followers) {
    fmt::print("a follower: {} events in {} rounds, {} skipped, {} twice\n", follower.seen().size(), follower.rounds(),
               follower.skipped(), follower.twice());
    EXPECT_EQ(follower.skipped(), 0U);
    EXPECT_EQ(follower.twice(), 0U);
    EXPECT_GT(follower.rounds(), 5U);
    ASSERT_EQ(follower.seen().size(), size);
    for (const Answer& answer : out.answers)
      EXPECT_EQ(events::type_name(follower.seen()[answer.position].what),
                answer.took ? "record-added" : "record-removed");
  }
  EXPECT_EQ(what_is_wrong(ledger, {}), "");
}

// The test can fail: without the key nothing else keeps two from having the same.
TEST_P(RaceTest, IsLostWithoutTheUniqueKey) {
  const Watch watch;
  const std::uint64_t seed = 20261;
  Ledger ledger = open_ledger_at(address()).value();
  ASSERT_TRUE(ledger.database().run_script(
      "DROP TABLE holdings;"
      "CREATE TABLE holdings (registry BIGINT NOT NULL, holding TEXT NOT NULL, position BIGINT NOT NULL)"));
  const Race out = race(seed, size_of_test({400, 1000, 10'000}), [] {});
  const AllocationProblems problems = check_allocations(out.answers, held(ledger), ledger.size().value());
  say(fmt::format("race on {} without the unique key", GetParam().name), seed, out, problems, watch);
  EXPECT_GT(problems.duplicates, 0U);
}

}  // namespace
}  // namespace portolan::ledger
