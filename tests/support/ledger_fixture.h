// SPDX-License-Identifier: Apache-2.0
//
// A ledger in a temporary folder, and imports of registries into it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "ledger_batches.h"
#include "sample_registry.h"

namespace portolan::testing {

inline registry::Registry dated(registry::Registry registry, unsigned day) {
  registry.updated = {2024, 7, static_cast<std::uint8_t>(day)};
  return registry;
}

inline registry::Registry with_text(registry::Registry registry, std::size_t record, std::string_view text,
                                    unsigned day) {
  registry.records[record].description.add_text(text);
  return dated(std::move(registry), day);
}

class LedgerFixture : public ::testing::Test {
 protected:
  LedgerFixture()
      : folder_(std::filesystem::temp_directory_path() /
                ("portolan-ledger-" + std::to_string(::getpid()) + "-" +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name())),
        ledger_(make()) {}
  ~LedgerFixture() override { std::filesystem::remove_all(folder_); }

  ledger::Ledger make() {
    std::filesystem::create_directories(folder_);
    return open(ledger::Mode::kCreate).value();
  }
  Result<ledger::Ledger> open(ledger::Mode mode) { return open_ledger((folder_ / "ledger.sqlite").string(), {}, mode); }

  Result<ledger::Appended> import(const registry::Registry& after, bool late = false) {
    return import_registry(ledger_, after, late, ++clock_);
  }

  // One batch of another registry.
  void own(std::vector<events::What> what, std::vector<std::string> taken, std::vector<std::string> released) {
    ledger::Batch batch{.registry = "own",
                        .actor = "tester",
                        .reason = "wanted",
                        .recorded = ++clock_,
                        .effective = {2024, 7, 2},
                        .events = {},
                        .expected_version = {},
                        .taken = std::move(taken),
                        .released = std::move(released)};
    for (events::What& one : what) batch.events.push_back({std::move(one), std::nullopt});
    const auto done = ledger_.append(batch);
    ASSERT_TRUE(done) << done.error().message;
  }

  // One step of an application to IANA's registry, with something that was written in it, if anything.
  Result<ledger::Appended> step(std::uint64_t application, std::uint64_t number, std::string state,
                                std::string text = {}, std::string key = {}) {
    events::ApplicationStep what;
    what.application = application;
    what.step = number;
    what.name = "step-" + std::to_string(number);
    what.key = std::move(key);
    what.standing.closed = state == "done";
    what.standing.state = std::move(state);
    what.standing.kind = "assignment";
    what.standing.service = "New-" + std::to_string(application);
    what.standing.transports = Transports(Transport::kTcp);
    what.standing.applicant = 7;
    what.standing.due = what.standing.closed ? 0 : 1'000 - application;
    what.content = "content";
    events::Prepared prepared{.what = {}, .personal = {}};
    if (!text.empty()) {
      prepared.personal = events::Personal{std::string(16, static_cast<char>('a' + number)), std::move(text)};
      what.commitment = events::commitment(*prepared.personal);
    }
    prepared.what = std::move(what);
    return ledger_.append({.registry = "iana",
                           .actor = "#7",
                           .reason = {},
                           .recorded = ++clock_,
                           .effective = {2020, 1, 1},
                           .events = {std::move(prepared)},
                           .expected_version = {},
                           .taken = {},
                           .released = {}});
  }

  // Several imports, one of them late, with changes of every kind; a person who is erased; a second registry, whose
  // names are taken one by one; applications, one of them with its texts erased.
  void fill() {
    const registry::Registry first = dated(sample_registry(), 1);
    registry::Registry second = with_text(first, 0, ", new words", 5);
    second.contacts[1].name = "G. Mueller";
    std::swap(second.records[3], second.records[6]);
    second.records[5].ports = PortRange{592, 593};
    registry::Registry third = with_text(second, 2, ", more", 9);
    third.records.erase(third.records.begin() + 8);
    third.records[5].name = registry::ServiceName("http-other");
    third.records.push_back(RecordBuilder("http-alt", "Another holder").port(591).on(Transport::kTcp));
    ASSERT_TRUE(import(first));
    const registry::Record record = RecordBuilder("web", "Ours").port(8080).on(Transport::kTcp);
    own({events::HeadChanged{}, events::RecordAdded{1, 0, registry::ChangeKind::kAssigned, record}},
        {"n:web", "p:8080/tcp"}, {});
    ASSERT_TRUE(import(second));
    ASSERT_TRUE(import(with_text(first, 1, ", late", 3), true));
    own({events::RecordRemoved{1, registry::ChangeKind::kRemoved}}, {}, {"n:web", "p:8080/tcp"});
    ASSERT_TRUE(import(third));
    const auto ann = ledger_.subjects_with_contact("iana", "ann_example").value().contacts.at(0);
    ASSERT_TRUE(ledger_.erase_contact("iana", ann, "tester", "asked for", ++clock_));
    own({events::RecordAdded{2, 0, registry::ChangeKind::kAssigned, record}}, {"n:web", "p:8080/tcp"}, {});
    ASSERT_TRUE(step(1, 1, "review", "Ann asks", "k1"));
    ASSERT_TRUE(step(2, 1, "review", "Bob asks", "k2"));
    ASSERT_TRUE(import(with_text(third, 4, ", after", 12)));
    ASSERT_TRUE(step(1, 2, "question"));
    ASSERT_TRUE(step(2, 2, "done", "words"));
    ASSERT_TRUE(ledger_.erase_application("iana", 2, "tester", "asked for", ++clock_));
  }

  registry::Registry at(const ledger::Moment& moment) {
    const auto state = ledger_.state("iana", moment);
    EXPECT_TRUE(state) << state.error().message;
    return state ? ledger_.materialize("iana", *state).value() : registry::Registry();
  }
  std::vector<ledger::Finding> findings() {
    const auto done = ledger::verify(ledger_, {});
    EXPECT_TRUE(done) << done.error().message;
    return done ? done->findings : std::vector<ledger::Finding>{{0, done.error().message}};
  }

  std::filesystem::path folder_;
  std::uint64_t clock_ = 1'000'000;
  ledger::Ledger ledger_;
};

// Every row of every table of the ledger, as text; but for the versions of registries, which rebuilding may raise.
inline std::vector<std::string> rows_of(database::Database& database) {
  constexpr std::array<std::string_view, 11> kTables = {
      "registries: id, name, last, effective, next_record, next_contact, next_application",
      "events: position, registry, late, effective, record, contact, application, step, bytes, hash",
      "holdings: registry, holding, position",
      "subjects: registry, name, first_port, last_port, record",
      "personal: position, registry, contact, application, id, salt, data",
      "tree: level, number, hash",
      "documents: registry, sha256, position",
      "checkpoints: registry, position, state",
      "applications: registry, application, steps, first, last, submitted, changed, is_open, state, kind, service, "
      "applicant, reviewer, due, standing",
      "request_keys: registry, actor, request_key, position",
      "properties: name, value"};
  std::vector<std::string> out;
  for (const std::string_view table : kTables) {
    const std::string name(table.substr(0, table.find(':')));
    const std::string columns(table.substr(table.find(':') + 2));
    const auto count = static_cast<std::size_t>(std::ranges::count(columns, ',')) + 1;
    const auto asked = database.query("SELECT " + columns + " FROM " + name, {}, [&](const database::Row& row) {
      std::string& line = out.emplace_back(name);
      for (std::size_t i = 0; i < count; ++i)
        line.append("|").append(std::to_string(row.integer(i))).append(" ").append(row.bytes(i));
      return true;
    });
    EXPECT_TRUE(asked) << asked.error().message;
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace portolan::testing
