// SPDX-License-Identifier: Apache-2.0
//
// What people wrote in an application is gone when it is erased, on each database; what the ledger proves stays, and a
// command under a key is answered as before.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "desk/erasure.h"
#include "desk/story.h"
#include "harbour_desk.h"

namespace portolan::desk {
namespace {

using procedures::Act;
using procedures::Request;
using Numbers = std::vector<std::uint64_t>;

class Erasure : public testing::HarbourDesk {
 protected:
  static Request claim(std::string_view name) {
    Request request = testing::request_for(name, PortRange{8000, 8999});
    request.description = "Told by Ben Nevis";
    return request;
  }
  static Request gate() { return testing::request_for("gate", PortRange{9000, 9099}); }
  std::string erase(std::uint64_t number) {
    const auto done = erase_texts(*ledger_, std::string(kRegistry), number, {"tester", "asked for", ++now_});
    return done ? "erased" : rules(done.error());
  }
  File file(std::uint64_t number) { return desk_->file(number).value().value(); }
  // Whether anything that is kept beside the events, or in them, holds the text.
  bool holds(std::string_view text) {
    bool found = false;
    for (std::uint64_t position = 0; position < ledger_->size().value(); ++position) {
      if (const auto personal = ledger_->personal(position).value()) found |= personal->data.contains(text);
      found |= ledger_->event_bytes(position).value().contains(text);
    }
    return found;
  }
};

TEST_P(Erasure, WhatPeopleWroteIsGoneAndTheLedgerStillProvesItself) {
  ASSERT_EQ(words(desk_->submit(gate(), by(ann_))), "submitted");
  ASSERT_EQ(words(desk_->act(1, {.act = Act::kTakeReview}, by(eve_))), "reviewer-named");
  ASSERT_EQ(words(desk_->act(1, {.act = Act::kAsk, .text = "Who is Ben?"}, by(eve_))), "asked");
  Request amended = gate();
  amended.contact = "Ben_Nevis";
  ASSERT_EQ(words(desk_->act(1, {.act = Act::kAnswer, .request = amended, .text = "My brother"}, by(ann_))),
            "answered");
  ASSERT_EQ(words(desk_->act(1, {.act = Act::kDecline, .reasons = {"Ask your brother"}}, by(eve_))), "declined");
  ASSERT_TRUE(holds("Ben_Nevis") && holds("brother") && holds("Lights of the harbour"));
  ASSERT_EQ(erase(1), "erased");
  for (const std::string_view text : {"Ben_Nevis", "brother", "Ben?", "Lights of the harbour", "Ann_Onym"})
    EXPECT_FALSE(holds(text)) << text;
  EXPECT_TRUE(findings().empty());
  // What was asked for, who did what and when is still told.
  const File told = file(1);
  EXPECT_TRUE(is_withheld(told));
  EXPECT_EQ(told.lines.size(), 5U);
  EXPECT_EQ(told.application.request.name, "gate");
  EXPECT_EQ(told.application.request.assignee, "");
  EXPECT_EQ(told.application.reviewer, eve_.id);
  EXPECT_NE(file_text(told).find("what was written in it was erased"), std::string::npos);
  EXPECT_NE(file_json(told).find("\"withheld\":true"), std::string::npos);
  EXPECT_EQ(erase(1), "! nothing-kept");
}

TEST_P(Erasure, WhatIsOpenNeedsItsTexts) {
  ASSERT_EQ(words(desk_->submit(gate(), by(ann_))), "submitted");
  EXPECT_EQ(erase(1), "! open");
  EXPECT_EQ(file(1).application.request, gate());
  ASSERT_EQ(words(desk_->act(1, {.act = Act::kWithdraw}, by(ann_))), "withdrawn");
  EXPECT_EQ(erase(1), "erased");
  EXPECT_EQ(erase(2), "! no-application");
}

// An appeal would end in a record without an assignee.
TEST_P(Erasure, NothingIsDecidedOnWhatCannotBeReadAnyMore) {
  ASSERT_EQ(words(desk_->submit(gate(), by(ann_))), "submitted");
  ASSERT_EQ(words(desk_->act(1, {.act = Act::kTakeReview}, by(eve_))), "reviewer-named");
  ASSERT_EQ(words(desk_->act(1, {.act = Act::kDecline, .reasons = {"No"}}, by(eve_))), "declined");
  ASSERT_EQ(erase(1), "erased");
  EXPECT_EQ(words(desk_->act(1, {.act = Act::kAppeal, .text = "Why?"}, by(ann_))), "! withheld");
  EXPECT_EQ(file(1).application.state, procedures::State::kDeclined);
}

// Whoever appeals as fast as another erases: it is open and readable, or closed and erased, or can only be withdrawn.
TEST_P(Erasure, AnAppealAndAnErasureAtOnceLeaveNothingThatCanBePublished) {
  for (std::uint64_t number = 1; number <= 8; ++number) {
    ASSERT_EQ(
        words(desk_->submit(testing::request_for("gate-" + std::to_string(number), PortRange{9000, 9099}), by(ann_))),
        "submitted");
    ASSERT_EQ(words(desk_->act(number, {.act = Act::kTakeReview}, by(eve_))), "reviewer-named");
    ASSERT_EQ(words(desk_->act(number, {.act = Act::kDecline, .reasons = {"No"}}, by(eve_))), "declined");
    const Order order = by(ann_);
    std::thread appeals([&] {
      auto own = testing::open_ledger_at(address(), ledger::Mode::kWrite).value();
      Desk desk(own, std::string(kRegistry));
      static_cast<void>(desk.act(number, {.act = Act::kAppeal, .text = "Why?"}, order));
    });
    const bool erased = erase(number) == "erased";
    appeals.join();
    const File left = file(number);
    EXPECT_EQ(is_withheld(left), erased);
    if (!erased || procedures::is_closed(left.application.state)) continue;
    procedures::Person ivy;
    ivy.id = 9;
    ivy.roles = {procedures::Role::kIesg};
    EXPECT_EQ(words(desk_->act(number, {.act = Act::kVote, .vote = procedures::Vote::kYes}, by(ivy))), "! withheld");
    EXPECT_EQ(words(desk_->act(number, {.act = Act::kWithdraw}, by(ann_))), "withdrawn");
  }
  EXPECT_TRUE(findings().empty());
}

TEST_P(Erasure, TheSameCommandUnderItsKeyIsAnsweredAsBefore) {
  const Outcome first = desk_->submit(claim("lamp"), by(ann_, "deploy", "claim lamp"));
  ASSERT_EQ(words(first), "submitted published");
  ASSERT_EQ(erase(1), "erased");
  Request as_typed;
  as_typed.name = "lamp";
  const auto again = desk_->repeated(by(ann_, "deploy", "claim lamp"), 0, {.request = as_typed});
  ASSERT_TRUE(again && *again);
  EXPECT_TRUE((*again)->repeated && (*again)->withheld);
  EXPECT_EQ((*again)->position, first->position);
  EXPECT_EQ(std::get<procedures::Published>((*again)->happenings[1]).port, 8000);
  EXPECT_EQ((*again)->advice.size(), 1U);
  EXPECT_NE(receipt_json(**again).find("\"withheld\":true"), std::string::npos);
  // Also for those who give the whole request.
  const Outcome whole = desk_->submit(claim("lamp"), by(ann_, "deploy"));
  ASSERT_EQ(words(whole), "submitted published");
  EXPECT_TRUE(whole->repeated);
  EXPECT_EQ(ledger_->applications({.registry = std::string(kRegistry)}).value().size(), 1U);
}

TEST_P(Erasure, AnotherCommandUnderTheKeyIsStillRefused) {
  ASSERT_EQ(words(desk_->submit(claim("lamp"), by(ann_, "deploy", "claim lamp"))), "submitted published");
  ASSERT_EQ(erase(1), "erased");
  Request other = claim("lamp");
  other.ports = PortRange{8001, 8001};
  EXPECT_EQ(words(desk_->submit(other, by(ann_, "deploy"))), "! key-used");
  EXPECT_EQ(words(desk_->submit(claim("buoy"), by(ann_, "deploy"))), "! key-used");
  other = claim("lamp");
  other.kind = procedures::Kind::kDeassignment;
  EXPECT_EQ(words(desk_->submit(other, by(ann_, "deploy"))), "! key-used");
  EXPECT_EQ(words(desk_->act(1, {.act = Act::kWithdraw}, by(ann_, "deploy"))), "! key-used");
}

TEST_P(Erasure, ADecisionUnderAKeyIsAnsweredAsBefore) {
  ASSERT_EQ(words(desk_->submit(gate(), by(ann_))), "submitted");
  ASSERT_EQ(words(desk_->submit(gate(), by(ann_, "other", "apply gate"))), "submitted");
  ASSERT_EQ(words(desk_->act(1, {.act = Act::kWithdraw}, by(ann_, "stop"))), "withdrawn");
  ASSERT_EQ(erase(1), "erased");
  const Outcome again = desk_->act(1, {.act = Act::kWithdraw}, by(ann_, "stop"));
  ASSERT_EQ(words(again), "withdrawn");
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(words(desk_->act(2, {.act = Act::kWithdraw}, by(ann_, "stop"))), "! key-used");
}

TEST_P(Erasure, ApplicationsThatNameAPersonAreFound) {
  ASSERT_EQ(words(desk_->submit(claim("lamp"), by(ann_))), "submitted published");
  Request other = testing::request_for("buoy", PortRange{8000, 8999});
  other.contact = "Ben_Nevis";
  ASSERT_EQ(words(desk_->submit(other, by(ann_))), "submitted published");
  ASSERT_EQ(words(desk_->submit(testing::request_for("bell", PortRange{8000, 8999}), by(ann_))), "submitted published");
  const auto naming = [&](std::vector<std::string> names) {
    return applications_naming(*ledger_, std::string(kRegistry), names).value();
  };
  EXPECT_EQ(naming({"ben_nevis", "Ben Nevis"}), (Numbers{1, 2}));
  EXPECT_EQ(naming({"Nobody", ""}), Numbers{});
  ASSERT_EQ(erase(1), "erased");
  EXPECT_EQ(naming({"Ben_Nevis", "Ben Nevis"}), (Numbers{2}));
}

INSTANTIATE_TEST_SUITE_P(Stores, Erasure, ::testing::Values(testing::kSqlite, testing::kPostgres), testing::store_name);

}  // namespace
}  // namespace portolan::desk
