// SPDX-License-Identifier: Apache-2.0
//
// Verifying: everything that is kept is made again from the events and compared.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "ledger/checkpoints.h"
#include "ledger/derived.h"
#include "ledger/filing.h"
#include "ledger/inside.h"
#include "ledger/ledger.h"
#include "ledger/rows.h"
#include "ledger/tree.h"

namespace portolan::ledger {
namespace {

using database::Database;
using database::Row;
using database::Value;
using proof::Hash;

class Verifier {
 public:
  Verifier(Database& database, std::span<const proof::TreeHead> known, const Progress& progress)
      : database_(database), known_(known.begin(), known.end()), progress_(progress) {
    std::ranges::sort(known_, {}, &proof::TreeHead::size);
  }

  Result<Verification> run() {
    for (const auto& step : {&Verifier::registries, &Verifier::events, &Verifier::nodes, &Verifier::states,
                             &Verifier::holdings, &Verifier::filing, &Verifier::personal})
      if (auto done = (this->*step)(); !done) return std::unexpected(std::move(done.error()));
    std::ranges::stable_sort(out_.findings, {},
                             [](const Finding& finding) { return std::pair(finding.derived, finding.position); });
    return std::move(out_);
  }

 private:
  // The first of each kind says where it begins; the others would only repeat it.
  void find(std::uint64_t position, std::string_view kind, std::string what) {
    constexpr std::array<std::string_view, 6> kDirect = {"gap", "hash", "event", "columns", "fit", "cut"};
    if (!seen_.insert(std::string(kind)).second) return;
    out_.findings.push_back({position, std::move(what), std::ranges::find(kDirect, kind) == kDirect.end()});
  }

  Result<void> registries() {
    auto asked = database_.query("SELECT id, name, last FROM registries ORDER BY id", {}, [&](const Row& row) {
      registries_.emplace(number_at(row, 0), Known{std::string(row.bytes(1)), number_at(row, 2)});
      return true;
    });
    if (!asked) return asked;
    return database_.query("SELECT registry, position FROM checkpoints ORDER BY registry, position", {},
                           [&](const Row& row) {
                             if (const auto found = registries_.find(number_at(row, 0)); found != registries_.end())
                               found->second.checkpoints.push_back({number_at(row, 1), {}});
                             return true;
                           });
  }

  // --- the events and their hashes

  Result<void> events() {
    bool stopped = false;
    compare_known();
    auto asked = database_.query(
        "SELECT position, registry, late, effective, record, contact, application, step, bytes, hash FROM events "
        "ORDER BY position",
        {}, [&](const Row& row) {
          event(row);
          stopped = progress_ && out_.events % 4096 == 0 && !progress_(out_.events);
          return !stopped;
        });
    if (!asked) return asked;
    if (stopped) return fail(ErrorCode::kUnavailable, "verifying was stopped");
    out_.tree = frontier_.head();
    for (; next_known_ < known_.size(); ++next_known_)
      find(out_.events, "cut",
           fmt::format("the ledger has {} events; a checkpoint kept elsewhere has {}: the end is missing", out_.events,
                       known_[next_known_].size));
    const auto kept = kept_frontier(database_);
    if (!kept || *kept != frontier_)
      find(kept ? std::min(kept->size(), out_.events) : out_.events, "frontier",
           "the edge of the tree that is kept is not that of the events");
    return {};
  }

  void event(const Row& row) {
    const std::uint64_t position = number_at(row, 0);
    if (position != out_.events + missing_) {
      find(out_.events + missing_, "gap",
           fmt::format("events {} to {} are missing", out_.events + missing_, position - 1));
      missing_ = position - out_.events;
    }
    const std::string_view bytes = row.bytes(8);
    const Hash hash = proof::leaf_hash(bytes);
    if (hash_of(row.bytes(9)) != hash)
      find(position, "hash", fmt::format("event {} is not what its hash was made of", position));
    frontier_.append(hash, [&](const proof::Node& node) {
      if (node.level >= kKeptLevel) nodes_.push_back(node);
    });
    ++out_.events;
    out_.bytes += bytes.size();
    compare_known();
    columns(row, position, bytes);
  }

  // The head of a checkpoint kept elsewhere, where there is one of this size.
  void compare_known() {
    for (; next_known_ < known_.size() && known_[next_known_].size <= frontier_.size(); ++next_known_)
      if (known_[next_known_].size == frontier_.size() && known_[next_known_].root != frontier_.root())
        find(last_good_, "known",
             fmt::format("the first {} events are not those of a checkpoint kept elsewhere; up to {} they are",
                         frontier_.size(), last_good_));
      else
        last_good_ = known_[next_known_].size;
  }

