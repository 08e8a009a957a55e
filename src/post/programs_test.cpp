// SPDX-License-Identifier: Apache-2.0
//
// Webhooks, against a real program, on both databases (tests/support/post_receivers.py).
#include <gtest/gtest.h>

#include "post/courier.h"
#include "post/hooks.h"
#include "post_fixture.h"

namespace portolan::post {
namespace {

using namespace portolan::testing;
using Told = std::vector<std::string>;
using Programs = OpenPostTest;
INSTANTIATE_TEST_SUITE_P(Stores, Programs, ::testing::Values(kSqlite, kPostgres), store_name);

TEST_P(Programs, AProgramIsCalledWithASignature) {
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
TEST_P(Programs, AWrongKeyIsNoticed) {
  const auto added = add_hook(*office_, {std::string(kHarbour), receivers_->url("hook", "/all")}, now_);
  EXPECT_EQ(added.value().secret.view().size(), 43U);
  Courier courier = this->courier({.public_url = "https://ports.example.org"});
  apply("lamp");
  ASSERT_DONE(courier.collect(now_));
  EXPECT_EQ(send_all(courier).sent, 1U);
  EXPECT_EQ(receivers_->calls().at(0).signature, "wrong");
}

TEST_P(Programs, AProgramThatFailsIsCalledAgainLater) {
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

TEST_P(Programs, OfAnAnswerOnlyTheStatusCounts) {
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

TEST_P(Programs, AProgramThatNeverAnswersIsLeft) {
  hook("/silent");
  Courier courier = this->courier({.public_url = "https://ports.example.org", .timeout = std::chrono::seconds(1)});
  apply("lamp");
  ASSERT_DONE(courier.collect(now_));
  EXPECT_EQ(send(courier).put_off, 1U);
}

TEST_P(Programs, AHookThatIsRemovedIsNotCalled) {
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
  // One that was collected just before waits for nobody.
  ASSERT_DONE(database_->execute("UPDATE post_messages SET state = 'waiting' WHERE state = 'dropped'", {}));
  EXPECT_EQ(send_all(courier).dropped, 1U);
  EXPECT_EQ(hook("/all").id, other.id + 1) << "a number is given once";
  EXPECT_EQ(code(secret_of(*office_, other.id)), ErrorCode::kNotFound);
}

TEST_P(Programs, HooksAreCheckedAndTheirKeysAreSealed) {
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
