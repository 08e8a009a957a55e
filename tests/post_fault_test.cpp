// SPDX-License-Identifier: Apache-2.0
//
// Word that goes out while servers are down and couriers are killed or race: everything arrives, in order for each
// receiver, and what arrives twice can be told by its Message-ID.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <barrier>
#include <map>
#include <thread>

#include "child_process.h"
#include "hasty_courier.h"
#include "post_fixture.h"

namespace portolan::post {
namespace {

using namespace portolan::testing;

class PostFault : public PostTest {
 protected:
  Settings settings() const { return post_settings(receivers_->url("smtp")); }
  HastyCourier hasty() { return {*office_, *ledger_, std::string(kHarbour), settings()}; }
  void apply_often(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) applied_ += apply(fmt::format("lamp-{}", applied_ + 1)) != 0 ? 1 : 0;
  }

  // What is wrong with what arrived: every application is told to eve and to sam, in order. Empty: nothing. Doubles are
  // counted: they have the Message-ID of the first.
  std::string problem() {
    std::map<std::string, std::vector<std::string>> arrived;  // ids, by receiver
    std::set<std::string> known;
    doubles_ = 0;
    for (const auto& mail : receivers_->mails()) {
      std::vector<std::string>& own = arrived[mail.to];
      if (!known.insert(mail.id).second) {
        ++doubles_;
        continue;
      }
      own.push_back(mail.id);
      const std::string subject = fmt::format("[harbour #{}] a reviewer is wanted", own.size());
      if (mail.subject != subject) return fmt::format("{} got '{}' before '{}'", mail.to, mail.subject, subject);
    }
    if (arrived.size() != 2) return fmt::format("{} receivers", arrived.size());
    for (const auto& [to, ids] : arrived)
      if (ids.size() != applied_) return fmt::format("{} got {} of {}", to, ids.size(), applied_);
    return problem_of_calls();
  }
  // The same of the program, if there is one.
  std::string problem_of_calls() {
    std::set<std::string> known;
    std::uint64_t last = 0;
    for (const auto& call : receivers_->calls()) {
      if (call.signature != "right") return "a call is signed with another key";
      if (!known.insert(call.delivery).second) {
        ++doubles_;
        continue;
      }
      // harbour.POSITION.1
      const std::uint64_t position = std::stoull(call.delivery.substr(call.delivery.find('.') + 1));
      if (position <= last) return fmt::format("{} came behind {}", call.delivery, last);
      last = position;
    }
    if (is_hooked_ && known.size() != applied_) return fmt::format("the program got {} of {}", known.size(), applied_);
    return {};
  }

  // Starts a courier and kills it behind so many calls. False: it came to its end.
  bool is_killed(const std::string& how, int calls) {
    ChildProcess child({PORTOLAN_POST_WORKER, how, address(), receivers_->url("smtp"),
                        std::to_string(now_.time_since_epoch().count()), std::to_string(calls)});
    EXPECT_TRUE(child.started());
    const auto line = child.line();
    const int status = child.wait();
    EXPECT_EQ(line.value_or("ended"), "ended");
    EXPECT_TRUE(line || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)) << "status " << status;
    return !line;
  }

  // One is killed before each call that it makes, and another comes when the lease is over. What is wrong then.
  std::string kill_everywhere(const std::string& how) {
    hook("/all");
    is_hooked_ = true;
    for (int calls = 0;; ++calls) {
      apply_often(2);
      const bool killed = is_killed(how, calls);
      EXPECT_TRUE(wait_for_writers(*ledger_));
      now_ += std::chrono::hours(1);
      Courier courier = this->courier(settings());
      EXPECT_TRUE(courier.collect(now_));
      send_all(courier);
      if (std::string wrong = problem(); !wrong.empty()) return fmt::format("{} behind {} calls", wrong, calls);
      if (!killed) {
        fmt::print("couriers killed on {}: at {} places, {} mails, {} calls, 0 lost, {} twice\n", GetParam().name,
                   calls, receivers_->mails().size(), receivers_->calls().size(), doubles_);
        return {};
      }
    }
  }

  std::uint64_t applied_ = 0;
  std::uint64_t doubles_ = 0;
  bool is_hooked_ = false;
};
INSTANTIATE_TEST_SUITE_P(Stores, PostFault, ::testing::Values(kSqlite, kPostgres), store_name);

