// SPDX-License-Identifier: Apache-2.0
//
// A courier that is killed, for tests of what then becomes of its messages.
//
//   post_worker HOW DATABASE MAIL-SERVER NOW CALLS
//
// Collects and sends what is due at NOW, seconds since 1970. HOW is "rightly", or the defect of a hasty courier:
// "cursor-first", "mark-first". Behind CALLS questions to the database, before the next one, it kills itself as kill -9
// does. If it comes to its end before, it says "ended".
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "accounts_fixture.h"
#include "hasty_courier.h"
#include "ledger_address.h"
#include "post_samples.h"
#include "saying_database.h"

namespace portolan::testing {
namespace {

int failed(const Error& error) {
  fmt::print("failed {}\n", to_string(error));
  return 1;
}

Result<void> work(const std::string& how, const accounts::Office& office, ledger::Ledger& ledger,
                  const post::Settings& settings, post::Time now) {
  HastyCourier hasty(office, ledger, std::string(kHarbour), settings);
  auto courier = post::Courier::open(office, ledger, std::string(kHarbour), settings);
  if (!courier) return std::unexpected(courier.error());
  if (how == "cursor-first") {
    if (auto done = hasty.collect_behind_the_cursor(now); !done) return done;
  } else if (const auto done = courier->collect(now); !done) {
    return std::unexpected(done.error());
  }
  if (how == "mark-first") return hasty.mark_and_send(now);
  for (bool more = true; more;) {
    const auto round = courier->send_due(now);
    if (!round) return std::unexpected(round.error());
    more = round->more;
  }
  return {};
}

int run(const std::vector<std::string>& words) {
  auto database = open_database_at(words[2]);
  if (!database) return failed(database.error());
  auto saying = std::make_unique<SayingDatabase>(std::move(*database));
  long calls = std::atol(words[5].c_str());
  SayingDatabase& said = *saying;
  auto ledger = ledger::Ledger::open(std::move(saying), ledger::Mode::kWrite);
  if (!ledger) return failed(ledger.error());
  said.before = [&calls] {
    if (calls-- == 0) ::raise(SIGKILL);
  };
  auto hasher = accounts::PasswordHasher::make(kCheap).value();
  const accounts::Keys keys{kPostKey};
  const accounts::Office office{.database = ledger->database(), .hasher = hasher, .keys = keys};
  const auto done = work(words[1], office, *ledger, post_settings(words[3]),
                         post::Time(std::chrono::seconds(std::atoll(words[4].c_str()))));
  if (!done) return failed(done.error());
  fmt::print("ended\n");
  return 0;
}

}  // namespace
}  // namespace portolan::testing

int main(int count, char** words) {
  if (count != 6) return 2;
  return portolan::testing::run({words, words + count});
}
