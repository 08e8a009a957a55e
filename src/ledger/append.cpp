// SPDX-License-Identifier: Apache-2.0
//
// Appending. All of it happens under the database's one write transaction, so positions are given in the order of
// commits and without gaps; the primary keys are what makes it true whatever else goes wrong.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "ledger/checkpoints.h"
#include "ledger/derived.h"
#include "ledger/inside.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"
#include "ledger/tree.h"

namespace portolan::ledger {

// What is known of a registry that is appended to.
struct Known {
  std::optional<RegistryRow> row;  // nothing before its first event
  std::uint64_t checkpoint = 0;    // the end of its latest checkpoint
};

// Appends by one and the same ledger need not ask what they left. If it is no longer so, the position is taken or the
// version is another, the transaction fails, and is repeated by what is there. Nothing is remembered of a server behind
// another connection: what took its place may have less.
struct Remembered {
  std::string registry;  // empty: nothing is remembered
  proof::Frontier frontier;
  Known known;
  Followers::Subjects subjects;
  unsigned doubts = 0;  // so many appends ask, for others append too
  std::uint64_t connection = 0;

  bool fits(std::span<const Batch> batches) {
    if (registry.empty() || doubts > 0) return false;
    return std::ranges::all_of(batches, [&](const Batch& batch) { return batch.registry == registry; });
  }
  void forget() {
    registry.clear();
    subjects.clear();
  }
};

namespace {

constexpr std::size_t kMostSubjects = 10'000;
constexpr unsigned kDoubts = 16;

using database::Access;
using database::Database;
using database::Row;
using database::Transaction;
using database::Value;
using events::Event;
using events::Imported;
using events::Prepared;

const Imported* import_in(const Batch& batch) {
  return batch.events.empty() ? nullptr : std::get_if<Imported>(&batch.events.front().what);
}

// What happens to applications is no part of the state.
bool changes_state(const Batch& batch) {
  return std::ranges::any_of(batch.events,
                             [](const Prepared& prepared) { return events::application_number(prepared.what) == 0; });
}

// What everything else is appended to. One statement, for each costs a way to the server and back.
struct Opening {
  proof::Frontier frontier;
  std::uint64_t size = 0;
  Known known;
};
Result<Opening> opening(Database& database, std::string_view registry) {
  std::string edge;
  Opening out;
  const std::array values = {Value::text(registry)};
  auto asked = database.query(
      "SELECT (SELECT value FROM properties WHERE name = 'frontier'), "
      "(SELECT COALESCE(MAX(position), -1) FROM events), "
      "(SELECT COALESCE(MAX(c.position), 0) FROM checkpoints c WHERE c.registry = r.id), "
      "r.id, r.version, r.last, r.effective, r.next_record, r.next_contact, r.next_application "
      "FROM (SELECT 1 AS one) o LEFT JOIN registries r ON r.name = $1",
      values, [&](const Row& row) {
        edge = row.bytes(0);
        out.size = static_cast<std::uint64_t>(row.integer(1) + 1);
        out.known.checkpoint = number_at(row, 2);
        if (!row.is_null(3))
          out.known.row = RegistryRow{.id = number_at(row, 3),
                                      .version = number_at(row, 4),
                                      .last = number_at(row, 5),
                                      .effective = row.integer(6),
                                      .next_record = number_at(row, 7),
                                      .next_contact = number_at(row, 8),
                                      .next_application = number_at(row, 9)};
        return true;
      });
  if (!asked) return std::unexpected(std::move(asked.error()));
  if (!edge.empty()) {
    auto frontier = proof::Frontier::from_bytes(edge);
    if (!frontier) return std::unexpected(std::move(frontier.error()));
    out.frontier = std::move(*frontier);
  }
  return out;
}

// One batch on its way into the tables.
class Writer {
 public:
  // `known` is what is known of the batch's registry, and stays so.
  Writer(Database& database, const Batch& batch, proof::Frontier& frontier, Known& known, Followers::Subjects& subjects)
      : database_(database),
        known_(known),
        batch_(batch),
        first_(frontier.size()),
        followers_(database, frontier, subjects, Followers::Since::kNow) {
    const Imported* import = import_in(batch);
    late_ = import != nullptr && import->late ? first_ + 1 : 0;
  }

