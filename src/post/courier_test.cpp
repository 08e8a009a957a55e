// SPDX-License-Identifier: Apache-2.0
//
// Against a real mail server and a real program, on both databases (tests/support/post_receivers.py).
#include "post/courier.h"

#include <gtest/gtest.h>

#include "post_fixture.h"

namespace portolan::post {
namespace {

using namespace portolan::testing;
using procedures::Act;
using Told = std::vector<std::string>;

using CourierTest = OpenPostTest;
INSTANTIATE_TEST_SUITE_P(Stores, CourierTest, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(CourierTest, EverybodyIsToldWhatConcernsThem) {
  Courier courier = this->courier();
  const std::uint64_t number = apply("lamp");
  ASSERT_EQ(courier.collect(now_).value(), 2U);
  EXPECT_EQ(courier.collect(now_).value(), 0U) << "once";
  act_as(3, number, {.act = Act::kTakeReview});
  act_as(3, number, {.act = Act::kAsk, .text = "Which lamp?\nThe green one?"});
  act_as(2, number, {.act = Act::kAnswer, .text = "The green one."});
  act_as(3, number, {.act = Act::kApprove, .text = "It is needed."});
  act_as(5, number, {.act = Act::kPublish});
  ASSERT_EQ(courier.collect(now_).value(), 6U);
  const Round round = send_all(courier);
  EXPECT_EQ(round.sent, 8U);
  EXPECT_EQ(told(),
            (Told{"eve: [harbour #1] a reviewer is wanted", "sam: [harbour #1] a reviewer is wanted",
                  "ann: [harbour #1] news of your application", "ann: [harbour #1] a question about your application",
                  "eve: [harbour #1] the applicant has answered", "ann: [harbour #1] approved",
                  "olga: [harbour #1] to be published", "ann: [harbour #1] published"}));
  const auto mails = receivers_->mails();
  EXPECT_TRUE(mails[3].body.contains("\\n\\nWhich lamp?\\nThe green one?\\n\\n")) << mails[3].body;
  EXPECT_TRUE(mails[3].body.contains("https://ports.example.org/applications/1\\n")) << mails[3].body;
  EXPECT_EQ(mails[3].headers,
            "From To Subject Date Message-ID In-Reply-To References Auto-Submitted MIME-Version Content-Type "
            "Content-Transfer-Encoding");
  EXPECT_EQ(in_state(State::kSent).size(), 8U);
  EXPECT_EQ(courier.next_due().value(), std::nullopt);
}

TEST_P(CourierTest, TheMailsOfAnApplicationAreAThread) {
  Courier courier = this->courier();
  ask("Which lamp?");
  apply("buoy");
  ASSERT_EQ(courier.collect(now_).value(), 6U);
  send_all(courier);
  std::map<std::string, std::string> first;  // by receiver and application
  std::set<std::string> ids;
  for (const auto& mail : receivers_->mails()) {
    EXPECT_TRUE(ids.insert(mail.id).second);
    EXPECT_TRUE(mail.id.starts_with("<portolan.harbour.") && mail.id.ends_with("@ports.example.org>")) << mail.id;
    const auto [place, is_first] = first.emplace(mail.to + mail.subject.substr(0, mail.subject.find(']')), mail.id);
    EXPECT_EQ(mail.answers, is_first ? "" : place->second);
  }
  EXPECT_EQ(first.size(), 5U);
}

TEST_P(CourierTest, WhatWasBeforeTheFirstTimeIsNotTold) {
  apply("lamp");
  ASSERT_DONE(database_->execute("DELETE FROM post_cursors", {}));
  Courier courier = this->courier();
  EXPECT_EQ(courier.collect(now_).value(), 0U);
  apply("buoy");
  EXPECT_EQ(courier.collect(now_).value(), 2U);
  // A ledger that was set back would be told of again, or never.
  ASSERT_DONE(database_->execute("UPDATE post_cursors SET position = 1000", {}));
  EXPECT_EQ(code(courier.collect(now_)), ErrorCode::kDamaged);
  auto elsewhere = Courier::open(*office_, *ledger_, "nowhere", post_settings("smtp://localhost"));
  EXPECT_EQ(code(elsewhere.value().collect(now_)), ErrorCode::kNotFound);
}

TEST_P(CourierTest, ManyEventsAreQueuedInStretches) {
  Courier courier = this->courier();
  for (int i = 0; i < 130; ++i) apply("lamp-" + std::to_string(i));
  EXPECT_EQ(courier.collect(now_).value(), 260U);
  EXPECT_EQ(cursor_of(*database_, kHarbour).value(), ledger_->size().value());
}

TEST_P(CourierTest, TheClockIsHeard) {
  Courier courier = this->courier();
  const std::uint64_t number = apply("lamp");
  const auto eve = accounts::person_for(*office_, 3, kHarbour).value();
  act_as(5, number, {.act = Act::kNameReviewer, .reviewer = &eve});
  now_ += std::chrono::days(15);
  ASSERT_EQ(desk_->run_clock(microseconds()).value(), 1U);
  ASSERT_DONE(courier.collect(now_));
  send_all(courier);
  const Told all = told();
  EXPECT_EQ(Told(all.begin() + 2, all.end()),
            (Told{"ann: [harbour #1] news of your application", "eve: [harbour #1] your review is asked for",
                  "ann: [harbour #1] news of your application", "eve: [harbour #1] a review waits for you"}));
}

TEST_P(CourierTest, NobodyWritesAHeaderThroughWhatTheyWrite) {
  const auto ann = accounts::find_account(*office_, 2).value().value();
  ASSERT_DONE(
      accounts::change_account(*office_, 2, {ann.name, "Ann, \"x\" <eve@example.org>\u2028Bcc: é", ann.mail}, act()));
  Courier courier = this->courier();
  ask("x\r\nBcc: eve@example.org\r\n\r\n.\r\nRCPT TO:<eve@example.org>\r\n{{address}}");
  ASSERT_DONE(courier.collect(now_));
  send_all(courier);
  const auto asked = receivers_->mails().back();
  EXPECT_EQ(asked.to, "ann@example.org");
  EXPECT_FALSE(asked.headers.contains("Bcc"));
  EXPECT_TRUE(asked.body.contains("x\\nBcc: eve@example.org\\n\\n.\\nRCPT TO:<eve@example.org>\\n{{address}}\\n"))
      << asked.body;
}

TEST_P(CourierTest, WhoIsRefusedForGoodIsSeenAndKeepsNobodyWaiting) {
  move(3, "gone-eve@example.org");
  move(4, "spam-sam@example.org");
  Courier courier = this->courier();
  const std::uint64_t number = apply("lamp");
  act_as(5, number, {.act = Act::kEscalate});
  ASSERT_EQ(courier.collect(now_).value(), 5U);
  const Round round = send_all(courier);
  EXPECT_EQ(round.failed, 2U);
  EXPECT_EQ(round.sent, 3U);
  const auto failed = in_state(State::kFailed);
  ASSERT_EQ(failed.size(), 2U);
  EXPECT_EQ(failed[0].receiver, 3U);
  EXPECT_TRUE(failed[0].problem.starts_with("the server says: 550 5.1.1 <...> nobody lives here")) << failed[0].problem;
  EXPECT_TRUE(failed[1].problem.starts_with("the server says: 554 5.7.1 no, thank you")) << failed[1].problem;
  // With another address it can be tried again.
  move(3, "eve@example.org");
  EXPECT_TRUE(try_again(*database_, failed[0], now_).value());
  EXPECT_EQ(send_all(courier).sent, 1U);
  EXPECT_FALSE(try_again(*database_, failed[0], now_).value()) << "it was sent";
}

TEST_P(CourierTest, AnAddressThatSmtpDoesNotTakeIsRefused) {
  move(3, "\"eve\"@example.org");
  Courier courier = this->courier();
  apply("lamp");
  ASSERT_DONE(courier.collect(now_));
  EXPECT_EQ(send_all(courier).failed, 1U);
  EXPECT_EQ(told(), (Told{"sam: [harbour #1] a reviewer is wanted"}));
}

TEST_P(CourierTest, WhoIsErasedGetsNothingAndWhatIsErasedIsNotSent) {
  Courier courier = this->courier();
  ask("a secret that should not have been written");
  ASSERT_DONE(courier.collect(now_));
  act_as(2, 1, {.act = Act::kWithdraw});  // what is open is not erased
  ASSERT_DONE(accounts::erase_account(*office_, 4, act()));
  ASSERT_DONE(ledger_->erase_application(kHarbour, 1, "tester", "asked for", microseconds()));
  const Round round = send_all(courier);
  EXPECT_EQ(round.dropped, 1U);
  EXPECT_EQ(in_state(State::kDropped).front().receiver, 4U);
  const auto last = receivers_->mails().back();
  EXPECT_EQ(last.subject, "[harbour #1] a question about your application");
  EXPECT_FALSE(last.body.contains("secret"));
  EXPECT_TRUE(last.body.contains("(withheld)"));
}

TEST_P(CourierTest, SettingsAreChecked) {
  const auto wrong = [&](const auto& change) {
    Settings settings = post_settings("smtp://localhost");
    change(settings);
    const auto opened = Courier::open(*office_, *ledger_, std::string(kHarbour), settings);
    return opened ? std::string() : opened.error().place.field + opened.error().place.file;
  };
  EXPECT_EQ(wrong([](Settings&) {}), "");
  for (const char* url : {"", "ports.example.org", "ftp://ports.example.org", "https://", "https://ports\r\nX: y"})
    EXPECT_EQ(wrong([&](Settings& it) { it.public_url = url; }), "public_url") << url;
  EXPECT_EQ(wrong([](Settings& it) { it.timeout = {}; }), "timeout");
  EXPECT_EQ(wrong([](Settings& it) { it.at_once = 0; }), "at_once");
  EXPECT_EQ(wrong([](Settings& it) { it.mail->from.address = "ports"; }), "from");
  EXPECT_EQ(wrong([](Settings& it) { it.letters = "/nowhere/at/all"; }), "/nowhere/at/all");
}

}  // namespace
}  // namespace portolan::post
