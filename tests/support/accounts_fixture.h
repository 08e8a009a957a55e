// SPDX-License-Identifier: Apache-2.0
//
// Accounts in a store, with hashes that cost nearly nothing, a clock that stands still, and people whose passwords are
// known.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "accounts/log.h"
#include "accounts/passwords.h"
#include "accounts/people.h"
#include "accounts/schema.h"
#include "accounts/secrets.h"
#include "accounts/sign_in.h"
#include "stores.h"
#include "test_size.h"

namespace portolan::testing {

inline constexpr accounts::HashCost kCheap = {.passes = 1, .memory = 8192};
inline constexpr std::string_view kPassword = "tide chart lantern 7";
inline constexpr accounts::Time kStart{std::chrono::seconds(1'800'000'000)};
inline constexpr std::string_view kHome = "192.0.2.1";

template <class T>
std::string why(const Result<T>& result) {
  return result ? "it succeeded" : to_string(result.error());
}
template <class T>
ErrorCode code(const Result<T>& result) {
  return result ? ErrorCode{} : result.error().code;
}
template <class T>
std::string field(const Result<T>& result) {
  return result ? std::string() : result.error().place.field;
}
#define ASSERT_DONE(expression)                                 \
  do {                                                          \
    const auto& done_ = (expression);                           \
    ASSERT_TRUE(done_.has_value()) << to_string(done_.error()); \
  } while (false)

// Runs `work(number)` in so many threads, which begin at the same moment; how many of them said true.
template <class Work>
int at_once(int threads, Work work) {
  std::atomic<int> won = 0;
  std::barrier start(threads);
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i)
    running.emplace_back([&, i] {
      start.arrive_and_wait();
      if (work(i)) ++won;
    });
  for (std::thread& one : running) one.join();
  return won;
}

// One connection, with what belongs to it.
struct Desk {
  std::unique_ptr<database::Database> database;
  accounts::Office office;
};

class AccountsTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    database_ = open_database_at(address()).value();
    ASSERT_DONE(accounts::migrate(*database_));
  }

  static std::unique_ptr<accounts::PasswordHasher> hasher_of(const accounts::HashCost& cost) {
    return std::make_unique<accounts::PasswordHasher>(accounts::PasswordHasher::make(cost).value());
  }
  accounts::Office office() { return {.database = *database_, .hasher = *hasher_, .keys = keys_, .rules = rules_}; }
  Desk desk() {
    auto database = open_database_at(address()).value();
    database::Database& at = *database;
    return {std::move(database), {.database = at, .hasher = *hasher_, .keys = keys_, .rules = rules_}};
  }
  std::vector<Desk> desks(int count) {
    std::vector<Desk> out;
    for (int i = 0; i < count; ++i) out.push_back(desk());
    return out;
  }

  accounts::Act act(std::chrono::seconds later = {}, std::string_view address = kHome) const {
    return {accounts::kLocalOperator, now_ + later, address};
  }
  accounts::Account person(const std::string& name) {
    const auto added = accounts::add_account(office(), {name, "The " + name, name + "@example.org"}, act());
    EXPECT_TRUE(added) << why(added);
    return added.value_or(accounts::Account());
  }
  accounts::Account signing_person(const std::string& name) {
    const accounts::Account out = person(name);
    const auto set = accounts::set_password(office(), out.id, kPassword, act());
    EXPECT_TRUE(set) << why(set);
    return out;
  }
  Result<accounts::SignIn> enter(const accounts::Office& at, std::string_view name, std::string_view password,
                                 const accounts::Act& when) {
    return accounts::sign_in(at, {.name = name, .password = password, .agent = "a test"}, when);
  }
  // The token of a session.
  std::string entered(std::string_view name) {
    const auto done = enter(office(), name, kPassword, act());
    EXPECT_TRUE(done && done->session) << why(done);
    return done && done->session ? std::string(done->session->token.view()) : std::string();
  }
  // What the log says of it, newest first: "signed-in password-set added".
  std::string told(accounts::PersonId subject) {
    std::string out;
    const auto lines = accounts::log_lines(office(), 0, 1000, subject).value();
    for (const accounts::LogLine& line : lines) out.append(out.empty() ? "" : " ").append(line.what);
    return out;
  }
  // Every byte of every row of the tables, one behind the other: nothing secret may be in it.
  std::string everything() {
    std::string out;
    for (const std::string_view columns :
         {"name, shown, mail, mail_key, password FROM accounts", "address, agent, hash FROM account_sessions",
          "name, hash, registry FROM account_tokens", "kind, mail, hash FROM account_tickets",
          "what, detail, address FROM account_log", "subject, address FROM account_guesses",
          "address FROM account_addresses", "nonce, box FROM account_totp", "hash FROM account_recovery"}) {
      const auto asked = database_->query("SELECT " + std::string(columns), {}, [&](const database::Row& row) {
        const auto count = std::ranges::count(columns.substr(0, columns.find(" FROM")), ',') + 1;
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) out.append(row.bytes(i)).append("|");
        return true;
      });
      EXPECT_TRUE(asked) << why(asked);
    }
    return out;
  }

  accounts::Time now_ = kStart;
  accounts::Rules rules_;
  std::unique_ptr<accounts::PasswordHasher> hasher_ = hasher_of(kCheap);
  accounts::Keys keys_{accounts::Keys::Key{std::byte{7}}};
  std::unique_ptr<database::Database> database_;
};

}  // namespace portolan::testing
