// SPDX-License-Identifier: Apache-2.0
#include "events/state.h"

#include <gtest/gtest.h>

#include <map>

#include "events/import.h"
#include "sample_registry.h"

namespace portolan::events {
namespace {

// A ledger in memory: what is kept, and the state that it makes.
class Memory {
 public:
  // Brings the registry in as an import does; gives the events.
  std::vector<Prepared> import(const registry::Registry& after) {
    State::Numbers numbers;
    const registry::Registry before = registry_of(state_, &numbers);
    const auto difference = registry::difference(before, after);
    auto prepared = events_between(state_, before, numbers, after, difference, supply_);
    for (const Prepared& one : prepared) append(one);
    return prepared;
  }

  void append(const Prepared& one) {
    Event event{
        .registry = "r", .recorded = 1, .effective = {2024, 7, 1}, .actor = "me", .reason = {}, .what = one.what};
    const auto decoded = decode(encode(event));
    ASSERT_TRUE(decoded) << decoded.error().message;
    EXPECT_EQ(encode(*decoded), encode(event)) << "one event has one encoding";
    const auto applied = state_.apply(*decoded, position_);
    ASSERT_TRUE(applied) << applied.error().message;
    if (one.personal) personal_[position_] = *one.personal;
    ++position_;
  }

  PersonalAt personal_at() const {
    return [this](std::uint64_t position) -> Result<std::optional<Personal>> {
      const auto found = personal_.find(position);
      return found == personal_.end() ? std::nullopt : std::optional(found->second);
    };
  }
  registry::Registry registry_of(const State& state, State::Numbers* numbers = nullptr) const {
    auto made = state.registry(personal_at(), numbers);
    EXPECT_TRUE(made) << made.error().message;
    return made ? *made : registry::Registry();
  }
  registry::Registry registry() const { return registry_of(state_); }

