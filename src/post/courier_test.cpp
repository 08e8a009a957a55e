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

class CourierTest : public PostTest {
 protected:
  void SetUp() override {
    PostTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(receivers_->up());
  }
  std::vector<Message> in_state(State state) { return messages(*database_, kHarbour, state, 100).value(); }
  // ann applies, and eve asks her.
  void ask(const std::string& text) {
    const std::uint64_t number = apply("lamp");
    act_as(3, number, {.act = Act::kTakeReview});
    act_as(3, number, {.act = Act::kAsk, .text = text});
  }
};
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

// --- programs

TEST_P(CourierTest, AProgramIsCalledWithASignature) {
  const Hook all = hook("/all");
  const Hook some = hook("/some", {"approved", "asked"});
  Courier courier = this->courier({.public_url = "https://ports.example.org"});
  ask("Which \"lamp\"?");
  ASSERT_EQ(courier.collect(now_).value(), 4U) << "without a mail server nobody gets mail";
  EXPECT_EQ(send_all(courier).sent, 4U);
  const auto calls = receivers_->calls();
  ASSERT_EQ(calls.size(), 4U);
  for (const auto& call : calls) EXPECT_EQ(call.signature, "right");
  const auto& asked = calls[calls[2].path == "/some" ? 2 : 3];
  EXPECT_EQ(asked.path, "/some");
  EXPECT_EQ(asked.event, "asked");
  const std::string position = std::to_string(ledger_->size().value() - 1);
  EXPECT_EQ(asked.delivery, "harbour." + position + "." + std::to_string(some.id));
  EXPECT_TRUE(asked.body.starts_with("{\\\"delivery\\\":\\\"" + asked.delivery +
                                     "\\\",\\\"registry\\\":\\\"harbour\\\","
                                     "\\\"event\\\":{\\\"position\\\":" +
                                     position))
      << asked.body;
  EXPECT_TRUE(asked.body.contains("\\\"happened\\\":\\\"asked\\\"")) << asked.body;
  EXPECT_TRUE(asked.body.contains("\\\"address\\\":\\\"https://ports.example.org/applications/1\\\"")) << asked.body;
  EXPECT_EQ(hooks_of(*office_, kHarbour).value(), (std::vector{all, some}));
}

// The test can fail: with another key the program does not believe it.
TEST_P(CourierTest, AWrongKeyIsNoticed) {
  const auto added = add_hook(*office_, {std::string(kHarbour), receivers_->url("hook", "/all")}, now_);
  EXPECT_EQ(added.value().secret.view().size(), 43U);
  Courier courier = this->courier({.public_url = "https://ports.example.org"});
  apply("lamp");
  ASSERT_DONE(courier.collect(now_));
  EXPECT_EQ(send_all(courier).sent, 1U);
  EXPECT_EQ(receivers_->calls().at(0).signature, "wrong");
}

TEST_P(CourierTest, AProgramThatFailsIsCalledAgainLater) {
  hook("/fail2");
  Courier courier = this->courier({.public_url = "https://ports.example.org"});
  ask("Which lamp?");
  ASSERT_EQ(courier.collect(now_).value(), 3U);
  const Time begin = now_;
  EXPECT_EQ(send(courier).put_off, 1U) << "those behind it wait for it";
  EXPECT_EQ(in_state(State::kWaiting).back().problem, "the program answers with status 503");
  EXPECT_EQ(courier.next_due().value(), begin + std::chrono::minutes(1));
  now_ += std::chrono::minutes(1);
  EXPECT_EQ(send(courier).put_off, 1U);
  EXPECT_EQ(courier.next_due().value(), begin + std::chrono::minutes(3));
  EXPECT_EQ(send_all(courier).sent, 3U);
  Told events;
  for (const auto& call : receivers_->calls()) {
    events.push_back(call.event);
    EXPECT_EQ(call.signature, "right");
  }
  EXPECT_EQ(events, (Told{"submitted", "reviewer-named", "asked"}));
}

