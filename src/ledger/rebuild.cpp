// SPDX-License-Identifier: Apache-2.0
#include "ledger/rebuild.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <unordered_map>

#include "ledger/derived.h"
#include "ledger/inside.h"
#include "ledger/line.h"
#include "ledger/pages.h"
#include "ledger/tree.h"

namespace portolan::ledger {
namespace {

using database::Access;
using database::Database;
using database::Row;
using database::Transaction;
using database::Value;
using events::Event;

// Which events were appended together.
class Batches {
 public:
  // True if this event begins another batch.
  bool begins(const Event& event, std::uint64_t position) {
    if (!is_first_ && same_append(last_, event)) return false;
    first_ = position;
    is_first_ = false;
    last_ = event;
    return true;
  }
  std::uint64_t first() const noexcept { return first_; }

 private:
  Event last_;
  std::uint64_t first_ = 0;
  bool is_first_ = true;  // of all events
};

class Rebuilder {
 public:
  Rebuilder(Database& database, const Progress& progress) : database_(database), progress_(progress) {}

  Result<void> run() {
    for (const auto& step : {&Rebuilder::remember, &Rebuilder::clear, &Rebuilder::events, &Rebuilder::finish})
      if (auto done = (this->*step)(); !done) return done;
    return {};
  }

 private:
  Result<void> remember() {
    // What cannot be read of these is damaged, and no witness.
    if (auto kept = kept_frontier(database_)) kept_ = std::move(*kept);
    if (auto last = signed_frontier(database_)) signed_ = std::move(*last);
    return database_.query("SELECT name, version FROM registries", {}, [&](const Row& row) {
      versions_.emplace(row.bytes(0), number_at(row, 1));
      return true;
    });
  }

  Result<void> clear() {
    for (const std::string_view sql :
         {"DELETE FROM registries", "DELETE FROM holdings", "DELETE FROM subjects", "DELETE FROM tree",
          "DELETE FROM documents", "DELETE FROM checkpoints", "DELETE FROM applications", "DELETE FROM request_keys"})
      if (const auto done = database_.execute(sql); !done) return std::unexpected(done.error());
    return {};
  }

  Result<void> events() {
    EventPages pages(database_);
    for (;;) {
      const auto page = pages.next();
      if (!page) return std::unexpected(page.error());
      if (page->empty()) return {};
      for (const StoredEvent& stored : *page)
        if (auto done = event(stored); !done) return done;
      if (auto done = followers_.write(); !done) return done;
      if (progress_ && !progress_(frontier_.size())) return fail(ErrorCode::kUnavailable, "rebuilding was stopped");
    }
  }

  Result<void> event(const StoredEvent& stored) {
    const auto event = events::decode(stored.bytes);
    if (!event) {
      Error error = event.error();
      error.message += fmt::format(" (event {})", stored.position);
      return std::unexpected(std::move(error));
    }
    const proof::Hash leaf = proof::leaf_hash(stored.bytes);
    if (auto done = end_batch_before(*event, stored.position); !done) return done;
    const EventColumns columns = columns_of(line_->id(), *event);
    if (auto done = correct(stored, columns, leaf); !done) return done;
    if (auto done = correct_personal(stored, columns, *event); !done) return done;
    if (auto done = followers_.add(line_->id(), stored.position, *event, leaf); !done) return done;
    if (auto done = compare_with_kept(stored, leaf); !done) return done;
    return line_->add(*event, stored.position, batches_.first());
  }

  Result<void> end_batch_before(const Event& event, std::uint64_t position) {
    if (!batches_.begins(event, position)) return {};
    if (line_ != nullptr)
      if (auto ended = line_->end_batch(database_); !ended) return ended;
    const auto [found, is_new] = line_of_.try_emplace(event.registry, nullptr);
    if (is_new) found->second = &lines_.emplace_back(event.registry, lines_.size() + 1);
    line_ = found->second;
    return {};
  }

  // --- what is kept beside the bytes