  Result<void> run() {
    if (auto done = open_registry(); !done) return done;
    if (auto done = hold(); !done) return done;
    if (auto done = write_events(); !done) return done;
    const IsThere is_there = row().version > 0 ? IsThere::kYes : IsThere::kMaybe;
    ++row().version;
    return keep_registry(database_, batch_.registry, row(), is_there);
  }

 private:
  // --- the registry

  Result<void> open_registry() {
    const std::uint64_t version = known_.row ? known_.row->version : 0;
    if (batch_.expected_version && *batch_.expected_version != version)
      return fail(ErrorCode::kConflict,
                  fmt::format("the registry '{}' has changed meanwhile: try again", batch_.registry));
    if (!known_.row)
      if (auto numbered = number_registry(); !numbered) return numbered;
    if (late_ == 0 && changes_state(batch_) && day_number(batch_.effective) < row().effective)
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("{} is before {}, the date of the registry's latest state", to_string(batch_.effective),
                              to_string(date_of(row().effective))));
    return {};
  }

  Result<void> number_registry() {
    const auto last = first_row(database_, "SELECT COALESCE(MAX(id), 0) FROM registries", {},
                                [](const Row& row) { return number_at(row, 0); });
    if (!last) return std::unexpected(last.error());
    known_.row = RegistryRow{.id = last->value_or(0) + 1};
    return {};
  }

  // --- who holds what

  Result<void> hold() {
    for (const std::string& key : batch_.released) {
      const std::array values = {value_of(row().id), Value::text(key)};
      const auto done = database_.execute("DELETE FROM holdings WHERE registry = $1 AND holding = $2", values);
      if (!done) return std::unexpected(done.error());
      if (*done == 0) return fail(ErrorCode::kConflict, fmt::format("nobody holds {}", key));
    }
    Rows rows("holdings", {"registry", "holding", "position"});
    for (const std::string& key : batch_.taken) rows.add({value_of(row().id), Value::text(key), value_of(first_)});
    return rows.write(database_);
  }

  // --- events and what is personal

  Event event_of(const Prepared& prepared) const {
    return {.registry = batch_.registry,
            .recorded = batch_.recorded,
            .effective = batch_.effective,
            .actor = batch_.actor,
            .reason = batch_.reason,
            .late_import = late_,
            .what = prepared.what};
  }

  Result<void> write_events() {
    Rows rows = event_rows();
    Rows personal = personal_rows();
    for (std::uint64_t position = first_; const Prepared& prepared : batch_.events) {
      const Event event = event_of(prepared);
      const EventColumns columns = columns_of(row().id, event);
      const std::string bytes = events::encode(event);
      const proof::Hash leaf = proof::leaf_hash(bytes);
      add_event(rows, position, columns, bytes, leaf);
      if (prepared.personal)
        if (auto added = add_personal(personal, position, columns, *prepared.personal); !added) return added;
      if (auto added = followers_.add(row().id, position, event, leaf); !added) return added;
      advance(row(), position, event);
      ++position;
    }
    if (auto done = rows.write(database_); !done) return done;
    if (auto done = personal.write(database_); !done) return done;
    return followers_.write();
  }

  RegistryRow& row() { return *known_.row; }

