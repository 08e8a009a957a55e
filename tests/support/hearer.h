// SPDX-License-Identifier: Apache-2.0
//
// Waits for what a follower tells, without looking again and again.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "keeping/views.h"

namespace portolan::testing {

class Hearer {
 public:
  explicit Hearer(keeping::Views& views)
      : views_(views), number_(views.tell([this] {
          const std::scoped_lock lock(mutex_);
          ++heard_;
          told_.notify_all();
        })) {}
  ~Hearer() { views_.be_silent(number_); }
  Hearer(const Hearer&) = delete;
  Hearer& operator=(const Hearer&) = delete;

  // False if it is not so within a minute.
  bool wait(const std::function<bool()>& so) {
    std::unique_lock lock(mutex_);
    return told_.wait_for(lock, std::chrono::minutes(1), so);
  }
  bool wait_for_position(std::uint64_t position) {
    return wait([&] { return views_.current()->position() == position; });
  }
  bool wait_for_trouble() {
    return wait([&] { return !views_.health().trouble.empty(); });
  }
  bool wait_for_health() {
    return wait([&] { return heard_ > 0 && views_.health().trouble.empty(); });
  }

 private:
  keeping::Views& views_;
  std::mutex mutex_;
  std::condition_variable told_;
  unsigned heard_ = 0;
  std::uint64_t number_;
};

}  // namespace portolan::testing
