// SPDX-License-Identifier: Apache-2.0
//
// A process that appends to a ledger and says on standard output what was acknowledged, for tests that kill it or let
// it race with others.
//
//   ledger_worker append LEDGER SEED                    appends until it is killed
//   ledger_worker append-carelessly LEDGER SEED         the same, and what it is told may be gone with the process
//   ledger_worker outlast LEDGER SEED THREADS           appends until it is killed, whatever becomes of the database
//   ledger_worker outlast-carelessly ...                the same, and is told before the server has written it
//   ledger_worker take LEDGER SEED THREADS ATTEMPTS     takes and gives back names and ports of a small pool
//
// LEDGER is a path of a SQLite file, or a connection string of PostgreSQL.
//
// What it says, a line each, in one write():
//   .                           append: something is about to be asked of the disk or the server
//   ready                       the ledger is open
//   appended FIRST COUNT TEXT   the events from FIRST on are there; their reason is TEXT
//   unsure TEXT                 the database was lost meanwhile; they may be there or not
//   there COUNT TEXT            it was tried again, and they were there already
//   took KEY POSITION, gave KEY POSITION, refused KEY, busy KEY, failed MESSAGE
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <charconv>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "allocation_pool.h"
#include "fault_vfs.h"
#include "ledger_address.h"
#include "ledger_batches.h"
#include "saying_database.h"

namespace portolan::testing {
namespace {

using ledger::Appended;
using ledger::Batch;
using ledger::Ledger;

// A line is shorter than PIPE_BUF, so that those of several threads never mix.
void say(std::string line) {
  line += '\n';
  if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(1);
}

int failed(const Error& error) {
  say("failed " + to_string(error));
  return 1;
}

// A ledger that says when something is about to be asked of its disk or server, once it was told to.
class SayingLedger {
 public:
  Result<Ledger> open(const std::string& address) {
    if (!is_postgres(address)) return open_ledger(address, FaultVfs::name());
    auto database = database::open_postgres(address);
    if (!database) return std::unexpected(std::move(database.error()));
    auto saying = std::make_unique<SayingDatabase>(std::move(*database));
    server_ = saying.get();
    return Ledger::open(std::move(saying), ledger::Mode::kCreate);
  }
  void begin_to_say() {
    vfs_.before = [](const DiskAction&) {
      say(".");
      return Fault::kNone;
    };
    if (server_ != nullptr) server_->before = [] { say("."); };
  }
  // The recorded actions would fill the memory.
  void forget() { vfs_.forget(); }

 private:
  FaultVfs vfs_;
  SayingDatabase* server_ = nullptr;
};

// A record that nobody else adds, and with it some events more.
Result<Appended> append_one(Ledger& ledger, const std::string& reason, std::uint64_t count) {
  return ledger.append(kRegistryName, [&](const events::Supply& numbers) -> Result<Batch> {
    Batch batch = adding(RecordBuilder("s" + reason), numbers.record_number(), reason);
    while (batch.events.size() < count) batch.events.push_back({events::HeadChanged{}, std::nullopt});
    return batch;
  });
}

Result<void> be_careless(Ledger& ledger) {
  const bool sqlite = ledger.database().kind() == "sqlite";
  const auto done = ledger.database().execute(sqlite ? "PRAGMA journal_mode = MEMORY" : "SET synchronous_commit = off");
  if (!done) return std::unexpected(done.error());
  return {};
}

int append_for_ever(const std::string& address, std::uint64_t seed, bool carelessly) {
  SayingLedger saying;
  auto ledger = saying.open(address);
  if (!ledger) return failed(ledger.error());
  if (carelessly)
    if (auto careless = be_careless(*ledger); !careless) return failed(careless.error());
  saying.begin_to_say();
  say("ready");
  Random random(seed);
  for (std::uint64_t i = 0;; ++i) {
    const std::string reason = fmt::format("{}-{}", seed, i);
    const auto done = append_one(*ledger, reason, 1 + random.below(4));
    if (!done) return failed(done.error());
    saying.forget();
    say(fmt::format("appended {} {} {}", done->first, done->count, reason));
  }
}

constexpr int kMostTries = 6000;  // about a minute without a database

// Appends until it is known to be there. Trying again is right because nobody else can have the name: where the first
// try was written, the second is a conflict.
Result<void> append_surely(Ledger& ledger, const std::string& reason, std::uint64_t count) {
  for (int tries = 0;; ++tries) {
    const auto done = append_one(ledger, reason, count);
    if (done) {
      say(fmt::format("appended {} {} {}", done->first, done->count, reason));
      return {};
    }
    if (tries > 0 && done.error().code == ErrorCode::kConflict && done.error().place.field == "holdings") {
      say(fmt::format("there {} {}", count, reason));
      return {};
    }
    if (done.error().code != ErrorCode::kUnavailable || tries == kMostTries) return std::unexpected(done.error());
    if (tries == 0) say("unsure " + reason);
    ::poll(nullptr, 0, 10);  // a server that starts has other things to do than to refuse us
  }
}

int outlast(const std::string& address, std::uint64_t seed, std::uint64_t threads, bool carelessly) {
  std::vector<std::jthread> running;
  for (std::uint64_t i = 0; i < threads; ++i)
    running.emplace_back([address, carelessly, seed = seed + i] {
      auto ledger = open_ledger_at(address);
      // The outage may come while it is still being opened.
      for (int tries = 0; !ledger && ledger.error().code == ErrorCode::kUnavailable && tries < kMostTries; ++tries) {
        ::poll(nullptr, 0, 10);
        ledger = open_ledger_at(address);
      }
      if (!ledger) return static_cast<void>(failed(ledger.error()));
      if (carelessly && !be_careless(*ledger)) return say("failed to be careless");
      Random random(seed);
      for (std::uint64_t j = 0;; ++j)
        if (auto done = append_surely(*ledger, fmt::format("{}-{}", seed, j), 1 + random.below(4)); !done)
          return static_cast<void>(failed(done.error()));
    });
  return 0;
}

// One thread's part in the race for the pool.
class Taker {
 public:
  Taker(Ledger ledger, std::uint64_t seed) : ledger_(std::move(ledger)), random_(seed) {}

