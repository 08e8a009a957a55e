// SPDX-License-Identifier: Apache-2.0
//
// Appending. All of it happens under the database's one write transaction, so positions are given in the order of
// commits and without gaps; the primary keys are what makes it true whatever else goes wrong.
#include <fmt/format.h>

#include <algorithm>

#include "ledger/checkpoints.h"
#include "ledger/derived.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"
#include "ledger/tree.h"

namespace portolan::ledger {
namespace {

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

// One batch on its way into the tables.
class Writer {
 public:
  Writer(Database& database, const Batch& batch, proof::Frontier& frontier)
      : database_(database),
        batch_(batch),
        first_(frontier.size()),
        followers_(database, frontier, Followers::Since::kNow) {
    const Imported* import = import_in(batch);
    late_ = import != nullptr && import->late ? first_ + 1 : 0;
  }

  Result<void> run() {
    if (auto done = open_registry(); !done) return done;
    if (auto done = hold(); !done) return done;
    if (auto done = write_events(); !done) return done;
    ++row_.version;
    return keep_registry(database_, batch_.registry, row_);
  }

 private:
  // --- the registry

  Result<void> open_registry() {
    const auto found = registry_row(database_, batch_.registry);
    if (!found) return std::unexpected(found.error());
    const std::uint64_t version = *found ? (*found)->version : 0;
    if (batch_.expected_version && *batch_.expected_version != version)
      return fail(ErrorCode::kConflict,
                  fmt::format("the registry '{}' has changed meanwhile: try again", batch_.registry));
    if (*found) {
      row_ = **found;
    } else if (auto numbered = number_registry(); !numbered) {
      return numbered;
    }
    if (late_ == 0 && day_number(batch_.effective) < row_.effective)
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("{} is before {}, the date of the registry's latest state", to_string(batch_.effective),
                              to_string(date_of(row_.effective))));
    return {};
  }

  Result<void> number_registry() {
    const auto last = first_row(database_, "SELECT COALESCE(MAX(id), 0) FROM registries", {},
                                [](const Row& row) { return number_at(row, 0); });
    if (!last) return std::unexpected(last.error());
    row_.id = last->value_or(0) + 1;
    return {};
  }

  // --- who holds what

  Result<void> hold() {
    for (const std::string& key : batch_.released) {
      const std::array values = {value_of(row_.id), Value::text(key)};
      const auto done = database_.execute("DELETE FROM holdings WHERE registry = $1 AND holding = $2", values);
      if (!done) return std::unexpected(done.error());
      if (*done == 0) return fail(ErrorCode::kConflict, fmt::format("nobody holds {}", key));
    }
    Rows rows("holdings", {"registry", "holding", "position"});
    for (const std::string& key : batch_.taken) rows.add({value_of(row_.id), Value::text(key), value_of(first_)});
    auto taken = rows.write(database_);
    if (!taken && taken.error().code == ErrorCode::kConflict) taken.error().message = taken_words();
    return taken;
  }

  std::string taken_words() const {
    return batch_.taken.size() == 1 ? fmt::format("{} is taken", batch_.taken.front())
                                    : "one of the names and ports is taken";
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
      const EventColumns columns = columns_of(row_.id, event);
      const std::string bytes = events::encode(event);
      const proof::Hash leaf = proof::leaf_hash(bytes);
      add_event(rows, position, columns, bytes, leaf);
      if (prepared.personal)
        if (auto added = add_personal(personal, position, columns, *prepared.personal); !added) return added;
      if (auto added = followers_.add(row_.id, position, event, leaf); !added) return added;
      advance(row_, position, event);
      ++position;
    }
    if (auto done = rows.write(database_); !done) return done;
    if (auto done = personal.write(database_); !done) return done;
    return followers_.write();
  }

  Database& database_;
  const Batch& batch_;
  std::uint64_t first_;
  Followers followers_;
  std::uint64_t late_ = 0;
  RegistryRow row_;
};

