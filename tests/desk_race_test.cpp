// SPDX-License-Identifier: Apache-2.0
//
// Many people at desks of their own, over one ledger: whoever was told that a name and a port are theirs has them and
// nobody else, and of a decision that several take at once there is one.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>
#include <thread>

#include "desk/desk.h"
#include "ledger_stores.h"
#include "procedure_samples.h"
#include "test_size.h"

namespace portolan::desk {
namespace {

using namespace portolan::testing;
using procedures::Act;
using procedures::Person;
using procedures::Request;
using procedures::Role;

constexpr std::string_view kRegistry = "harbour";
constexpr std::uint64_t kBegin = 1'700'000'000'000'000;

// What somebody was told.
struct Told {
  std::uint64_t position = 0;
  bool released = false;
  std::string name;
  std::uint16_t port = 0;
  Transport transport = Transport::kTcp;
};

class DeskRace : public StoreTest {
 protected:
  void found_with(std::string_view rules) {
    auto ledger = open_ledger_at(address()).value();
    const auto charter = policies::read_charter(rules, "harbour.toml");
    ASSERT_TRUE(charter);
    const auto founding = found(ledger, *charter, rules, "tester", kBegin);
    ASSERT_TRUE(founding) << founding.error().message;
    ASSERT_TRUE(ledger.append(founding->batch));
  }

  static Person person(procedures::PersonId id, std::vector<Role> roles) {
    Person made;
    made.id = id;
    made.roles = std::move(roles);
    made.expert_for = Transports::all();
    return made;
  }

  // Threads that each have a ledger of their own.
  template <class Work>
  void together(unsigned threads, Work work) {
    std::vector<std::thread> all;
    for (unsigned i = 0; i < threads; ++i)
      all.emplace_back([&, i] {
        auto ledger = open_ledger_at(address(), ledger::Mode::kWrite);
        ASSERT_TRUE(ledger) << ledger.error().message;
        Desk desk(*ledger, std::string(kRegistry));
        work(desk, i);
      });
    for (std::thread& thread : all) thread.join();
  }
};

// One person claims and gives back, by chance.
class Claimer {
 public:
  Claimer(Desk& desk, std::uint64_t seed, std::uint64_t number) : desk_(desk), random_(seed), number_(number) {
    who_.id = number + 2;
    who_.roles = {Role::kApplicant};
    who_.acts_for = {fmt::format("Person_{}", number)};
  }

  void attempt(std::uint64_t now) {
    if (!held_.empty() && random_() % 3 == 0) return give_back(now);
    Request request;
    request.name = fmt::format("name-{}", random_() % kNames + 100);
    request.transports = random_() % 2 == 0 ? Transport::kTcp : Transport::kUdp;
    request.ports = PortRange{8000, 8000 + kPorts - 1};
    request.assignee = who_.acts_for.front();
    const Outcome outcome = desk_.submit(request, {.actor = who_, .now = now});
    if (!outcome) return refused(outcome.error());
    const auto& published = std::get<procedures::Published>(outcome->happenings.at(1));
    const Transport transport = request.transports.contains(Transport::kTcp) ? Transport::kTcp : Transport::kUdp;
    told_.push_back({*outcome->position, false, request.name, *published.port, transport});
    held_.push_back(told_.back());
  }

  const std::vector<Told>& told() const { return told_; }
  const std::vector<std::string>& failures() const { return failures_; }

  static constexpr unsigned kNames = 60;
  static constexpr std::uint16_t kPorts = 20;

