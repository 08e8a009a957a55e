// SPDX-License-Identifier: Apache-2.0
//
// The rows that follow from events. Appending makes them batch by batch, rebuilding from the first event on, and
// restoring those of the events themselves: all three here, so that they make the same.
//
// Everything is called inside of a write transaction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "database/database.h"
#include "events/event.h"
#include "ledger/rows.h"
#include "portolan/error.h"
#include "proof/merkle.h"

namespace portolan::ledger {

// What is kept of an event beside its bytes, to be searched.
struct EventColumns {
  std::uint64_t registry = 0;
  std::uint64_t late = 0;
  std::int64_t effective = 0;
  std::uint64_t record = 0;
  std::uint64_t contact = 0;
  std::uint64_t application = 0;
  std::uint64_t step = 0;

  bool operator==(const EventColumns&) const = default;
};
EventColumns columns_of(std::uint64_t registry, const events::Event& event);

// Whether it is part of what a registry is, as dates and positions ask for it.
bool is_of_main_line(const events::Event& event) noexcept;

// Whether the second of two neighbouring events was appended together with the first, as far as they tell: those of a
// batch have time, actor, reason and date in common, and an import begins one.
bool same_append(const events::Event& before, const events::Event& event) noexcept;

Rows event_rows();
void add_event(Rows& rows, std::uint64_t position, const EventColumns& columns, std::string_view bytes,
               const proof::Hash& leaf);

// The id as it is searched; empty for what was written in an application. Fails if the data is no contact.
Result<std::string> searched_id(const EventColumns& columns, const events::Personal& personal);

Rows personal_rows();
Result<void> add_personal(Rows& rows, std::uint64_t position, const EventColumns& columns,
                          const events::Personal& personal);

// The registry's row behind one more event, but for its version.
void advance(RegistryRow& row, std::uint64_t position, const events::Event& event);

// The nodes of the tree, where subjects occur, which documents were imported, where applications stand.
class Followers {
 public:
  enum class Since : std::uint8_t { kNow, kTheFirstEvent };  // tables that were empty need not be asked

  // `known` are subjects that are there, or will be with the next write(), as this notes them.
  using Subjects = std::unordered_set<std::string>;
  Followers(database::Database& database, proof::Frontier& frontier, Subjects& known, Since since)
      : database_(database), frontier_(frontier), known_(known), since_(since) {}

  // The next event. What is known of others is kept until write().
  Result<void> add(std::uint64_t registry, std::uint64_t position, const events::Event& event, const proof::Hash& leaf);
  Result<void> write();

 private:
  Result<void> add_subject(std::uint64_t registry, const events::Event& event);
  // Written behind the events themselves: their key is what tells two who were as fast.
  struct Step {
    std::uint64_t registry = 0;
    std::uint64_t position = 0;
    std::uint64_t recorded = 0;
    std::string actor;
    events::ApplicationStep what;
  };
  Result<void> write_step(const Step& step);
  Result<void> add_document(std::uint64_t registry, std::uint64_t position, const events::Imported& import);

  database::Database& database_;
  proof::Frontier& frontier_;
  Subjects& known_;
  Since since_;
  std::vector<Step> steps_;
  Rows nodes_{"tree", {"level", "number", "hash"}};
  Rows subjects_{"subjects", {"registry", "name", "first_port", "last_port", "record"}};
};

}  // namespace portolan::ledger