  void attempt() {
    if (!mine_.empty() && random_.below(3) == 0) return give_back();
    const std::size_t item = random_.below(pool_size());
    const std::string key = pool_key(item);
    std::uint64_t number = 0;
    const auto done = ledger_.append(kRegistryName, [&](const events::Supply& numbers) -> Result<Batch> {
      number = numbers.record_number();
      return adding(pool_record(item), number);
    });
    if (!done) return refused(key, done.error());
    mine_.emplace_back(item, number);
    say(fmt::format("took {} {}", key, done->first));
  }

 private:
  void give_back() {
    const std::size_t which = random_.below(mine_.size());
    const auto [item, number] = mine_[which];
    const std::string key = pool_key(item);
    Batch batch = adding(pool_record(item), number);
    batch.events = {{events::RecordRemoved{number, registry::ChangeKind::kRemoved}, std::nullopt}};
    batch.released = std::move(batch.taken);
    batch.taken.clear();
    const auto done = ledger_.append(batch);
    if (!done) return refused(key, done.error());
    mine_.erase(mine_.begin() + static_cast<std::ptrdiff_t>(which));
    say(fmt::format("gave {} {}", key, done->first));
  }
  static void refused(const std::string& key, const Error& error) {
    if (error.code == ErrorCode::kConflict) return say("refused " + key);
    if (error.code == ErrorCode::kUnavailable) return say("busy " + key);
    say("failed " + to_string(error));
  }

  Ledger ledger_;
  Random random_;
  std::vector<std::pair<std::size_t, std::uint64_t>> mine_;  // item, number of the record
};

int take(const std::string& address, std::uint64_t seed, std::uint64_t threads, std::uint64_t attempts) {
  std::vector<std::jthread> running;
  for (std::uint64_t i = 0; i < threads; ++i)
    running.emplace_back([address, seed = seed + i, attempts = (attempts + threads - 1) / threads] {
      auto ledger = open_ledger_at(address, ledger::Mode::kWrite);
      if (!ledger) return static_cast<void>(failed(ledger.error()));
      Taker taker(std::move(*ledger), seed);
      for (std::uint64_t j = 0; j < attempts; ++j) taker.attempt();
    });
  return 0;
}

std::uint64_t number(const char* text) {
  std::uint64_t out = 0;
  const std::string_view word = text;
  std::from_chars(word.data(), word.data() + word.size(), out);
  return out;
}

int run(std::span<char*> words) {
  const std::string_view what = words.size() > 1 ? words[1] : "";
  const bool carelessly = what.ends_with("-carelessly");
  if (words.size() == 4 && what.starts_with("append")) return append_for_ever(words[2], number(words[3]), carelessly);
  if (words.size() == 5 && what.starts_with("outlast"))
    return outlast(words[2], number(words[3]), number(words[4]), carelessly);
  if (words.size() == 6 && what == "take") return take(words[2], number(words[3]), number(words[4]), number(words[5]));
  return 2;
}

}  // namespace
}  // namespace portolan::testing

int main(int count, char** words) { return portolan::testing::run({words, static_cast<std::size_t>(count)}); }