// The batches one behind the other, inside of a transaction.
Result<std::vector<Appended>> write_all(Database& database, std::span<const Batch> batches) {
  auto frontier = kept_frontier(database);
  if (!frontier) return std::unexpected(frontier.error());
  const auto size = event_count(database);
  if (!size) return std::unexpected(size.error());
  if (*size != frontier->size())
    return fail(ErrorCode::kDamaged, fmt::format("the ledger has {} events and a tree over {}: run `portolan verify`",
                                                 *size, frontier->size()));
  std::vector<Appended> out;
  for (const Batch& batch : batches) {
    if (batch.events.empty()) return fail(ErrorCode::kInvalidArgument, "there is nothing to append");
    out.push_back({frontier->size(), batch.events.size()});
    if (auto done = Writer(database, batch, *frontier).run(); !done) return std::unexpected(std::move(done.error()));
  }
  if (auto kept = keep_frontier(database, *frontier); !kept) return std::unexpected(std::move(kept.error()));
  return out;
}

Result<std::vector<Appended>> append_to(Database& database,
                                        const std::function<Result<std::vector<Appended>>()>& write) {
  auto transaction = Transaction::begin(database, Access::kWrite);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  auto written = write();
  if (!written) return written;
  if (auto committed = transaction->commit(); !committed) return std::unexpected(std::move(committed.error()));
  return written;
}

// A checkpoint where there are many events since the last one. It is made of what is committed, and nothing is lost if
// it cannot be made: the next append tries again.
void keep_up(Ledger& ledger, std::span<const Batch> batches) {
  Database& database = ledger.database();
  std::vector<std::string_view> done;
  for (const Batch& batch : batches) {
    if (std::ranges::find(done, batch.registry) != done.end()) continue;
    done.push_back(batch.registry);
    const auto row = registry_row(database, batch.registry);
    if (!row || !*row) continue;
    const std::array values = {value_of((*row)->id)};
    const auto last = first_row(database, "SELECT COALESCE(MAX(position), 0) FROM checkpoints WHERE registry = $1",
                                values, [](const Row& found) { return number_at(found, 0); });
    if (!last || (*row)->last - last->value_or(0) < kCheckpointEvery) continue;
    const auto at = ledger.state(batch.registry, Latest{});
    if (at && at->end == (*row)->last) static_cast<void>(keep_checkpoint(database, (*row)->id, at->end, at->state));
  }
}

}  // namespace

Result<std::vector<Appended>> Ledger::append(std::span<const Batch> batches) {
  auto done = append_to(*database_, [&] { return write_all(*database_, batches); });
  if (done) keep_up(*this, batches);
  return done;
}

Result<Appended> Ledger::append(const Batch& batch) {
  auto done = append(std::span(&batch, 1));
  if (!done) return std::unexpected(std::move(done.error()));
  return done->front();
}

Result<Appended> Ledger::append(std::string_view registry,
                                const std::function<Result<Batch>(const events::Supply&)>& make) {
  std::vector<Batch> batches;
  auto done = append_to(*database_, [&]() -> Result<std::vector<Appended>> {
    const auto supply = numbers(registry);
    if (!supply) return std::unexpected(supply.error());
    auto batch = make(*supply);
    if (!batch) return std::unexpected(std::move(batch.error()));
    batches.push_back(std::move(*batch));
    return write_all(*database_, batches);
  });
  if (!done) return std::unexpected(std::move(done.error()));
  keep_up(*this, batches);
  return done->front();
}

Result<Appended> Ledger::erase_contact(std::string_view registry, std::uint64_t contact, std::string actor,
                                       std::string reason, std::uint64_t recorded) {
  auto done = append_to(*database_, [&]() -> Result<std::vector<Appended>> {
    const auto row = known_registry(*database_, registry);
    if (!row) return std::unexpected(row.error());
    Batch batch{.registry = std::string(registry),
                .actor = std::move(actor),
                .reason = std::move(reason),
                .recorded = recorded,
                .effective = date_of(row->effective),
                .events = {{events::ContactErased{contact}, std::nullopt}},
                .expected_version = {},
                .taken = {},
                .released = {}};
    const std::array values = {value_of(row->id), value_of(contact)};
    const auto erased = database_->execute("DELETE FROM personal WHERE registry = $1 AND contact = $2", values);
    if (!erased) return std::unexpected(erased.error());
    if (*erased == 0) return fail(ErrorCode::kNotFound, "nothing personal is kept of this contact");
    return write_all(*database_, std::span(&batch, 1));
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return done->front();
}

}  // namespace portolan::ledger
