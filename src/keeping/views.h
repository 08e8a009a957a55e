// SPDX-License-Identifier: Apache-2.0
//
// The registry that a server answers from: the latest state, replaced whole when there is a new one, and states of the
// past.
//
// Following: a thread looks for changes and builds the new view before it takes the old one's place. On PostgreSQL it
// is woken by the append itself (ledger::kChannel), and looks every now and then all the same; a SQLite ledger and a
// file are looked at every now and then. While the ledger cannot be reached, all that is known goes on being answered,
// health() says what is wrong, and the thread tries again, at longer and longer intervals.
//
// Thread-safety: all functions but start() and stop() may be called from any thread at any time. current(), known(),
// generation() and health() take no lock for long and never wait for a database; at() and with_ledger() do wait.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <semaphore>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "app/document.h"
#include "app/view.h"
#include "keeping/place.h"
#include "keeping/wake.h"
#include "keeping/watching.h"
#include "ledger/ledger.h"

namespace portolan::keeping {

struct Following {
  std::chrono::milliseconds poll{250};             // how long the thread waits between two looks
  std::chrono::milliseconds longest_pause{5'000};  // between two attempts while the registry cannot be seen
  std::chrono::milliseconds keep{600'000};         // how long states of the past are kept that nobody asks for
};

struct Health {
  bool follows = false;                           // the thread runs
  std::string trouble;                            // why changes cannot be seen now; empty: all is well
  std::uint64_t position = 0;                     // of current()
  std::chrono::system_clock::time_point contact;  // when it was last known that current() is the latest
};

class Views {
 public:
  // `where` as --registry takes it: a file, a data directory, a PostgreSQL address, or nothing for what is installed or
  // bundled. Fails with all that is wrong with it.
  static app::Outcome<std::unique_ptr<Views>> open(const std::string& where);
  ~Views();  // stops

  // Never null.
  std::shared_ptr<const app::View> current() const {
    const std::scoped_lock lock(current_mutex_);
    return current_;
  }
  // Grows with every change of current(), so that a thread can keep what it was given until then.
  std::uint64_t generation() const noexcept { return generation_.load(std::memory_order_acquire); }

  bool has_ledger() const noexcept { return ledger_name_ != nullptr; }
  // The registry in it. REQUIRES: has_ledger().
  const std::string& ledger_name() const noexcept { return *ledger_name_; }
  // Where the ledger is, or would be.
  const Place& place() const noexcept { return place_; }
  // The registry of that moment. A moment that nothing happened behind is current(), the same object. kNotFound: there
  // is no ledger, it begins later, or has no such position yet. The views asked for last are kept.
  Result<std::shared_ptr<const app::View>> at(const ledger::Moment& moment);
  // The same where it need not be made; else null.
  std::shared_ptr<const app::View> known(const ledger::Moment& moment);
  // Does something with a ledger that nobody else uses meanwhile. The second argument is the registry's name in it.
  // kNotFound where there is no ledger; kUnavailable at once while following knows that it cannot be reached, and
  // after seconds where those who asked before have no answer yet.
  Result<void> with_ledger(const std::function<Result<void>(ledger::Ledger&, std::string_view)>& work);

  // Begins to follow. REQUIRES: it does not already.
  void start(const Following& following = {});
  // Ends it: when it returns, nobody is called any more. May take as long as connecting to a database does.
  void stop();
  Health health() const;
  // Called on the following thread: once when it begins, then whenever current() or health().trouble are others. What
  // takes long belongs on a thread of its own. Returns a number to give to be_silent(), which waits while `hear` runs.
  std::uint64_t tell(std::function<void()> hear);
  void be_silent(std::uint64_t number);

 private:
  Views() = default;
  Result<void> read_ledger();
  app::Outcome<void> read_file(const std::string& where);

  Result<std::shared_ptr<const app::View>> build(ledger::Ledger& ledger, std::string_view registry,
                                                 const ledger::Moment& moment);
  std::shared_ptr<const app::View> find(const ledger::Moment& moment);
  void keep(std::shared_ptr<const app::View> view, bool late, std::string moment);

  void follow();
  void take(News news);
  void look_ill(const Error& error);
  void call_hearers();
  std::chrono::milliseconds next_pause();
  void make_current(std::shared_ptr<const app::View> view);

  Place place_;
  std::unique_ptr<std::string> ledger_name_;  // of the registry in the ledger; null: there is no ledger
  // Not std::atomic: that of libstdc++ 12 releases its lock too weakly when it is read, which the sanitizer for threads
  // sees.
  mutable std::mutex current_mutex_;
  std::shared_ptr<const app::View> current_;
  std::atomic<std::uint64_t> generation_ = 0;

  // One state of the past is made at a time: each takes tens of megabytes, and two who ask for the same want one.
  std::counting_semaphore<> building_{1};
  // Who works with the ledger. A database that takes a question and says nothing must not hold every thread.
  std::counting_semaphore<> working_{2};

  mutable std::mutex mutex_;  // of all up to the next blank line
  std::vector<std::unique_ptr<ledger::Ledger>> idle_;
  std::uint64_t opening_ = 0;  // grows when ledgers that were opened before are of no more use
  struct Kept {
    std::shared_ptr<const app::View> view;
    bool late = false;                 // of a late import: no position means it
    std::vector<std::string> moments;  // dates and positions that were found to mean it
    std::chrono::steady_clock::time_point used;
  };
  std::vector<Kept> kept_;                    // the last used at the end
  std::vector<std::string> current_moments_;  // those that mean current()
  ledger::RegistryInfo info_;                 // of the registry when current() was made
  Health health_;
  std::optional<Error> outage_;

  Following following_;
  std::unique_ptr<Watch> watch_;
  Wake wake_;
  std::thread thread_;
  std::minstd_rand random_{std::random_device()()};
  std::chrono::milliseconds pause_{0};

  std::mutex hearing_;  // held while they are called
  std::uint64_t last_hearer_ = 0;
  std::vector<std::pair<std::uint64_t, std::function<void()>>> hearers_;
};

}  // namespace portolan::keeping