  // The columns that are searched say what the event says, and the event fits those before it.
  void columns(const Row& row, std::uint64_t position, std::string_view bytes) {
    const auto event = events::decode(bytes);
    if (!event) {
      find(position, "event", fmt::format("event {}: {}", position, event.error().message));
      return;
    }
    const auto known = registries_.find(number_at(row, 1));
    const auto* import = std::get_if<events::Imported>(&event->what);
    const std::uint64_t late = event->late_import;
    const EventColumns filed{.registry = number_at(row, 1),
                             .late = number_at(row, 2),
                             .effective = row.integer(3),
                             .record = number_at(row, 4),
                             .contact = number_at(row, 5),
                             .application = number_at(row, 6),
                             .step = number_at(row, 7)};
    if (known == registries_.end() || known->second.name != event->registry ||
        filed != columns_of(filed.registry, *event) || (import != nullptr && import->late != (late == position + 1)))
      find(position, "columns", fmt::format("event {} is filed as another one", position));
    if (known == registries_.end()) return;
    filing_.add(number_at(row, 1), position, *event);
    const bool main = is_of_main_line(*event);
    if (main) known->second.main_end = position + 1;
    // The state of the main line is carried along; those of late imports are few and are folded for themselves.
    if (main) {
      known->second.pass_checkpoints(position);
      const std::int64_t day = day_number(event->effective);
      if (day < known->second.day)
        find(position, "fit",
             fmt::format("event {} holds from {} on, the one before it from a later day", position,
                         to_string(event->effective)));
      known->second.day = day;
      if (const auto applied = known->second.state.apply(*event, position); !applied) {
        known->second.fits = false;
        find(position, "fit", applied.error().message);
      }
    } else if (late == position + 1) {
      late_imports_.emplace_back(known->second.name, event->effective);
    }
    if (std::holds_alternative<events::ContactErased>(event->what))
      erased_.insert(Owner{filed.registry, filed.contact, 0});
    if (std::holds_alternative<events::ApplicationErased>(event->what))
      erased_.insert(Owner{filed.registry, 0, filed.application});
    if (const events::Digest* commitment = events::commitment_in(event->what))
      committed_.emplace(position, Committed{{filed.registry, filed.contact, filed.application}, *commitment});
  }

  // --- what is kept beside them

  struct Known {
    std::string name;
    std::uint64_t last = 0;
    std::uint64_t main_end = 0;
    std::int64_t day = 0;  // of the last event of the main line
    events::State state = {};
    // The checkpoints that are kept, and what they should be, as far as `passed`.
    struct Expected {
      std::uint64_t end;
      Hash state;
    };
    std::vector<Expected> checkpoints = {};
    std::size_t passed = 0;
    bool fits = true;  // an event that did not fit makes all states behind it worthless

    // Call before the event at `position` is applied.
    void pass_checkpoints(std::uint64_t position) {
      for (; fits && passed < checkpoints.size() && checkpoints[passed].end <= position; ++passed)
        checkpoints[passed].state = proof::sha256({state.encode()});
    }
  };

  Result<void> nodes() {
    std::size_t next = 0;
    std::ranges::sort(nodes_, [](const proof::Node& a, const proof::Node& b) {
      return a.level != b.level ? a.level < b.level : a.index < b.index;
    });
    const auto first_of = [](const proof::Node& node) { return node.index << node.level; };
    auto asked =
        database_.query("SELECT level, number, hash FROM tree ORDER BY level, number", {}, [&](const Row& row) {
          const std::uint64_t level = number_at(row, 0);
          const std::uint64_t index = number_at(row, 1);
          if (next < nodes_.size() && nodes_[next].level == level && nodes_[next].index == index &&
              hash_of(row.bytes(2)) == nodes_[next].hash) {
            ++next;
            return true;
          }
          find(level < 63 ? index << level : 0, "node",
               fmt::format("node {} of level {} of the tree is wrong", index, level));
          return false;
        });
    if (!asked) return asked;
    if (next < nodes_.size() && !seen_.contains("node"))
      find(first_of(nodes_[next]), "node",
           fmt::format("node {} of level {} of the tree is missing", nodes_[next].index, nodes_[next].level));
    return {};
  }

