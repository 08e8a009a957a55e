// SPDX-License-Identifier: Apache-2.0
//
// Searches to borrow: each holds scratch memory that is not made anew for every question.
//
// Thread-safety: any thread may borrow at any time; what is borrowed belongs to one thread. The lookup must outlive it
// and all that is borrowed.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "portolan/lookup.h"

namespace portolan::app {

class Searches {
 public:
  explicit Searches(const Lookup& lookup) : lookup_(&lookup) {}

  // Gives it back at its end.
  class Borrowed {
   public:
    Borrowed(const Searches& searches, std::unique_ptr<Search> search)
        : searches_(&searches), search_(std::move(search)) {}
    Borrowed(Borrowed&&) noexcept = default;
    Borrowed& operator=(Borrowed&&) = delete;
    ~Borrowed() {
      if (search_ != nullptr) searches_->give_back(std::move(search_));
    }
    Search& operator*() const noexcept { return *search_; }
    Search* operator->() const noexcept { return search_.get(); }

   private:
    const Searches* searches_;
    std::unique_ptr<Search> search_;
  };
  Borrowed borrow() const {
    {
      const std::scoped_lock lock(mutex_);
      if (!idle_.empty()) {
        auto search = std::move(idle_.back());
        idle_.pop_back();
        return {*this, std::move(search)};
      }
    }
    return {*this, std::make_unique<Search>(*lookup_)};
  }

 private:
  void give_back(std::unique_ptr<Search> search) const {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(search));
  }

  const Lookup* lookup_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Search>> idle_;
};

}  // namespace portolan::app