  Database& database_;
  Known& known_;
  const Batch& batch_;
  std::uint64_t first_;
  Followers followers_;
  std::uint64_t late_ = 0;
};

struct Written {
  std::vector<Appended> batches;
  // Registries with many events since their latest checkpoint.
  std::vector<std::string> due;
};

// The batches one behind the other, inside of a transaction.
Result<Written> write_all(Database& database, std::span<const Batch> batches, Remembered& remembered, bool trusted) {
  if (batches.empty()) return Written();
  auto open = trusted ? Opening{remembered.frontier, remembered.frontier.size(), remembered.known}
                      : opening(database, batches.front().registry);
  if (!open) return std::unexpected(std::move(open.error()));
  if (open->size != open->frontier.size())
    return fail(ErrorCode::kDamaged, fmt::format("the ledger has {} events and a tree over {}: run `portolan verify`",
                                                 open->size, open->frontier.size()));
  std::map<std::string_view, Known> registries = {{batches.front().registry, open->known}};
  Written out;
  for (const Batch& batch : batches) {
    if (batch.events.empty()) return fail(ErrorCode::kInvalidArgument, "there is nothing to append");
    if (!registries.contains(batch.registry)) {
      auto another = opening(database, batch.registry);
      if (!another) return std::unexpected(std::move(another.error()));
      registries.emplace(batch.registry, another->known);
    }
    out.batches.push_back({open->frontier.size(), batch.events.size()});
    if (auto done = Writer(database, batch, open->frontier, registries[batch.registry], remembered.subjects).run();
        !done)
      return std::unexpected(std::move(done.error()));
  }
  const IsThere is_there = open->size > 0 ? IsThere::kYes : IsThere::kMaybe;
  if (auto kept = keep_frontier(database, open->frontier, is_there); !kept)
    return std::unexpected(std::move(kept.error()));
  for (const auto& [name, known] : registries)
    if (known.row->last - known.checkpoint >= kCheckpointEvery) out.due.emplace_back(name);
  remembered.registry = registries.size() == 1 ? batches.front().registry : std::string();
  remembered.known = registries.begin()->second;
  remembered.frontier = std::move(open->frontier);
  if (remembered.subjects.size() > kMostSubjects) remembered.subjects.clear();
  return out;
}

// Tells those who follow the ledger, when it is committed: by a statement that nobody waits for.
Result<void> tell(Database& database) {
  if (database.kind() != "postgresql") return {};
  return database.post("SELECT pg_notify($1, '')", std::array{Value::text(kChannel)});
}

Result<Written> append_to(Database& database, Remembered& remembered, const std::function<Result<Written>()>& write) {
  const auto in_transaction = [&]() -> Result<Written> {
    auto transaction = Transaction::begin(database, Access::kWrite);
    if (!transaction) return std::unexpected(std::move(transaction.error()));
    if (std::exchange(remembered.connection, database.connections()) != database.connections()) remembered.forget();
    auto written = write();
    if (!written) return written;
    if (auto told = tell(database); !told) return std::unexpected(std::move(told.error()));
    if (auto committed = transaction->commit(); !committed) return std::unexpected(std::move(committed.error()));
    return written;
  };
  auto written = in_transaction();
  if (!written || !written->due.empty()) remembered.forget();
  if (remembered.doubts > 0) --remembered.doubts;
  return written;
}

// Whether a failure may come of a guess that is wrong. What may be written after all is never tried again.
bool may_be_old(const Error& error) {
  return error.code != ErrorCode::kUnavailable && error.code != ErrorCode::kIo && error.place.field != "holdings";
}

// The key that is taken, in words.
std::unexpected<Error> refused(Error error, std::span<const Batch> batches) {
  if (error.code != ErrorCode::kConflict) return std::unexpected(std::move(error));
  if (error.place.field == "events") error.message = "somebody was faster with this application: look at it again";
  if (error.place.field == "request_keys") error.message = "this key was used before, for another command";
  if (error.place.field != "holdings") return std::unexpected(std::move(error));
  const bool one = batches.size() == 1 && batches.front().taken.size() == 1;
  error.message =
      one ? fmt::format("{} is taken", batches.front().taken.front()) : "one of the names and ports is taken";
  return std::unexpected(std::move(error));
}

// A checkpoint where there are many events since the last one. It is made of what is committed, and nothing is lost if
// it cannot be made: the next append tries again.
void keep_up(Database& database, std::span<const std::string> registries) {
  for (const std::string& registry : registries) {
    auto transaction = Transaction::begin(database, Access::kWrite);
    if (!transaction) return;
    const auto row = registry_row(database, registry);
    const auto at = row && *row ? state_inside(database, registry, Latest{}) : fail(ErrorCode::kNotFound, "none");
    if (at && keep_checkpoint(database, (*row)->id, at->end, at->state)) static_cast<void>(transaction->commit());
  }
}

// An application that is open needs what is written in it. 0: none is meant.
Result<void> expect_closed(database::Database& database, std::uint64_t registry, std::uint64_t application) {
  const std::array values = {value_of(registry), value_of(application)};
  const auto open = first_row(database, "SELECT is_open FROM applications WHERE registry = $1 AND application = $2",
                              values, [](const database::Row& row) { return number_at(row, 0); });
  if (!open) return std::unexpected(open.error());
  if (*open && **open != 0) return fail(ErrorCode::kConflict, fmt::format("application {} is open", application));
  return {};
}

}  // namespace

