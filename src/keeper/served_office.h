// SPDX-License-Identifier: Apache-2.0
//
// What a server has beside the registry it shows: people who sign in, the clock of what they asked for, and the lookup
// file beside the ledger, which is as new as what they did.
//
// Thread-safety: made and ended by one thread; the portal serves many.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "cli/invocation.h"
#include "keeper/sent_post.h"
#include "keeping/views.h"
#include "portal/portal.h"
#include "registrar/registrar.h"

namespace portolan::keeper {

class ServedOffice {
 public:
  // Null where the registry is no ledger's, nobody can sign in, or --read-only was given.
  static Result<std::unique_ptr<ServedOffice>> open(const cli::Invocation& invocation, const keeping::Views& views);

  portal::Portal& portal() noexcept { return portal_; }

 private:
  ServedOffice(std::unique_ptr<registrar::Registrar> registrar, keeping::Place place);
  void run(const std::stop_token& stop);
  Result<void> look(bool clock);

  std::unique_ptr<registrar::Registrar> registrar_;
  keeping::Place place_;
  std::optional<std::uint64_t> compiled_;  // the position whose lookup file lies beside the ledger
  portal::Portal portal_;
  std::mutex mutex_;
  std::condition_variable_any over_;
  std::jthread thread_;
  std::unique_ptr<SentPost> post_;
};

}  // namespace portolan::keeper