  // Checkpoints of the state, and the states of late imports.
  Result<void> states() {
    for (auto& [id, known] : registries_) {
      if (known.last != known.main_end)
        find(std::min(known.last, known.main_end), "last",
             fmt::format("the registry '{}' is said to end at {}, but ends at {}", known.name, known.last,
                         known.main_end));
      known.pass_checkpoints(UINT64_MAX);
      for (const auto& [end, state] : std::span(known.checkpoints).first(known.passed)) {
        const auto kept = checkpoint_before(database_, id, end);
        if (!kept || kept->end != end || end > known.main_end || proof::sha256({kept->state.encode()}) != state)
          find(end, "checkpoint", fmt::format("the checkpoint of the state behind {} events is wrong", end));
      }
    }
    for (const auto& [name, date] : late_imports_) {
      const auto at = state_inside(database_, name, date);
      if (!at) find(0, "late", fmt::format("the late import of {}: {}", to_string(date), at.error().message));
    }
    return {};
  }

  // Who holds what follows from the state.
  Result<void> holdings() {
    for (const auto& [id, known] : registries_) {
      std::vector<registry::Record> records;
      known.state.records().for_each([&](std::uint64_t, const registry::Record& record) { records.push_back(record); });
      const std::vector<std::string> expected = events::holdings(records);
      std::set<std::string> kept;
      const std::array values = {value_of(id)};
      auto asked = database_.query("SELECT holding FROM holdings WHERE registry = $1", values, [&](const Row& row) {
        kept.insert(std::string(row.bytes(0)));
        return true;
      });
      if (!asked) return asked;
      for (const std::string& key : expected)
        if (kept.erase(key) == 0) find(known.main_end, "holding", fmt::format("nobody is noted to hold {}", key));
      if (!kept.empty()) find(known.main_end, "holding", fmt::format("{} is noted as held, but is not", *kept.begin()));
    }
    return {};
  }

  // How events are found again follows from them.
  Result<void> filing() {
    auto misfiled = filing_.compare(database_, out_.events);
    if (!misfiled) return std::unexpected(std::move(misfiled.error()));
    for (Filing::Misfiled& one : *misfiled) {
      const std::string kind = one.what;
      find(one.position, kind, std::move(one.what));
    }
    return {};
  }

  // What is personal is what was committed to, or was erased.
  Result<void> personal() {
    auto asked = database_.query(
        "SELECT position, registry, contact, application, salt, data, id FROM personal ORDER BY position", {},
        [&](const Row& row) {
          const std::uint64_t position = number_at(row, 0);
          const auto found = committed_.find(position);
          const Owner owner{number_at(row, 1), number_at(row, 2), number_at(row, 3)};
          const events::Personal personal{std::string(row.bytes(4)), std::string(row.bytes(5))};
          const auto id = searched_id({.contact = owner.contact, .application = owner.application}, personal);
          const bool right = id && *id == row.bytes(6) && found != committed_.end() && found->second.owner == owner &&
                             events::commitment(personal) == found->second.commitment;
          if (!right)
            find(position, "personal",
                 fmt::format("what is kept beside event {} is not what it committed to", position));
          if (found != committed_.end()) committed_.erase(found);
          return true;
        });
    if (!asked) return asked;
    for (const auto& [position, committed] : committed_)
      if (!erased_.contains(committed.owner))
        find(position, "withheld",
             fmt::format("what belongs beside event {} is missing, and was not erased", position));
    return {};
  }

  // Of whom or what something personal is kept.
  struct Owner {
    std::uint64_t registry = 0;
    std::uint64_t contact = 0;
    std::uint64_t application = 0;
    auto operator<=>(const Owner&) const = default;
  };
  struct Committed {
    Owner owner;
    events::Digest commitment;
  };

  Database& database_;
  std::vector<proof::TreeHead> known_;
  Progress progress_;
  Verification out_;
  std::set<std::string> seen_;
  std::map<std::uint64_t, Known> registries_;
  proof::Frontier frontier_;
  std::vector<proof::Node> nodes_;
  Filing filing_;
  std::uint64_t missing_ = 0;
  std::size_t next_known_ = 0;
  std::uint64_t last_good_ = 0;
  std::vector<std::pair<std::string, Date>> late_imports_;
  std::map<std::uint64_t, Committed> committed_;
  std::set<Owner> erased_;
};

}  // namespace

Result<Verification> verify_inside(Database& database, std::span<const proof::TreeHead> known,
                                   const Progress& progress) {
  return Verifier(database, known, progress).run();
}

Result<Verification> verify(Ledger& ledger, std::span<const proof::TreeHead> known, const Progress& progress) {
  // What is appended meanwhile would look like damage.
  auto transaction = database::Transaction::begin(ledger.database(), database::Access::kRead);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  return verify_inside(ledger.database(), known, progress);
}

}  // namespace portolan::ledger
