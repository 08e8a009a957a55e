// SPDX-License-Identifier: Apache-2.0
//
// A process that appends to a ledger and says on standard output what was acknowledged, for tests that kill it or let
// it race with others.
//
//   ledger_worker append LEDGER SEED                    appends until it is killed
//   ledger_worker append-carelessly LEDGER SEED         the same, with a journal that is gone with the process
//   ledger_worker take LEDGER SEED THREADS ATTEMPTS     takes and gives back names and ports of a small pool
//
// What it says, a line each, in one write():
//   .                           append: something is about to be asked of the disk
//   ready                       the ledger is open
//   appended FIRST COUNT TEXT   the events from FIRST on are there; their reason is TEXT
//   took KEY POSITION, gave KEY POSITION, refused KEY, busy KEY, failed MESSAGE
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "allocation_pool.h"
#include "fault_vfs.h"
#include "ledger_batches.h"

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

int append_for_ever(const std::string& path, std::uint64_t seed, bool carelessly) {
  FaultVfs vfs;
  auto ledger = open_ledger(path, FaultVfs::name());
  if (!ledger) return failed(ledger.error());
  if (carelessly && !ledger->database().execute("PRAGMA journal_mode = MEMORY")) return 1;
  vfs.before = [](const DiskAction&) {
    say(".");
    return Fault::kNone;
  };
  say("ready");
  Random random(seed);
  for (std::uint64_t i = 0;; ++i) {
    const std::string reason = fmt::format("{}-{}", seed, i);
    const auto done = ledger->append(kRegistryName, [&](const events::Supply& numbers) -> Result<Batch> {
      Batch batch = adding(RecordBuilder(fmt::format("s{}-{}", seed, i)), numbers.record_number(), reason);
      for (std::uint32_t more = random.below(4); more > 0; --more)
        batch.events.push_back({events::HeadChanged{}, std::nullopt});
      return batch;
    });
    if (!done) return failed(done.error());
    vfs.forget();
    say(fmt::format("appended {} {} {}", done->first, done->count, reason));
  }
}

// One thread's part in the race for the pool.
class Taker {
 public:
  Taker(Ledger ledger, std::uint64_t seed) : ledger_(std::move(ledger)), random_(seed) {}

  void attempt() {
    if (!mine_.empty() && random_.below(3) == 0) return give_back();
    const std::size_t item = random_.below(kPoolSize);
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

int take(const std::string& path, std::uint64_t seed, std::uint64_t threads, std::uint64_t attempts) {
  std::vector<std::jthread> running;
  for (std::uint64_t i = 0; i < threads; ++i)
    running.emplace_back([path, seed = seed + i, attempts = (attempts + threads - 1) / threads] {
      auto ledger = open_ledger(path, {}, ledger::Mode::kWrite);
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
  if (words.size() == 4 && std::string_view(words[1]).starts_with("append"))
    return append_for_ever(words[2], number(words[3]), std::string_view(words[1]) == "append-carelessly");
  if (words.size() == 6 && std::string_view(words[1]) == "take")
    return take(words[2], number(words[3]), number(words[4]), number(words[5]));
  return 2;
}

}  // namespace
}  // namespace portolan::testing

int main(int count, char** words) { return portolan::testing::run({words, static_cast<std::size_t>(count)}); }
