// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ledger/rebuild.h"
#include "ledger_fixture.h"

namespace portolan::ledger {
namespace {

class Applications : public testing::LedgerFixture {
 protected:
  void SetUp() override { ASSERT_TRUE(import(testing::dated(testing::sample_registry(), 1))); }
  std::vector<std::uint64_t> numbers(ApplicationFilter filter) {
    filter.registry = "iana";
    std::vector<std::uint64_t> out;
    const auto found = ledger_.applications(filter).value();
    for (const ApplicationInfo& info : found) out.push_back(info.number);
    return out;
  }
};
using Numbers = std::vector<std::uint64_t>;

TEST_F(Applications, AreNoPartOfTheRegistrysState) {
  const StateAt before = ledger_.state("iana", Latest{}).value();
  const auto dates = ledger_.dates("iana").value().size();
  ASSERT_TRUE(step(1, 1, "review", "please"));
  const RegistryInfo info = *ledger_.registry("iana").value();
  EXPECT_EQ(info.end, before.end);
  EXPECT_EQ(info.effective, before.effective);
  EXPECT_GT(ledger_.size().value(), before.end);
  EXPECT_EQ(ledger_.dates("iana").value().size(), dates);
  EXPECT_EQ(ledger_.state("iana", Latest{}).value().state.encode(), before.state.encode());
  EXPECT_EQ(ledger_.state("iana", before.end + 1).value().end, before.end);
  // What is imported afterwards stands behind it, and is found.
  ASSERT_TRUE(import(testing::with_text(testing::sample_registry(), 0, ", new", 5)));
  EXPECT_EQ(ledger_.state("iana", before.end).value().state.encode(), before.state.encode());
  EXPECT_TRUE(findings().empty());
}

TEST_F(Applications, StandWhereTheirLastStepSays) {
  ASSERT_TRUE(step(1, 1, "review", "please"));
  ASSERT_TRUE(step(1, 2, "question", "which one?"));
  ASSERT_TRUE(step(2, 1, "review"));
  const ApplicationInfo one = *ledger_.application("iana", 1).value();
  EXPECT_EQ(one.steps, 2U);
  EXPECT_EQ(one.standing.state, "question");
  EXPECT_EQ(one.submitted + 1, one.changed);
  EXPECT_EQ(one.first + 1, one.last);
  EXPECT_EQ(ledger_.application("iana", 3).value(), std::nullopt);
  EXPECT_EQ(ledger_.application_counts("iana").value(),
            (std::map<std::string, std::uint64_t, std::less<>>{{"question", 1}, {"review", 1}}));
  EXPECT_EQ(ledger_.numbers("iana").value().application_number(), 3U);
}

TEST_F(Applications, AreFollowedByPosition) {
  const std::uint64_t begin = ledger_.size().value();
  ASSERT_TRUE(step(2, 1, "review", "please"));
  ASSERT_TRUE(step(1, 1, "review"));
  ASSERT_TRUE(import(testing::with_text(testing::sample_registry(), 0, ", new", 5)));
  ASSERT_TRUE(step(2, 2, "question", "which one?"));
  const auto read = [&](const Ledger::Stretch& stretch) {
    std::vector<std::string> out;
    std::vector<std::uint64_t> positions;
    EXPECT_TRUE(ledger_.each_step_in(
        "iana", stretch, [&](std::uint64_t position, const events::Event& event, const auto& personal) {
          positions.push_back(position);
          const auto& one = std::get<events::ApplicationStep>(event.what);
          out.push_back(std::to_string(one.application) + one.name + (personal ? personal->data : ""));
          return true;
        }));
    EXPECT_TRUE(std::ranges::is_sorted(positions));
    return out;
  };
  using Steps = std::vector<std::string>;
  EXPECT_EQ(read({}), (Steps{"2step-1please", "1step-1", "2step-2which one?"}));
  EXPECT_EQ(read({.from = begin + 1}), (Steps{"1step-1", "2step-2which one?"}));
  EXPECT_EQ(read({.from = begin, .to = begin + 1}), (Steps{"2step-1please"}));
  EXPECT_EQ(read({.limit = 2}), (Steps{"2step-1please", "1step-1"}));
  EXPECT_EQ(read({.from = ledger_.size().value()}), Steps());
  EXPECT_FALSE(ledger_.each_step_in("nobody's", {}, [](std::uint64_t, const auto&, const auto&) { return true; }));
}

TEST_F(Applications, TellWhatWasWritten) {
  ASSERT_TRUE(step(1, 1, "review", "please"));
  ASSERT_TRUE(step(2, 1, "review", "another"));
  ASSERT_TRUE(step(1, 2, "question"));
  std::vector<std::string> told;
  ASSERT_TRUE(ledger_.each_step("iana", 1, [&](std::uint64_t, const events::Event& event, const auto& personal) {
    told.push_back(std::get<events::ApplicationStep>(event.what).name + ":" + (personal ? personal->data : "-"));
    return true;
  }));
  EXPECT_EQ(told, (std::vector<std::string>{"step-1:please", "step-2:-"}));
}

TEST_F(Applications, AreFound) {
  for (std::uint64_t number = 1; number <= 6; ++number)
    ASSERT_TRUE(step(number, 1, number % 2 == 0 ? "review" : "ballot", "x"));
  ASSERT_TRUE(step(4, 2, "done"));
  EXPECT_EQ(numbers({}), (Numbers{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(numbers({.registry = {}, .open_only = true}), (Numbers{1, 2, 3, 5, 6}));
  EXPECT_EQ(numbers({.registry = {}, .state = "review"}), (Numbers{2, 6}));
  EXPECT_EQ(numbers({.registry = {}, .service = "nEW-3"}), (Numbers{3}));
  EXPECT_EQ(numbers({.registry = {}, .applicant = 7, .limit = 2}), (Numbers{1, 2}));
  EXPECT_EQ(numbers({.registry = {}, .applicant = 7, .beyond = 2, .limit = 2}), (Numbers{3, 4}));
  EXPECT_EQ(numbers({.registry = {}, .applicant = 8}), Numbers{});
  EXPECT_EQ(numbers({.registry = {}, .reviewer = 0, .beyond = 3, .limit = 9, .newest_first = true}), (Numbers{2, 1}));
  EXPECT_EQ(numbers({.registry = {}, .due_by = 996}), (Numbers{6, 5})) << "the first that is due comes first";
}

TEST_F(Applications, OfTwoWhoAreAsFastOnlyOneIsFirst) {
  ASSERT_TRUE(step(1, 1, "review"));
  ASSERT_TRUE(step(1, 2, "question"));
  const auto late = step(1, 2, "done");
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kConflict);
  EXPECT_NE(late.error().message.find("faster"), std::string::npos) << late.error().message;
  EXPECT_EQ(ledger_.application("iana", 1).value()->standing.state, "question");
  EXPECT_FALSE(step(1, 4, "done")) << "a step was left out";
  EXPECT_TRUE(findings().empty());
}

TEST_F(Applications, AKeyIsUsedOnce) {
  const auto first = step(1, 1, "review", {}, "key");
  ASSERT_TRUE(first);
  const auto again = step(2, 1, "review", {}, "key");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_EQ(ledger_.command_under("iana", "#7", "key").value(), first->first);
  EXPECT_EQ(ledger_.command_under("iana", "#8", "key").value(), std::nullopt);
  EXPECT_EQ(ledger_.application("iana", 2).value(), std::nullopt);
}

TEST_F(Applications, WhatWasWrittenCanBeErased) {
  ASSERT_TRUE(step(1, 1, "review", "a secret"));
  ASSERT_TRUE(step(1, 2, "question", "another"));
  ASSERT_TRUE(step(2, 1, "review", "kept"));
  // What is open needs it.
  EXPECT_EQ(ledger_.erase_application("iana", 1, "tester", "asked for", ++clock_).error().code, ErrorCode::kConflict);
  ASSERT_TRUE(step(1, 3, "done"));
  ASSERT_TRUE(ledger_.erase_application("iana", 1, "tester", "asked for", ++clock_));
  std::size_t withheld = 0;
  const auto count = [&](std::uint64_t, const events::Event&, const auto& personal) {
    withheld += personal ? 0 : 1;
    return true;
  };
  ASSERT_TRUE(ledger_.each_step("iana", 1, count));
  ASSERT_TRUE(ledger_.each_step("iana", 2, count));
  EXPECT_EQ(withheld, 3U) << "the last had nothing";
  EXPECT_TRUE(findings().empty());
  EXPECT_EQ(ledger_.erase_application("iana", 1, "t", "", ++clock_).error().code, ErrorCode::kNotFound);
}

// Everything that is noted of applications is made again, and each thing that is wrong in it is found.
TEST_F(Applications, AreVerifiedAndRebuilt) {
  fill();
  ASSERT_TRUE(findings().empty());
  const auto rows = testing::rows_of(ledger_.database());
  for (const std::string sql :
       {"UPDATE applications SET state = 'done'", "UPDATE applications SET due = due + 1", "DELETE FROM applications",
        "UPDATE applications SET steps = 9", "UPDATE request_keys SET position = 0", "DELETE FROM request_keys",
        "UPDATE registries SET next_application = 1",
        "UPDATE events SET application = 3 WHERE application = 1 AND step = 2",
        "UPDATE events SET step = step + 5 WHERE step <> 0",
        "UPDATE personal SET application = 2 WHERE application = 1",
        "UPDATE applications SET standing = salt FROM personal WHERE personal.application = 1"}) {
    ASSERT_TRUE(ledger_.database().execute(sql)) << sql;
    EXPECT_FALSE(findings().empty()) << sql;
    ASSERT_TRUE(rebuild(ledger_)) << sql;
    EXPECT_TRUE(findings().empty()) << sql;
    EXPECT_EQ(testing::rows_of(ledger_.database()), rows) << sql;
  }
  for (const std::string sql :
       {"DELETE FROM personal WHERE application = 1", "UPDATE personal SET data = salt WHERE application = 1"}) {
    ASSERT_TRUE(ledger_.database().execute(sql)) << sql;
    EXPECT_FALSE(findings().empty()) << sql;
  }
}

}  // namespace
}  // namespace portolan::ledger
