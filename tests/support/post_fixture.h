// SPDX-License-Identifier: Apache-2.0
//
// A registry with people who apply, review and publish, in a store, and couriers that tell them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/roles.h"
#include "accounts_fixture.h"
#include "desk/desk.h"
#include "ledger_address.h"
#include "post/courier.h"
#include "post/hooks.h"
#include "post_receivers.h"
#include "post_samples.h"
#include "procedure_samples.h"

namespace portolan::testing {

// A connection of its own, with a courier on it.
struct PostOffice {
  std::unique_ptr<database::Database> database;
  accounts::Office office;
  ledger::Ledger ledger;
};

class PostTest : public AccountsTest {
 protected:
  void SetUp() override {
    AccountsTest::SetUp();
    if (IsSkipped()) return;
    for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
    receivers_ = std::make_unique<PostReceivers>("receivers");
    if (!receivers_->is_there()) GTEST_SKIP() << PostReceivers::kMissing;
    settle_down();
  }

  // A registry, and its people: #2 ann applies, #3 eve and #4 sam are experts, #5 olga publishes, #6 ivy and #7 ian are
  // the IESG. What happened until now is not told.
  void settle_down() {
    ledger_.emplace(open_ledger_at(address()).value());
    constexpr std::string_view kRules = "name = \"harbour\"\ntitle = \"Ports of the harbour\"\n";
    const auto charter = policies::read_charter(kRules, "harbour.toml");
    ASSERT_TRUE(charter);
    ASSERT_DONE(ledger_->append(desk::found(*ledger_, *charter, kRules, "tester", microseconds()).value().batch));
    office_.emplace(office());
    for (const char* name : {"ann", "eve", "sam", "olga", "ivy", "ian"}) person(name);
    grant(3, Role::kExpert);
    grant(4, Role::kExpert);
    grant(5, Role::kOperator);
    grant(6, Role::kIesg);
    grant(7, Role::kIesg);
    ASSERT_DONE(accounts::add_contact(*office_, 2, kHarbour, kHolder, act()));
    desk_.emplace(*ledger_, std::string(kHarbour));
    ASSERT_DONE(courier().collect(now_));
  }
  using Role = accounts::Role;
  void grant(accounts::PersonId id, Role role) {
    const Transports transports = role == Role::kExpert ? Transports::all() : Transports();
    ASSERT_DONE(accounts::grant_role(*office_, id, {std::string(kHarbour), role, transports}, act()));
  }
  // Somebody whose mail goes elsewhere.
  void move(accounts::PersonId id, const std::string& mail) {
    const auto account = accounts::find_account(*office_, id).value().value();
    ASSERT_DONE(accounts::change_account(*office_, id, {account.name, account.shown, mail}, act()));
  }

  post::Courier courier() { return courier(post_settings(receivers_->url("smtp"))); }
  post::Courier courier(post::Settings settings) {
    auto opened = post::Courier::open(*office_, *ledger_, std::string(kHarbour), std::move(settings));
    EXPECT_TRUE(opened) << why(opened);
    return std::move(*opened);
  }
  PostOffice post_office() {
    auto database = open_database_at(address()).value();
    database::Database& at = *database;
    return {std::move(database),
            {.database = at, .hasher = *hasher_, .keys = keys_, .rules = rules_},
            open_ledger_at(address()).value()};
  }
  post::Hook hook(const std::string& path, std::vector<std::string> events = {}) {
    const auto added = post::add_hook(*office_,
                                      {.registry = std::string(kHarbour),
                                       .url = receivers_->url("hook", path),
                                       .events = std::move(events),
                                       .secret = std::string(kHookSecret)},
                                      now_);
    EXPECT_TRUE(added) << why(added);
    return added->hook;
  }

  std::uint64_t microseconds() const { return static_cast<std::uint64_t>(now_.time_since_epoch().count()) * 1'000'000; }
  // A new application by ann: its number.
  std::uint64_t apply(const std::string& name) {
    const auto ann = accounts::person_for(*office_, 2, kHarbour).value();
    auto request = request_for(name, PortRange{2000, 2999});
    const auto done = desk_->submit(request, {.actor = ann, .now = microseconds()});
    EXPECT_TRUE(done) << (done.error().violations.empty() ? done.error().error->message
                                                          : done.error().violations.front().message);
    return done ? done->application.number : 0;
  }
  void act_as(accounts::PersonId id, std::uint64_t application, const procedures::Command& command) {
    const auto who = accounts::person_for(*office_, id, kHarbour).value();
    const auto done = desk_->act(application, command, {.actor = who, .now = microseconds()});
    ASSERT_TRUE(done) << (done.error().violations.empty() ? done.error().error->message
                                                          : done.error().violations.front().message);
  }

  // All that is due, until nothing is left that is due.
  post::Round send(post::Courier& courier) {
    post::Round all;
    for (bool more = true; more;) {
      const auto round = courier.send_due(now_);
      EXPECT_TRUE(round) << why(round);
      if (!round) break;
      all.sent += round->sent;
      all.put_off += round->put_off;
      all.failed += round->failed;
      all.dropped += round->dropped;
      more = round->more;
    }
    return all;
  }
  // The clock goes on to whenever something is due, until nothing waits, or for so many times.
  post::Round send_all(post::Courier& courier, int rounds = 100) {
    post::Round all;
    for (int i = 0; i < rounds; ++i) {
      const auto due = courier.next_due().value();
      if (!due) return all;
      now_ = std::max(now_, *due);
      const post::Round one = send(courier);
      all.sent += one.sent;
      all.put_off += one.put_off;
      all.failed += one.failed;
      all.dropped += one.dropped;
    }
    ADD_FAILURE() << "something waits for ever";
    return all;
  }

  // "ann: [harbour #1] approved", in the order of their coming.
  std::vector<std::string> told() const {
    std::vector<std::string> out;
    for (const auto& mail : receivers_->mails())
      out.push_back(mail.to.substr(0, mail.to.find('@')) + ": " + mail.subject);
    return out;
  }

  std::unique_ptr<PostReceivers> receivers_;
  std::optional<ledger::Ledger> ledger_;
  std::optional<accounts::Office> office_;
  std::optional<desk::Desk> desk_;
};

// The receivers are there from the beginning.
class OpenPostTest : public PostTest {
 protected:
  void SetUp() override {
    PostTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(receivers_->up());
  }
  std::vector<post::Message> in_state(post::State state) {
    return post::messages(*database_, kHarbour, state, 100).value();
  }
  // ann applies, and eve asks her.
  void ask(const std::string& text) {
    const std::uint64_t number = apply("lamp");
    act_as(3, number, {.act = procedures::Act::kTakeReview});
    act_as(3, number, {.act = procedures::Act::kAsk, .text = text});
  }
};

}  // namespace portolan::testing