  Result<void> correct(const StoredEvent& stored, const EventColumns& columns, const proof::Hash& leaf) {
    if (stored.columns == columns && stored.leaf == leaf) return {};
    const std::array values = {
        value_of(stored.position),     value_of(columns.registry), value_of(columns.late),
        Value(columns.effective),      value_of(columns.record),   value_of(columns.contact),
        value_of(columns.application), value_of(columns.step),     Value::blob(proof::bytes_of(leaf))};
    const auto done = database_.execute(
        "UPDATE events SET registry = $2, late = $3, effective = $4, record = $5, contact = $6, application = $7, step "
        "= $8, hash = $9 "
        "WHERE position = $1",
        values);
    if (!done) return std::unexpected(done.error());
    return {};
  }

  // Only of what is what the event committed to: the rest is for verify to find.
  Result<void> correct_personal(const StoredEvent& stored, const EventColumns& columns, const Event& event) {
    const events::Digest* commitment = events::commitment_in(event.what);
    if (!stored.personal || commitment == nullptr || events::commitment(stored.personal->personal) != *commitment)
      return {};
    const auto id = searched_id(columns, stored.personal->personal);
    if (!id) return std::unexpected(id.error());
    if (stored.personal->registry == columns.registry && stored.personal->contact == columns.contact &&
        stored.personal->application == columns.application && stored.personal->id == *id)
      return {};
    const std::array values = {value_of(stored.position), value_of(columns.registry), value_of(columns.contact),
                               Value::text(*id), value_of(columns.application)};
    const auto done = database_.execute(
        "UPDATE personal SET registry = $2, contact = $3, id = $4, application = $5 WHERE position = $1", values);
    if (!done) return std::unexpected(done.error());
    return {};
  }

  // --- the tree as it was kept

  Result<void> compare_with_kept(const StoredEvent& stored, const proof::Hash& leaf) {
    if (signed_ && signed_->size() == frontier_.size() && *signed_ != frontier_)
      return refused(fmt::format("the first {} events are not those that were signed", frontier_.size()));
    if (!kept_ || noted_.size() >= kept_->size()) return {};
    if (stored.leaf != leaf && !altered_) altered_ = stored.position;
    noted_.append(stored.leaf.value_or(proof::Hash{}));
    if (!altered_ || noted_ != *kept_) return {};
    return refused(
        fmt::format("event {} is not what its hash and the ledger's tree were made of: it was altered", *altered_));
  }

  static std::unexpected<Error> refused(std::string what) {
    return fail(ErrorCode::kDamaged, std::move(what) + "; making everything again would hide that: restore a backup");
  }

  Result<void> finish() {
    const std::uint64_t expected = std::max(kept_ ? kept_->size() : 0, signed_ ? signed_->size() : 0);
    if (expected > frontier_.size())
      return refused(
          fmt::format("the ledger had {} events, and {} are there: the end is missing", expected, frontier_.size()));
    if (line_ != nullptr)
      if (auto ended = line_->end_batch(database_); !ended) return ended;
    for (Line& line : lines_) {
      const auto version = versions_.find(line.name());
      if (auto written = line.write(database_, version == versions_.end() ? 0 : version->second); !written)
        return written;
    }
    return keep_frontier(database_, frontier_);
  }

  Database& database_;
  const Progress& progress_;
  std::unordered_map<std::string, std::uint64_t> versions_;
  std::optional<proof::Frontier> kept_;
  std::optional<proof::Frontier> signed_;
  proof::Frontier noted_;  // of the hashes that are kept beside the events
  std::optional<std::uint64_t> altered_;

  proof::Frontier frontier_;
  Followers::Subjects subjects_;
  Followers followers_{database_, frontier_, subjects_, Followers::Since::kTheFirstEvent};
  Batches batches_;
  std::deque<Line> lines_;  // by the registries' numbers
  std::unordered_map<std::string, Line*> line_of_;
  Line* line_ = nullptr;  // of the batch that is read
};

}  // namespace

Result<void> rebuild_inside(Database& database, const Progress& progress) {
  return Rebuilder(database, progress).run();
}

Result<void> rebuild(Ledger& ledger, const Progress& progress) {
  auto transaction = Transaction::begin(ledger.database(), Access::kWrite);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  if (auto done = rebuild_inside(ledger.database(), progress); !done) return done;
  return transaction->commit();
}

}  // namespace portolan::ledger
