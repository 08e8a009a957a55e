// SPDX-License-Identifier: Apache-2.0
//
// What happened to the applications of a registry since a cursor, as messages. Reads only.
//
// Thread-safety: as its ledger and its office, which must outlive it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "accounts/office.h"
#include "desk/desk.h"
#include "ledger/ledger.h"
#include "post/hooks.h"
#include "post/queue.h"

namespace portolan::post {

// Who holds an office in the registry now; empty: accounts::officers_of().
using Officers = std::function<Result<std::vector<procedures::Person>>()>;

// A stretch of the ledger, and the messages that it leads to.
struct Gathered {
  std::optional<std::uint64_t> from;  // nothing: nobody ever began
  std::uint64_t to = 0;               // the same: nothing is new
  std::vector<Message> messages;

  bool is_news() const noexcept { return from != to; }
};

class Collector {
 public:
  // `mail`: people get mail. `officers` must outlive it.
  Collector(const accounts::Office& office, ledger::Ledger& ledger, std::string registry, bool mail,
            const Officers& officers)
      : office_(office),
        ledger_(ledger),
        desk_(ledger, registry),
        registry_(std::move(registry)),
        mail_(mail),
        officers_(officers) {}

  // The next stretch. Whoever never began begins at the end.
  Result<Gathered> next();

 private:
  struct Step {
    std::uint64_t position = 0;
    std::uint64_t application = 0;
  };
  Result<std::vector<Step>> steps(std::uint64_t from, std::uint64_t to);
  Result<void> add_messages(const Step& step, const std::vector<procedures::Person>& officers,
                            const std::vector<Hook>& hooks, std::vector<Message>& out);
  Result<bool> has_mail(procedures::PersonId person) const;

  const accounts::Office& office_;
  ledger::Ledger& ledger_;
  desk::Desk desk_;
  std::string registry_;
  bool mail_;
  const Officers& officers_;
};

}  // namespace portolan::post