TEST(PostWaits, GrowToSixHoursAndNoFurther) {
  using std::chrono::minutes;
  const std::vector<int> expected = {1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360};
  for (std::size_t tries = 1; tries <= expected.size(); ++tries)
    EXPECT_EQ(wait_after(tries), minutes(expected[tries - 1])) << tries;
  EXPECT_EQ(wait_after(0), minutes(1));
  EXPECT_EQ(wait_after(UINT64_MAX), minutes(360));
}

// --- down

TEST_P(PostFault, WhatAServerThatIsDownMissedArrivesWhenItIsUp) {
  Courier courier = this->courier(settings());
  apply_often(3);
  ASSERT_EQ(courier.collect(now_).value(), 6U);
  const Time begin = now_;
  std::vector<std::int64_t> minutes;
  for (int i = 0; i < 12; ++i) {
    const Round round = send(courier);
    EXPECT_EQ(round.sent, 0U);
    EXPECT_EQ(round.put_off, 1U) << "one that cannot be reached is not asked again for the others";
    now_ = std::max(now_, courier.next_due().value().value());
    minutes.push_back(std::chrono::duration_cast<std::chrono::minutes>(now_ - begin).count());
  }
  // Of eve and of sam the first message is tried in turn.
  EXPECT_EQ(minutes, (std::vector<std::int64_t>{0, 1, 1, 3, 3, 7, 7, 15, 15, 31, 31, 63}));
  const auto waiting = messages(*database_, kHarbour, State::kWaiting, 10).value();
  EXPECT_TRUE(waiting.back().problem.contains("localhost")) << waiting.back().problem;
  ASSERT_TRUE(receivers_->up());
  EXPECT_EQ(send_all(courier).sent, 6U);
  EXPECT_EQ(problem(), "");
  EXPECT_EQ(doubles_, 0U);
}

// The test can fail: what is marked before it is sent is lost where nobody takes it.
TEST_P(PostFault, IsNoticedWhereItIsMarkedFirst) {
  Courier courier = this->courier(settings());
  apply_often(3);
  ASSERT_DONE(courier.collect(now_));
  ASSERT_DONE(hasty().mark_and_send(now_));
  ASSERT_TRUE(receivers_->up());
  send_all(courier);
  EXPECT_EQ(problem(), "0 receivers");
}

TEST_P(PostFault, AProgramThatIsDownIsCalledWhenItIsUp) {
  hook("/fail3");
  is_hooked_ = true;
  Courier courier = this->courier(settings());
  apply_often(3);
  ASSERT_EQ(courier.collect(now_).value(), 9U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send(courier).sent, 0U);
  ASSERT_TRUE(receivers_->up());
  const Round round = send_all(courier);
  EXPECT_EQ(round.sent, 9U);
  EXPECT_EQ(round.put_off, 3U) << "503";
  EXPECT_EQ(problem(), "");
  EXPECT_EQ(doubles_, 0U);
}

// The test can fail: one call is not enough.
TEST_P(PostFault, IsNoticedWhereAProgramIsCalledOnce) {
  ASSERT_TRUE(receivers_->up());
  hook("/fail3");
  is_hooked_ = true;
  Courier courier = this->courier(settings());
  apply_often(3);
  ASSERT_DONE(courier.collect(now_));
  ASSERT_DONE(hasty().mark_and_send(now_));
  send_all(courier);
  EXPECT_EQ(problem(), "the program got 0 of 3");
}

// --- refused

// Who is refused for good: as many as there are messages for eve, and none that waits.
bool is_settled(database::Database& database, std::size_t refused) {
  return messages(database, kHarbour, State::kFailed, 100).value().size() == refused &&
         messages(database, kHarbour, State::kWaiting, 100).value().empty();
}

TEST_P(PostFault, WhatIsRefusedForGoodIsNotTriedAgain) {
  ASSERT_TRUE(receivers_->up());
  move(3, "gone-eve@example.org");
  Courier courier = this->courier(settings());
  apply_often(3);
  ASSERT_DONE(courier.collect(now_));
  send(courier);
  EXPECT_TRUE(is_settled(*database_, 3));
  EXPECT_EQ(problem(), "1 receivers") << "sam";
}

// The test can fail.
TEST_P(PostFault, IsNoticedWhereARefusalIsTriedForEver) {
  ASSERT_TRUE(receivers_->up());
  move(3, "gone-eve@example.org");
  Courier courier = this->courier(settings());
  apply_often(3);
  ASSERT_DONE(courier.collect(now_));
  ASSERT_DONE(hasty().send_unclaimed(hasty().waiting(), now_));
  EXPECT_FALSE(is_settled(*database_, 3));
}