  State state_;
  std::map<std::uint64_t, Personal> personal_;
  std::uint64_t position_ = 0;
  std::uint64_t numbers_ = 0;
  Supply supply_{[this] { return ++numbers_; }, [this] { return ++numbers_; },
                 [this] { return "salt-" + std::to_string(position_) + "-" + std::to_string(++numbers_); }};
};

TEST(State, IsTheRegistryThatWasBroughtIn) {
  Memory memory;
  const registry::Registry sample = testing::sample_registry();
  EXPECT_TRUE(memory.state_.empty());
  memory.import(sample);
  EXPECT_TRUE(memory.registry() == sample);
  EXPECT_TRUE(memory.import(sample).empty()) << "the same again changes nothing";
}

// Changes of every kind, several at once, among them changes of the order.
registry::Registry shaken(registry::Registry registry, testing::Random& random) {
  for (int i = 0; i < 6; ++i) {
    const std::size_t at = random.below(registry.records.size());
    switch (random.below(6)) {
      case 0: registry.records.erase(registry.records.begin() + static_cast<std::ptrdiff_t>(at)); break;
      case 1: std::swap(registry.records[at], registry.records[random.below(registry.records.size())]); break;
      case 2: registry.records[at].description.add_text(" more"); break;
      case 3: registry.records.insert(registry.records.begin(), registry.records[at]); break;
      case 4:
        registry.contacts[random.below(registry.contacts.size())].name = "N" + std::to_string(random.below(99));
        break;
      default: registry.records[at].contacts.add_person("Ann_Example"); break;
    }
  }
  if (random.below(3) == 0) std::swap(registry.contacts.front(), registry.contacts.back());
  if (random.below(4) == 0) registry.contacts.erase(registry.contacts.begin());
  if (random.below(3) == 0)
    registry.contacts.push_back({"New_" + std::to_string(random.below(1000)), "New", {}, {}, {}});
  registry.updated.day = static_cast<std::uint8_t>(1 + random.below(28));
  return registry;
}

TEST(State, FollowsAnySequenceOfRegistries) {
  testing::Random random(20240701);
  for (int round = 0; round < 40; ++round) {
    Memory memory;
    registry::Registry registry = testing::random_registry(60, static_cast<std::uint32_t>(round + 1));
    registry.contacts.push_back({"Ann_Example", "Ann", {}, {}, {}});
    registry.contacts.push_back({"#7", "A number for a name", {}, {}, {}});
    registry.records.front().contacts.add_person("#7");
    registry.records.back().contacts.add_person("#nobody");
    for (int step = 0; step < 12; ++step) {
      memory.import(registry);
      ASSERT_TRUE(memory.registry() == registry) << "round " << round << ", step " << step;
      const auto again = State::decode(memory.state_.encode());
      ASSERT_TRUE(again) << again.error().message;
      ASSERT_TRUE(memory.registry_of(*again) == registry) << "a checkpoint is the state";
      registry = shaken(std::move(registry), random);
    }
  }
}

TEST(State, ARenamedServiceStaysTheSameSubject) {
  Memory memory;
  registry::Registry registry = testing::sample_registry();
  memory.import(registry);
  registry.records[0].description.add_text(", changed");
  const auto events = memory.import(registry);
  ASSERT_EQ(events.size(), 1U);
  ASSERT_TRUE(std::holds_alternative<RecordChanged>(events[0].what)) << type_name(events[0].what);
}

TEST(State, WhatIsPersonalIsNotInTheEvents) {
  Memory memory;
  const registry::Registry sample = testing::sample_registry();
  for (const Prepared& one : memory.import(sample)) {
    const std::string bytes =
        encode(Event{.registry = "r", .recorded = 1, .effective = {}, .actor = {}, .reason = {}, .what = one.what});
    for (const registry::Contact& contact : sample.contacts)
      EXPECT_EQ(bytes.find(contact.id), bytes.npos) << contact.id;
  }
}

TEST(State, AnErasedContactIsWithheldAndTheRestStays) {
  Memory memory;
  const registry::Registry sample = testing::sample_registry();
  memory.import(sample);
  std::uint64_t number = 0;
  memory.state_.contacts().for_each([&](std::uint64_t n, const ContactState&) { number = number == 0 ? n : number; });
  memory.append({ContactErased{number}, std::nullopt});
  memory.personal_.clear();
  // Nothing is kept any more: all are withheld, and nothing fails.
  const registry::Registry shown = memory.registry();
  ASSERT_EQ(shown.contacts.size(), sample.contacts.size());
  EXPECT_EQ(shown.contacts.front().id, withheld_id(number));
  EXPECT_EQ(shown.records.size(), sample.records.size());
}

TEST(State, PersonalDataThatIsNotWhatWasCommittedToIsDamage) {
  Memory memory;
  memory.import(testing::sample_registry());
  memory.personal_.begin()->second.data.back() ^= 1;
  const auto made = memory.state_.registry(memory.personal_at());
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kDamaged);
}

TEST(State, AnEventThatDoesNotFitIsRefused) {
  Memory memory;
  memory.import(testing::sample_registry());
  std::uint64_t there = 0;
  memory.state_.records().for_each([&](std::uint64_t number, const registry::Record&) { there = number; });
  const std::vector<What> misfits = {RecordAdded{there, 0, registry::ChangeKind::kAssigned, {}},
                                     RecordAdded{999999, 888888, registry::ChangeKind::kAssigned, {}},
                                     RecordChanged{999999, registry::ChangeKind::kChanged, {}},
                                     RecordRemoved{0, registry::ChangeKind::kRemoved},
                                     RecordMoved{999999, 0},
                                     ContactRemoved{999999}};
  const std::string before = memory.state_.encode();
  for (const What& what : misfits) {
    const auto applied = memory.state_.apply(
        {.registry = "r", .recorded = 1, .effective = {}, .actor = {}, .reason = {}, .what = what}, 77);
    ASSERT_FALSE(applied) << type_name(what);
    EXPECT_EQ(applied.error().code, ErrorCode::kDamaged);
  }
  EXPECT_EQ(memory.state_.encode(), before);
}

TEST(Holdings, AreNamesAndPortsThatSomebodyHas) {
  registry::Registry registry;
  registry.records = {testing::RecordBuilder("Http", "web").port(80).on(Transport::kTcp),
                      testing::RecordBuilder("www", "web").port(80).on(Transport::kTcp),
                      testing::RecordBuilder("x", "range").ports(7, 8).on(Transport::kUdp),
                      testing::RecordBuilder("", "Reserved").port(9), testing::RecordBuilder("alone", "no port")};
  const std::vector<std::string> expected = {"n:alone", "n:http", "n:www", "n:x", "p:7/udp", "p:8/udp", "p:80/tcp"};
  EXPECT_EQ(holdings(registry), expected);
}

TEST(Holdings, ArePortsOnceHoweverManyRangesHaveThem) {
  registry::Registry registry;
  registry.records = {
      testing::RecordBuilder("x", "range").ports(65533, 65535).on(Transport::kUdp),
      testing::RecordBuilder("x", "in it").ports(65534, 65534).on(Transport::kUdp),
      testing::RecordBuilder("x", "before and in it").ports(65532, 65534).on(Transport::kUdp),
  };
  const std::vector<std::string> expected = {"n:x", "p:65532/udp", "p:65533/udp", "p:65534/udp", "p:65535/udp"};
  EXPECT_EQ(holdings(registry), expected);
  // Not 655,360,000 keys on the way, which no memory holds.
  registry.records.assign(10'000, testing::RecordBuilder("all", "of them").ports(0, 65535).on(Transport::kTcp));
  EXPECT_EQ(holdings(registry).size(), 65537U);
}

}  // namespace
}  // namespace portolan::events
