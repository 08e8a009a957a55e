// SPDX-License-Identifier: Apache-2.0
//
// The registry that a server answers from: the latest state, replaced whole when there is a new one, and states of the
// past.
//
// Thread-safety: all functions may be called from any thread at any time. current() takes no lock for long and never
// waits for a database; at() and with_ledger() do wait.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/document.h"
#include "app/view.h"
#include "keeping/place.h"
#include "ledger/ledger.h"

namespace portolan::keeping {

class Views {
 public:
  // `where` as --registry takes it: a file, a data directory, a PostgreSQL address, or nothing for what is installed or
  // bundled. Fails with all that is wrong with it.
  static app::Outcome<std::unique_ptr<Views>> open(const std::string& where);
  ~Views();

  // Never null.
  std::shared_ptr<const app::View> current() const { return current_.load(std::memory_order_acquire); }
  // Grows with every change of current(), so that a thread can keep what it was given until then.
  std::uint64_t generation() const noexcept { return generation_.load(std::memory_order_acquire); }

  bool has_ledger() const noexcept { return ledger_name_ != nullptr; }
  // The registry of that moment. kNotFound: there is no ledger, or it begins later. The views asked for last are kept.
  Result<std::shared_ptr<const app::View>> at(const ledger::Moment& moment);
  // Does something with a ledger that nobody else uses meanwhile. The second argument is the registry's name in it.
  // kNotFound where there is no ledger.
  Result<void> with_ledger(const std::function<Result<void>(ledger::Ledger&, std::string_view)>& work);

 private:
  Views() = default;
  Result<void> read_current();

  Place place_;
  std::unique_ptr<std::string> ledger_name_;  // of the registry in the ledger; null: there is no ledger
  std::atomic<std::shared_ptr<const app::View>> current_;
  std::atomic<std::uint64_t> generation_ = 0;

  std::mutex mutex_;  // of all below
  std::vector<std::unique_ptr<ledger::Ledger>> idle_;
  struct Kept {
    std::string moment;
    std::shared_ptr<const app::View> view;
  };
  std::vector<Kept> kept_;  // the last used at the end
};

}  // namespace portolan::keeping
