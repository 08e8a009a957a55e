// SPDX-License-Identifier: Apache-2.0
//
// The record of what happened to registries: events that are only ever appended, numbered from 0 without gaps in the
// order in which they were committed, and everything that is asked of them.
//
// What is kept beside the events (checkpoints of the state, the tree's nodes, who holds what, where subjects occur) is
// made from them and can be made again; personal data is the exception, and can be erased.
//
// Two dates belong to an event. `recorded` is when it was written. `effective` is from when on it holds; for an import
// that is the document's own date. A date asks by the second, a position by the first: what was recorded late for an
// earlier date changes nothing behind it.
//
// Thread-safety: a Ledger serves one thread at a time. Several may be open on one database, in any number of processes.
// Errors: those of database/database.h; kConflict also where the registry changed since it was read.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "database/database.h"
#include "events/event.h"
#include "events/import.h"
#include "events/state.h"
#include "portolan/error.h"
#include "proof/merkle.h"
#include "proof/merkle_proof.h"

namespace portolan::ledger {

struct RegistryInfo {
  std::string name;
  std::uint64_t version = 0;  // grows with every append that concerns it
  std::uint64_t end = 0;      // one more than the position of its last event that is not part of a late import
  Date effective;             // of that event
};

// A moment of a registry: the latest state, the state of a date, or the state after the first N events.
struct Latest {};
using Moment = std::variant<Latest, Date, std::uint64_t>;

// A state and where it comes from.
struct StateAt {
  events::State state;
  std::uint64_t end = 0;          // one more than the position of the last event in it; 0: none
  std::uint64_t late_import = 0;  // as events::Event has it: the state of a late import
  Date effective;                 // of that event
};

// A date on which a registry changed, and its events of that date.
struct DatedEvents {
  Date date;
  std::uint64_t first = 0;  // position
  std::uint64_t end = 0;    // one more than the position of the last one
  bool late = false;        // they are those of a late import, whose state no position means

  // Asks for the state at the end of that date.
  Moment moment() const { return late ? Moment(date) : Moment(end); }
};

struct Batch {
  std::string registry;
  std::string actor;
  std::string reason;
  std::uint64_t recorded = 0;  // microseconds since 1970, UTC
  Date effective;
  std::vector<events::Prepared> events;  // of an import the first is its Imported
  // What the registry's version must still be (0: it is not there yet); nothing: whatever it is. A batch with numbers
  // from Ledger::numbers() needs it: they are new only as long as the version stays.
  std::optional<std::uint64_t> expected_version;
  // Keys that nobody may hold before, and keys that somebody holds and gives up.
  std::vector<std::string> taken;
  std::vector<std::string> released;
};

struct Appended {
  std::uint64_t first = 0;  // position
  std::uint64_t count = 0;
};

// Which events to read. Everything that is set must hold.
struct Filter {
  std::string registry;
  std::uint64_t from = 0;
  std::uint64_t to = UINT64_MAX;  // exclusive
  std::uint64_t limit = UINT64_MAX;
  bool newest_first = false;
};
using EachEvent = std::function<bool(std::uint64_t position, const events::Event& event)>;

// A subject that history is told of: records that ever had this port or name, or a contact.
struct Subjects {
  std::vector<std::uint64_t> records;
  std::vector<std::uint64_t> contacts;
};

// Where an application stands, by its last step.
struct ApplicationInfo {
  std::uint64_t number = 0;
  std::uint64_t steps = 0;
  std::uint64_t first = 0;      // position of its first step
  std::uint64_t last = 0;       // and of its last
  std::uint64_t submitted = 0;  // microseconds since 1970, UTC
  std::uint64_t changed = 0;
  events::Standing standing;
};

// Which applications. Everything that is set must hold.
struct ApplicationFilter {
  std::string registry;
  bool open_only = false;
  std::string state = {};
  std::string kind = {};
  std::string service = {};  // whole, in any case
  std::optional<std::uint64_t> applicant = {};
  std::optional<std::uint64_t> reviewer = {};
  std::optional<std::uint64_t> due_by = {};  // seconds since 1970; then in the order in which they are due
  std::optional<std::uint64_t> beyond = {};  // the number of the last of the page before
  std::uint64_t limit = 100;
  bool newest_first = false;
};
using EachStep = std::function<bool(std::uint64_t position, const events::Event& event,
                                    const std::optional<events::Personal>& personal)>;

enum class Mode : std::uint8_t {
  kRead,    // it must be there
  kWrite,   // it must be there; brought up to this program's schema if it is older
  kCreate,  // made if it is not there
};

// Every append to a ledger on PostgreSQL tells those who wait on this channel of the database (postgres/postgres.h)
// when it is committed.
inline constexpr std::string_view kChannel = "portolan_ledger";

struct Remembered;

class Ledger {
 public:
  // Fails with kNotFound if there is no ledger in the database, kUnsupported if a newer program made it.
  static Result<Ledger> open(std::unique_ptr<database::Database> database, Mode mode);

  // Events in all.
  Result<std::uint64_t> size();
  // What the ledger was called when it was made: the origin of its checkpoints.
  const std::string& origin() const noexcept { return origin_; }
  Result<std::vector<RegistryInfo>> registries();
  // Nothing if there is none of that name.
  Result<std::optional<RegistryInfo>> registry(std::string_view name);

  // Numbers that no record, contact or application of the registry ever had, and salts from the system.
  Result<events::Supply> numbers(std::string_view registry);

  // All or nothing. kConflict: the version is another, a key is taken (the message names it), or somebody was faster
  // with the next step of an application. kInvalidArgument: an
  // effective date before the registry's latest, without being a late import.
  Result<Appended> append(const Batch& batch);
  // Many batches in one transaction, for less than one flush each; all or nothing.
  Result<std::vector<Appended>> append(std::span<const Batch> batches);
  // The batch is made while nobody else can append, from numbers that are new.
  Result<Appended> append(std::string_view registry,
                          const std::function<Result<Batch>(const events::Supply& numbers)>& make);