TEST_P(CourierTest, OfAnAnswerOnlyTheStatusCounts) {
  for (const char* path : {"/redirect", "/endless", "/status410", "/status404"}) hook(path);
  Courier courier = this->courier({.public_url = "https://ports.example.org"});
  apply("lamp");
  ASSERT_EQ(courier.collect(now_).value(), 4U);
  const Round round = send(courier);
  EXPECT_EQ(round.sent, 1U) << "of a body without end the beginning is enough";
  EXPECT_EQ(round.failed, 1U) << "410";
  EXPECT_EQ(round.put_off, 2U) << "redirect and 404";
  EXPECT_EQ(receivers_->calls().size(), 4U) << "a redirect is not followed";
}

TEST_P(CourierTest, AProgramThatNeverAnswersIsLeft) {
  hook("/silent");
  Courier courier = this->courier({.public_url = "https://ports.example.org", .timeout = std::chrono::seconds(1)});
  apply("lamp");
  ASSERT_DONE(courier.collect(now_));
  EXPECT_EQ(send(courier).put_off, 1U);
}

TEST_P(CourierTest, AHookThatIsRemovedIsNotCalled) {
  const Hook one = hook("/all");
  const Hook other = hook("/all");
  Courier courier = this->courier({.public_url = "https://ports.example.org"});
  apply("lamp");
  ASSERT_EQ(courier.collect(now_).value(), 2U);
  ASSERT_DONE(remove_hook(*office_, kHarbour, other.id, now_));
  EXPECT_EQ(code(remove_hook(*office_, kHarbour, other.id, now_)), ErrorCode::kNotFound);
  EXPECT_EQ(code(remove_hook(*office_, "elsewhere", one.id, now_)), ErrorCode::kNotFound);
  EXPECT_EQ(send_all(courier).sent, 1U);
  EXPECT_EQ(in_state(State::kDropped).front().problem, "the hook was removed");
  EXPECT_EQ(hook("/all").id, other.id + 1) << "a number is given once";
  EXPECT_EQ(code(secret_of(*office_, other.id)), ErrorCode::kNotFound);
}

TEST_P(CourierTest, HooksAreCheckedAndTheirKeysAreSealed) {
  const auto wrong = [&](const std::string& url, std::vector<std::string> events = {}, std::string secret = {}) {
    return field(add_hook(*office_, {std::string(kHarbour), url, std::move(events), std::move(secret)}, now_));
  };
  for (const char* url :
       {"", "ftp://example.org/", "file:///etc/passwd", "example.org", "https://u:p@example.org/",
        "https://exa mple.org", "https://example.org/\r\nX: y", "https://", "https://ex\xC3\xA4mple.org/"})
    EXPECT_EQ(wrong(url), "url") << url;
  EXPECT_EQ(wrong("https://example.org/", {"aproved"}), "events");
  EXPECT_EQ(wrong("https://example.org/", {}, "short"), "secret");
  const Hook made = hook("/all");
  EXPECT_EQ(secret_of(*office_, made.id).value().view(), kHookSecret);
  ASSERT_DONE(database_->query("SELECT box, url FROM post_hooks", {}, [](const database::Row& row) {
    EXPECT_FALSE(row.bytes(0).contains("secret"));
    return true;
  }));
  const accounts::Keys others{accounts::Keys::Key{std::byte{8}}};
  const accounts::Office stranger{.database = *database_, .hasher = *hasher_, .keys = others};
  EXPECT_EQ(code(secret_of(stranger, made.id)), ErrorCode::kDamaged);
  // A box is good for its own hook only.
  hook("/other");
  ASSERT_DONE(
      database_->execute("UPDATE post_hooks SET box = (SELECT box FROM post_hooks WHERE id = 1), nonce = "
                         "(SELECT nonce FROM post_hooks WHERE id = 1)",
                         {}));
  EXPECT_EQ(code(secret_of(*office_, 2)), ErrorCode::kDamaged);
}

}  // namespace
}  // namespace portolan::post
