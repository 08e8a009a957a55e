// SPDX-License-Identifier: Apache-2.0
//
// Appending. All of it happens under the database's one write transaction, so positions are given in the order of
// commits and without gaps; the primary keys are what makes it true whatever else goes wrong.
#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "ledger/checkpoints.h"
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
  Writer(Database& database, const Batch& batch, std::uint64_t first, proof::Frontier& frontier)
      : database_(database), batch_(batch), first_(first), frontier_(frontier) {
    const Imported* import = import_in(batch);
    late_ = import != nullptr && import->late ? first + 1 : 0;
  }

  Result<void> run() {
    if (auto done = open_registry(); !done) return done;
    if (auto done = hold(); !done) return done;
    if (auto done = write_events(); !done) return done;
    if (auto done = write_nodes(); !done) return done;
    if (auto done = write_subjects(); !done) return done;
    if (auto done = write_document(); !done) return done;
    return close_registry();
  }
  const RegistryRow& row() const { return row_; }

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
    } else if (auto made = make_registry(); !made) {
      return made;
    }
    if (late_ == 0 && day_number(batch_.effective) < row_.effective)
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("{} is before {}, the date of the registry's latest state", to_string(batch_.effective),
                              to_string(date_of(row_.effective))));
    return {};
  }

  Result<void> make_registry() {
    const auto last = first_row(database_, "SELECT COALESCE(MAX(id), 0) FROM registries", {},
                                [](const Row& row) { return number_at(row, 0); });
    if (!last) return std::unexpected(last.error());
    row_.id = last->value_or(0) + 1;
    const std::array values = {value_of(row_.id), Value::text(batch_.registry)};
    const auto made = database_.execute(
        "INSERT INTO registries (id, name, version, last, effective, next_record, next_contact) "
        "VALUES ($1, $2, 0, 0, 0, 1, 1)",
        values);
    if (!made) return std::unexpected(made.error());
    return {};
  }

  Result<void> close_registry() {
    for (const Prepared& one : batch_.events) {
      row_.next_record = std::max(row_.next_record, events::record_number(one.what) + 1);
      row_.next_contact = std::max(row_.next_contact, events::contact_number(one.what) + 1);
    }
    if (late_ == 0) {
      row_.last = first_ + batch_.events.size();
      row_.effective = day_number(batch_.effective);
    }
    ++row_.version;
    const std::array values = {value_of(row_.id),     value_of(row_.version),     value_of(row_.last),
                               Value(row_.effective), value_of(row_.next_record), value_of(row_.next_contact)};
    const auto done = database_.execute(
        "UPDATE registries SET version = $2, last = $3, effective = $4, next_record = $5, next_contact = $6 "
        "WHERE id = $1",
        values);
    if (!done) return std::unexpected(done.error());
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
    constexpr std::array<std::string_view, 3> kColumns = {"registry", "holding", "position"};
    std::vector<Value> values;
    values.reserve(batch_.taken.size() * kColumns.size());
    for (const std::string& key : batch_.taken) {
      values.push_back(value_of(row_.id));
      values.push_back(Value::text(key));
      values.push_back(value_of(first_));
    }
    auto taken = values.empty() ? Result<void>() : database_.insert("holdings", kColumns, values);
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
    constexpr std::array<std::string_view, 8> kColumns = {"position", "registry", "late",  "effective",
                                                          "record",   "contact",  "bytes", "hash"};
    std::vector<Value> values;
    values.reserve(batch_.events.size() * kColumns.size());
    std::deque<std::string> bytes;  // values are views
    std::deque<proof::Hash> hashes;
    for (std::uint64_t i = 0; i < batch_.events.size(); ++i) {
      const Prepared& prepared = batch_.events[i];
      bytes.push_back(events::encode(event_of(prepared)));
      hashes.push_back(proof::leaf_hash(bytes.back()));
      frontier_.append(hashes.back(), [&](const proof::Node& node) {
        if (node.level >= kKeptLevel) nodes_.push_back(node);
      });
      for (const Value& value :
           {value_of(first_ + i), value_of(row_.id), value_of(late_), Value(day_number(batch_.effective)),
            value_of(events::record_number(prepared.what)), value_of(events::contact_number(prepared.what)),
            Value::blob(bytes.back()), Value::blob(proof::bytes_of(hashes.back()))})
        values.push_back(value);
    }
    if (auto done = database_.insert("events", kColumns, values); !done) return done;
    return write_personal();
  }

  Result<void> write_personal() {
    constexpr std::array<std::string_view, 6> kColumns = {"position", "registry", "contact", "id", "salt", "data"};
    std::vector<Value> values;
    std::deque<std::string> ids;
    for (std::uint64_t i = 0; i < batch_.events.size(); ++i) {
      const Prepared& prepared = batch_.events[i];
      if (!prepared.personal) continue;
      const auto contact = events::decode_contact(prepared.personal->data);
      if (!contact) return std::unexpected(contact.error());
      ids.push_back(registry::fold_ascii(contact->id));
      for (const Value& value :
           {value_of(first_ + i), value_of(row_.id), value_of(events::contact_number(prepared.what)),
            Value::text(ids.back()), Value::blob(prepared.personal->salt), Value::blob(prepared.personal->data)})
        values.push_back(value);
    }
    return values.empty() ? Result<void>() : database_.insert("personal", kColumns, values);
  }

  Result<void> write_nodes() {
    constexpr std::array<std::string_view, 3> kColumns = {"level", "number", "hash"};
    std::vector<Value> values;
    for (const proof::Node& node : nodes_)
      for (const Value& value :
           {Value(std::int64_t{node.level}), value_of(node.index), Value::blob(proof::bytes_of(node.hash))})
        values.push_back(value);
    return values.empty() ? Result<void>() : database_.insert("tree", kColumns, values);
  }

  // --- where subjects occur

  Result<void> write_subjects() {
    constexpr std::array<std::string_view, 5> kColumns = {"registry", "name", "first_port", "last_port", "record"};
    std::vector<Value> values;  // of new records, which cannot be there
    std::deque<std::string> names;
    for (const Prepared& prepared : batch_.events) {
      const auto* added = std::get_if<events::RecordAdded>(&prepared.what);
      const auto* changed = std::get_if<events::RecordChanged>(&prepared.what);
      if (added == nullptr && changed == nullptr) continue;
      const registry::Record& record = added != nullptr ? added->record : changed->record;
      names.push_back(record.name.folded());
      const std::array row = {
          value_of(row_.id), Value::text(names.back()), Value(record.ports ? std::int64_t{record.ports->first} : -1),
          Value(record.ports ? std::int64_t{record.ports->last} : -1), value_of(events::record_number(prepared.what))};
      if (added != nullptr && late_ == 0) {
        values.insert(values.end(), row.begin(), row.end());
        continue;
      }
      const auto done = database_.execute(
          "INSERT INTO subjects (registry, name, first_port, last_port, record) VALUES ($1, $2, $3, $4, $5) "
          "ON CONFLICT (registry, name, first_port, last_port, record) DO NOTHING",
          row);
      if (!done) return std::unexpected(done.error());
    }
    return values.empty() ? Result<void>() : database_.insert("subjects", kColumns, values);
  }

  Result<void> write_document() {
    const Imported* import = import_in(batch_);
    if (import == nullptr) return {};
    const std::array values = {value_of(row_.id), Value::blob(proof::bytes_of(import->sha256)), value_of(first_)};
    const auto done =
        database_.execute("INSERT INTO documents (registry, sha256, position) VALUES ($1, $2, $3)", values);
    if (done) return {};
    if (done.error().code == ErrorCode::kConflict)
      return fail(ErrorCode::kConflict, fmt::format("{} was imported before", import->file));
    return std::unexpected(done.error());
  }

  Database& database_;
  const Batch& batch_;
  std::uint64_t first_;
  proof::Frontier& frontier_;
  std::uint64_t late_ = 0;
  RegistryRow row_;
  std::vector<proof::Node> nodes_;
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
    if (auto done = Writer(database, batch, frontier->size(), *frontier).run(); !done)
      return std::unexpected(std::move(done.error()));
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