Ledger::Ledger(std::unique_ptr<database::Database> database)
    : database_(std::move(database)), remembered_(std::make_shared<Remembered>()) {}

Result<std::vector<Appended>> Ledger::append(std::span<const Batch> batches) {
  bool trusted = false;
  auto done = append_to(*database_, *remembered_, [&] {
    trusted = remembered_->fits(batches);
    return write_all(*database_, batches, *remembered_, trusted);
  });
  if (!done && trusted && may_be_old(done.error())) {
    remembered_->doubts = kDoubts;
    done = append_to(*database_, *remembered_, [&] { return write_all(*database_, batches, *remembered_, false); });
  }
  if (!done) return refused(std::move(done.error()), batches);
  keep_up(*database_, done->due);
  return std::move(done->batches);
}

Result<Appended> Ledger::append(const Batch& batch) {
  auto done = append(std::span(&batch, 1));
  if (!done) return std::unexpected(std::move(done.error()));
  return done->front();
}

Result<Appended> Ledger::append(std::string_view registry,
                                const std::function<Result<Batch>(const events::Supply&)>& make) {
  std::vector<Batch> batches;
  auto done = append_to(*database_, *remembered_, [&]() -> Result<Written> {
    const auto supply = numbers(registry);
    if (!supply) return std::unexpected(supply.error());
    auto batch = make(*supply);
    if (!batch) return std::unexpected(std::move(batch.error()));
    batches.push_back(std::move(*batch));
    return write_all(*database_, batches, *remembered_, false);
  });
  if (!done) return refused(std::move(done.error()), batches);
  keep_up(*database_, done->due);
  return done->batches.front();
}

Result<Appended> Ledger::erase(std::string_view registry, events::What erasure, std::string actor, std::string reason,
                               std::uint64_t recorded) {
  auto done = append_to(*database_, *remembered_, [&]() -> Result<Written> {
    const auto row = known_registry(*database_, registry);
    if (!row) return std::unexpected(row.error());
    Batch batch{.registry = std::string(registry),
                .actor = std::move(actor),
                .reason = std::move(reason),
                .recorded = recorded,
                .effective = date_of(row->effective),
                .events = {{erasure, std::nullopt}},
                .expected_version = {},
                .taken = {},
                .released = {}};
    const std::array values = {value_of(row->id), value_of(events::contact_number(erasure)),
                               value_of(events::application_number(erasure))};
    if (auto closed = expect_closed(*database_, row->id, events::application_number(erasure)); !closed)
      return std::unexpected(std::move(closed.error()));
    const auto erased =
        database_->execute(events::application_number(erasure) != 0
                               ? "DELETE FROM personal WHERE registry = $1 AND contact = $2 AND application = $3 AND "
                                 "application <> 0"
                               : "DELETE FROM personal WHERE registry = $1 AND contact = $2 AND application = $3",
                           values);
    if (!erased) return std::unexpected(erased.error());
    if (*erased == 0) return fail(ErrorCode::kNotFound, "nothing personal is kept of it");
    return write_all(*database_, std::span(&batch, 1), *remembered_, false);
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return done->batches.front();
}

Result<Appended> Ledger::erase_contact(std::string_view registry, std::uint64_t contact, std::string actor,
                                       std::string reason, std::uint64_t recorded) {
  return erase(registry, events::ContactErased{contact}, std::move(actor), std::move(reason), recorded);
}

Result<Appended> Ledger::erase_application(std::string_view registry, std::uint64_t application, std::string actor,
                                           std::string reason, std::uint64_t recorded) {
  return erase(registry, events::ApplicationErased{application}, std::move(actor), std::move(reason), recorded);
}

}  // namespace portolan::ledger
