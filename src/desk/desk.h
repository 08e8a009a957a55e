// SPDX-License-Identifier: Apache-2.0
//
// The registrar's desk: applications of a ledger's registry, from the asking to the record. Here the procedures, which
// know no storage, meet the ledger, which knows no procedure.
//
// A command reads what it is about, lets procedures::decide() say what follows, and appends it; where somebody was
// faster it does so again. A command under a key is done once: repeated, it answers what it did the first time.
//
// Thread-safety: a Desk serves one thread at a time, as its ledger does; the ledger must outlive it.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/effect.h"
#include "desk/ground.h"
#include "ledger/ledger.h"
#include "portolan/error.h"
#include "procedures/decide.h"

namespace portolan::desk {

// Who gives a command, and how.
struct Order {
  const procedures::Person& actor;
  std::uint64_t now = 0;                      // microseconds since 1970, UTC
  std::string key = {};                       // under which it may be repeated; empty: none
  std::string said = {};                      // what is the same if it is repeated; empty: the whole command
  std::vector<registry::Contact> cards = {};  // of people whom it cites and the registry does not know yet
  bool dry_run = false;                       // only tell what it would do
};

struct Receipt {
  procedures::Application application;  // behind the command; its number is 0 if it was only tried
  std::vector<procedures::Happening> happenings;
  std::optional<std::uint64_t> position;  // of its first event in the ledger
  std::optional<Effect> effect;
  std::optional<Effect> prospect;  // of a submission that was only tried: what publishing it would do
  std::vector<std::string> advice;
  bool repeated = false;  // it had been done before, under its key
  bool withheld = false;  // and what was written in it has been erased since
};

// Everything that is wrong with a command; or the ledger failed.
struct Refusal {
  std::vector<procedures::Violation> violations;
  std::optional<Error> error;
};
using Outcome = std::expected<Receipt, Refusal>;

// One thing that happened, for those who read an application.
struct Line {
  std::uint64_t position = 0;
  std::uint64_t recorded = 0;  // microseconds since 1970, UTC
  procedures::PersonId actor = 0;
  procedures::Happening happening;
  bool withheld = false;  // what was written in it was erased
};
struct File {
  procedures::Application application;
  std::vector<Line> lines;
  std::optional<procedures::Time> due;
};

// What was written in it was erased, or some of it.
bool is_withheld(const File& file);

class Desk {
 public:
  Desk(ledger::Ledger& ledger, std::string registry) : ledger_(ledger), registry_(std::move(registry)) {}

  const std::string& registry() const noexcept { return registry_; }
  // What the registry is now.
  Result<std::shared_ptr<const Ground>> ground();
  // As it is by its steps at positions below `end`. Nothing if there is no such application, or was none yet.
  Result<std::optional<File>> file(std::uint64_t number, std::uint64_t end = UINT64_MAX);

  // What the command did that `order` gave before under its key, in the words `said`. Nothing if there was none;
  // violation "key-used" if it was another. Where what was written is erased, `command` to application `number` (0: a
  // new one) is compared with what is left, as far as it is known already.
  std::expected<std::optional<Receipt>, Refusal> repeated(const Order& order, std::uint64_t number,
                                                          const procedures::Command& command);
  Outcome submit(const procedures::Request& request, const Order& order);
  // Violation "no-application" if there is none with that number.
  Outcome act(std::uint64_t number, const procedures::Command& command, const Order& order);
  // Does what time does to everything that is due. The number of applications that it did something to.
  Result<std::uint64_t> run_clock(std::uint64_t now);

 private:
  class Work;
  Outcome repeat_until_first(const std::function<Outcome()>& once);

  ledger::Ledger& ledger_;
  std::string registry_;
  std::shared_ptr<const Ground> ground_;
};

// A record whose name or port the registry below has for something else.
struct Collision {
  const registry::Record* own = nullptr;
  const registry::Record* below = nullptr;
  bool by_name = false;  // else by port
};
// In the order of the records. Points into `ground`.
std::vector<Collision> collisions(const Ground& ground);

// The registry as rules found it, or change it.
struct Founding {
  std::string registry;
  bool is_new = false;
  bool changes = false;  // else these rules are in force already
  std::string before;    // the rules until now; empty: none
  ledger::Batch batch;
};
// What giving a registry these rules takes. `text` is read before by policies::read_charter(), which gave `charter`.
Result<Founding> found(ledger::Ledger& ledger, const policies::Charter& charter, std::string_view text,
                       std::string actor, std::uint64_t now);

}  // namespace portolan::desk