  Result<StateAt> state(std::string_view registry, const Moment& moment);
  // Every date on which the registry changed, oldest first, dates of late imports among them; of the others only events
  // below position `end` count.
  Result<std::vector<DatedEvents>> dates(std::string_view registry, std::uint64_t end = UINT64_MAX);
  // The end of the append that the events before and at `position` belong to both; nothing if there is none: then the
  // registry once was in the state that the position means.
  Result<std::optional<std::uint64_t>> end_of_append(std::uint64_t position);
  Result<registry::Registry> materialize(std::string_view registry, const StateAt& at,
                                         events::State::Numbers* numbers = nullptr);
  // True if a document with these bytes was imported before.
  Result<std::optional<std::uint64_t>> import_of(std::string_view registry, const events::Digest& sha256);

  // What a server said of the document that was fetched from there last, for asking whether it is still the same.
  struct Fetched {
    std::string etag;
    std::string last_modified;
  };
  Result<Fetched> fetched(std::string_view url);
  Result<void> note_fetched(std::string_view url, const Fetched& fetched);

  Result<void> each_event(const Filter& filter, const EachEvent& each);
  Result<Subjects> subjects_with_name(std::string_view registry, std::string_view name);
  Result<Subjects> subjects_with_port(std::string_view registry, PortRange ports);
  Result<Subjects> subjects_with_contact(std::string_view registry, std::string_view id);
  // The events about these subjects, by position.
  Result<void> history(std::string_view registry, const Subjects& subjects, const EachEvent& each);

  // By number, the oldest first unless the filter says otherwise.
  Result<std::vector<ApplicationInfo>> applications(const ApplicationFilter& filter);
  Result<std::optional<ApplicationInfo>> application(std::string_view registry, std::uint64_t number);
  // How many are in each state.
  Result<std::map<std::string, std::uint64_t, std::less<>>> application_counts(std::string_view registry);
  // What happened to it, in order, with what was written unless it was erased. It is compared with its commitment.
  Result<void> each_step(std::string_view registry, std::uint64_t number, const EachStep& each);
  // The steps of all applications of the registry at positions from `from` to below `to`, by position, at most `limit`:
  // for those who follow them.
  struct Stretch {
    std::uint64_t from = 0;
    std::uint64_t to = UINT64_MAX;
    std::uint64_t limit = UINT64_MAX;
  };
  Result<void> each_step_in(std::string_view registry, const Stretch& stretch, const EachStep& each);
  // The position of the step that somebody's command under this key made; nothing if there was none.
  Result<std::optional<std::uint64_t>> command_under(std::string_view registry, std::string_view actor,
                                                     std::string_view key);
  // Records that what was written in an application is erased, and erases it. Fails with kConflict for one that is
  // open, which needs it, and kNotFound where nothing is kept.
  Result<Appended> erase_application(std::string_view registry, std::uint64_t application, std::string actor,
                                     std::string reason, std::uint64_t recorded);

  Result<std::optional<events::Personal>> personal(std::uint64_t position);
  // That of all contacts of a state, by the positions of their events; without what was erased.
  Result<std::unordered_map<std::uint64_t, events::Personal>> personal_of(const events::State& state);
  // A contact as it was last; nothing if it was erased.
  Result<std::optional<registry::Contact>> contact(std::string_view registry, std::uint64_t number);
  // Records that a contact is erased, and erases what is kept of it.
  Result<Appended> erase_contact(std::string_view registry, std::uint64_t contact, std::string actor,
                                 std::string reason, std::uint64_t recorded);

  // The tree over all events, as it was kept. Signing needs recompute_tree(), which reads the events themselves.
  Result<proof::TreeHead> tree();
  Result<proof::TreeHead> recompute_tree(std::uint64_t size);
  // The tree that a key of this ledger signed last, and noting a new one. A smaller one than the last is refused
  // (kDamaged): the ledger was set back.
  Result<std::optional<proof::TreeHead>> last_signed();
  Result<void> note_signed(const proof::TreeHead& tree);
  Result<proof::Proof> prove_inclusion(std::uint64_t position, std::uint64_t size);
  Result<proof::Proof> prove_consistency(std::uint64_t old_size, std::uint64_t new_size);
  Result<std::string> event_bytes(std::uint64_t position);

  database::Database& database() noexcept { return *database_; }

 private:
  explicit Ledger(std::unique_ptr<database::Database> database);
  Result<Appended> erase(std::string_view registry, events::What erasure, std::string actor, std::string reason,
                         std::uint64_t recorded);

  std::unique_ptr<database::Database> database_;
  std::string origin_;
  // What the last append left. Others may have appended since: only a guess, which saves asking.
  std::shared_ptr<Remembered> remembered_;
};

// Called now and then with the number of events done; false ends the work with kUnavailable.
using Progress = std::function<bool(std::uint64_t events)>;

// --- verifying

struct Finding {
  std::uint64_t position = 0;  // the first event that it concerns
  std::string what;
  // What is made of events is wrong: where an event itself is, this follows from it.
  bool derived = false;
};
struct Verification {
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
  proof::TreeHead tree;  // recomputed
  // The first of each kind; those about events themselves come first, then by position. Empty: all holds.
  std::vector<Finding> findings;
};
// Reads everything and compares it with everything, as it is when this begins. `known` are tree heads from checkpoints
// kept elsewhere. On SQLite nobody can commit meanwhile.
Result<Verification> verify(Ledger& ledger, std::span<const proof::TreeHead> known, const Progress& progress = {});

}  // namespace portolan::ledger