 private:
  void give_back(std::uint64_t now) {
    const std::size_t index = random_() % held_.size();
    Request request;
    request.kind = procedures::Kind::kDeassignment;
    request.name = held_[index].name;
    request.ports = PortRange{held_[index].port, held_[index].port};
    request.transports = held_[index].transport;
    const Outcome outcome = desk_.submit(request, {.actor = who_, .now = now});
    if (!outcome) return refused(outcome.error());
    Told told = held_[index];
    told.released = true;
    told.position = *outcome->position;
    told_.push_back(told);
    held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  // That a name or port is taken is an answer; all else is not.
  void refused(const Refusal& refusal) {
    if (refusal.error) failures_.push_back(refusal.error->message);
    for (const procedures::Violation& one : refusal.violations)
      if (one.rule != "name-taken" && one.rule != "none-free" && one.rule != "port-taken" && one.rule != "one-port")
        failures_.push_back(std::string(one.rule) + ": " + one.message);
  }

  Desk& desk_;
  std::mt19937_64 random_;
  std::uint64_t number_;
  Person who_;
  std::vector<Told> held_;
  std::vector<Told> told_;
  std::vector<std::string> failures_;
};

using Held = std::map<std::pair<std::uint16_t, Transport>, std::string>;

// In the order of the ledger: nobody is told that they have what another has, or gives back what nobody has.
Held followed(std::vector<Told> told, std::vector<std::string>& wrong) {
  Held held;
  std::ranges::sort(told, {}, &Told::position);
  for (const Told& one : told) {
    const std::pair port(one.port, one.transport);
    if (one.released && held.erase(port) == 0) wrong.push_back(fmt::format("{} was given back twice", one.port));
    if (!one.released && !held.emplace(port, one.name).second)
      wrong.push_back(fmt::format("{} was given twice", one.port));
  }
  return held;
}

TEST_P(DeskRace, WhoIsToldSoHasItAndNobodyElse) {
  found_with("name = \"harbour\"\ntitle = \"Ports\"\nprofile = \"team\"\n");
  const std::uint64_t attempts = size_of_test({20, 40, 3'125});
  const unsigned threads = is_long_run() ? 32 : 6;
  const std::uint64_t seed = std::random_device{}();
  std::mutex mutex;
  std::vector<Told> told;
  std::vector<std::string> wrong;
  std::atomic<std::uint64_t> clock = kBegin;
  const Watch watch;
  together(threads, [&](Desk& desk, unsigned number) {
    Claimer claimer(desk, seed + number, number);
    for (std::uint64_t i = 0; i < attempts; ++i) claimer.attempt(++clock);
    const std::scoped_lock lock(mutex);
    told.insert(told.end(), claimer.told().begin(), claimer.told().end());
    wrong.insert(wrong.end(), claimer.failures().begin(), claimer.failures().end());
  });
  auto ledger = open_ledger_at(address(), ledger::Mode::kWrite).value();
  const auto ground = Ground::load(ledger, kRegistry).value();
  Held published;
  for (const registry::Record& record : ground->registry().records)
    if (!published.emplace(std::pair(record.ports->first, *record.transport), record.name.text()).second)
      wrong.push_back("published twice: " + registry::label(record));
  EXPECT_EQ(followed(told, wrong), published) << "seed " << seed;
  EXPECT_TRUE(wrong.empty()) << wrong.front() << ", seed " << seed;
  EXPECT_GT(told.size(), attempts);
  // The check itself: a port that is given twice is seen.
  std::vector<Told> twice = told;
  twice.push_back(twice.front());
  twice.push_back(twice.front());
  std::vector<std::string> seen;
  followed(twice, seen);
  EXPECT_FALSE(seen.empty());
  const auto verified = ledger::verify(ledger, {});
  EXPECT_TRUE(verified && verified->findings.empty());
  std::printf("%llu attempts, %zu granted, %.1f s, seed %llu\n", static_cast<unsigned long long>(attempts * threads),
              told.size(), watch.seconds(), static_cast<unsigned long long>(seed));
}

TEST_P(DeskRace, OfOneDecisionThereIsOneEvent) {
  found_with("name = \"harbour\"\ntitle = \"Ports\"\n");
  const Person ann = person(2, {Role::kApplicant});
  const Person eve = person(3, {Role::kExpert});
  const std::array officers = {person(4, {Role::kOperator}), person(5, {Role::kOperator}),
                               person(6, {Role::kOperator})};
  const std::uint64_t rounds = size_of_test({4, 12, 10'000});
  auto own = open_ledger_at(address(), ledger::Mode::kWrite).value();
  Desk desk(own, std::string(kRegistry));
  for (std::uint64_t number = 1; number <= rounds; ++number) {
    const std::uint64_t now = kBegin + number * 10;
    const auto port = static_cast<std::uint16_t>(2000 + number % 40'000);
    ASSERT_TRUE(
        desk.submit(request_for(fmt::format("buoy-{}", number), PortRange{port, port}), {.actor = ann, .now = now}));
    ASSERT_TRUE(desk.act(number, {.act = Act::kTakeReview}, {.actor = eve, .now = now + 1}));
    const bool publishes = number % 4 == 0;
    std::atomic<unsigned> approved = 0;
    std::atomic<unsigned> published = 0;
    together(3, [&](Desk& at, unsigned thread) {
      if (at.act(number, {.act = Act::kApprove}, {.actor = eve, .now = now + 2})) ++approved;
      if (publishes && at.act(number, {.act = Act::kPublish}, {.actor = officers[thread], .now = now + 3})) ++published;
    });
    EXPECT_EQ(approved, 1U);
    EXPECT_EQ(published, publishes ? 1U : 0U);
    EXPECT_EQ(desk.file(number).value()->lines.size(), publishes ? 4U : 3U);
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, DeskRace, ::testing::Values(kSqlite, kPostgres), store_name);

}  // namespace
}  // namespace portolan::desk