// --- in order

TEST_P(PostFault, WhoIsBusyGetsEverythingInOrder) {
  ASSERT_TRUE(receivers_->up());
  move(3, "busy2-eve@example.org");
  Courier courier = this->courier(settings());
  apply_often(3);
  ASSERT_DONE(courier.collect(now_));
  const Round first = send(courier);
  EXPECT_EQ(first.put_off, 1U);
  EXPECT_EQ(first.sent, 3U) << "sam does not wait for eve";
  EXPECT_EQ(send_all(courier).sent, 3U);
  EXPECT_EQ(problem(), "");
}

// The test can fail.
TEST_P(PostFault, IsNoticedWhereNobodyWaitsForWhatCameBefore) {
  ASSERT_TRUE(receivers_->up());
  move(3, "busy1-eve@example.org");
  Courier courier = this->courier(settings());
  apply_often(3);
  ASSERT_DONE(courier.collect(now_));
  ASSERT_DONE(hasty().send_unclaimed(hasty().waiting(), now_));
  send_all(courier);
  EXPECT_TRUE(problem().starts_with("busy1-eve@example.org got '[harbour #2]")) << problem();
}

// --- several

TEST_P(PostFault, OfSeveralCouriersEachMessageHasOne) {
  ASSERT_TRUE(receivers_->up());
  apply_often(size_of_test({10, 20, 200}));
  std::vector<PostOffice> offices;
  for (int i = 0; i < 4; ++i) offices.push_back(post_office());
  std::atomic<std::uint64_t> queued = 0;
  std::atomic<std::uint64_t> sent = 0;
  at_once(4, [&](int i) {
    PostOffice& own = offices[static_cast<std::size_t>(i)];
    auto courier = Courier::open(own.office, own.ledger, std::string(kHarbour), settings());
    EXPECT_TRUE(courier) << why(courier);
    const auto collected = courier->collect(now_);
    EXPECT_TRUE(collected) << why(collected);
    queued += collected.value_or(0);
    for (bool more = true; more;) {
      const auto round = courier->send_due(now_);
      EXPECT_TRUE(round) << why(round);
      sent += round ? round->sent : 0;
      more = round && round->more;
    }
    return true;
  });
  // One may have ended while another still held the first of a receiver.
  Courier courier = this->courier(settings());
  sent += send_all(courier).sent;
  EXPECT_EQ(queued, 2 * applied_);
  EXPECT_EQ(sent, 2 * applied_);
  EXPECT_EQ(problem(), "");
  EXPECT_EQ(doubles_, 0U);
}

// The test can fail: without a claim two send the same.
TEST_P(PostFault, IsNoticedWhereNothingIsClaimed) {
  ASSERT_TRUE(receivers_->up());
  apply_often(3);
  Courier courier = this->courier(settings());
  ASSERT_DONE(courier.collect(now_));
  std::vector<PostOffice> offices;
  for (int i = 0; i < 2; ++i) offices.push_back(post_office());
  std::barrier both(2);
  at_once(2, [&](int i) {
    PostOffice& own = offices[static_cast<std::size_t>(i)];
    HastyCourier unclaiming(own.office, own.ledger, std::string(kHarbour), settings());
    const auto waiting = unclaiming.waiting();
    both.arrive_and_wait();
    return unclaiming.send_unclaimed(waiting, now_).has_value();
  });
  static_cast<void>(problem());
  EXPECT_EQ(doubles_, 6U);
}

// --- killed

TEST_P(PostFault, WhereverACourierIsKilledEverythingArrives) {
  ASSERT_TRUE(receivers_->up());
  EXPECT_EQ(kill_everywhere("rightly"), "");
  EXPECT_GT(doubles_, 0U) << "none was killed between handing over and noting it";
}

// The test can fail.
TEST_P(PostFault, IsNoticedWhereItIsKilledBehindAMarkThatCameFirst) {
  ASSERT_TRUE(receivers_->up());
  const std::string found = kill_everywhere("mark-first");
  fmt::print("marked first on {}: {}\n", GetParam().name, found);
  EXPECT_NE(found, "");
}
TEST_P(PostFault, IsNoticedWhereItIsKilledBehindACursorThatMovedFirst) {
  ASSERT_TRUE(receivers_->up());
  const std::string found = kill_everywhere("cursor-first");
  fmt::print("cursor first on {}: {}\n", GetParam().name, found);
  EXPECT_NE(found, "");
}

}  // namespace
}  // namespace portolan::post
