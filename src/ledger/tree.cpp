// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree.h"

#include "ledger/ledger.h"
#include "ledger/rows.h"

namespace portolan::ledger {

using database::Database;
using database::Row;
using database::Value;
using proof::Frontier;
using proof::Hash;

namespace {

constexpr std::string_view kFrontier = "frontier";
constexpr std::string_view kLastSigned = "last signed";

std::unexpected<Error> damaged(const char* what) {
  return fail(ErrorCode::kDamaged, std::string(what) + ": run `portolan verify`");
}

// The root over 2^level leaves, at most 128 of them.
Result<Hash> small_subtree(Database& database, unsigned level, std::uint64_t index) {
  const std::uint64_t first = index << level;
  const std::uint64_t count = std::uint64_t{1} << level;
  const std::array values = {value_of(first), value_of(first + count)};
  Frontier frontier;
  bool whole = true;
  auto asked = database.query("SELECT hash FROM events WHERE position >= $1 AND position < $2 ORDER BY position",
                              values, [&](const Row& row) {
                                const auto hash = hash_of(row.bytes(0));
                                whole = hash.has_value();
                                if (whole) frontier.append(*hash);
                                return whole;
                              });
  if (!asked) return std::unexpected(std::move(asked.error()));
  if (!whole || frontier.size() != count) return damaged("events are missing from the ledger");
  return frontier.root();
}

}  // namespace

Result<Frontier> kept_frontier(Database& database) {
  const auto bytes = property(database, kFrontier);
  if (!bytes) return std::unexpected(bytes.error());
  return *bytes ? Frontier::from_bytes(**bytes) : Frontier();
}

Result<void> keep_frontier(Database& database, const Frontier& frontier, IsThere is_there) {
  return set_property(database, kFrontier, frontier.to_bytes(), is_there);
}

Result<std::optional<Frontier>> signed_frontier(Database& database) {
  const auto bytes = property(database, kLastSigned);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return std::nullopt;
  return Frontier::from_bytes(**bytes);
}

proof::NodeSource kept_nodes(Database& database) {
  return [&database](unsigned level, std::uint64_t index) -> Result<Hash> {
    if (level < kKeptLevel) return small_subtree(database, level, index);
    const std::array values = {Value(std::int64_t{level}), value_of(index)};
    const auto found = first_row(database, "SELECT hash FROM tree WHERE level = $1 AND number = $2", values,
                                 [](const Row& row) { return hash_of(row.bytes(0)); });
    if (!found) return std::unexpected(found.error());
    if (!*found || !**found) return damaged("a node of the ledger's tree is missing");
    return ***found;
  };
}

Result<proof::TreeHead> Ledger::tree() {
  const auto frontier = kept_frontier(*database_);
  if (!frontier) return std::unexpected(frontier.error());
  return frontier->head();
}

Result<proof::TreeHead> Ledger::recompute_tree(std::uint64_t size) {
  Frontier frontier;
  const std::array values = {value_of(size)};
  bool whole = true;
  auto asked = database_->query("SELECT position, bytes FROM events WHERE position < $1 ORDER BY position", values,
                                [&](const Row& row) {
                                  whole = number_at(row, 0) == frontier.size();
                                  if (whole) frontier.append(proof::leaf_hash(row.bytes(1)));
                                  return whole;
                                });
  if (!asked) return std::unexpected(std::move(asked.error()));
  if (!whole || frontier.size() != size) return damaged("events are missing from the ledger");
  return frontier.head();
}

Result<std::optional<proof::TreeHead>> Ledger::last_signed() {
  const auto frontier = signed_frontier(*database_);
  if (!frontier) return std::unexpected(frontier.error());
  if (!*frontier) return std::nullopt;
  return (*frontier)->head();
}

Result<void> Ledger::note_signed(const proof::TreeHead& tree) {
  auto transaction = database::Transaction::begin(*database_, database::Access::kWrite);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  const auto last = last_signed();
  if (!last) return std::unexpected(last.error());
  const auto frontier = kept_frontier(*database_);
  if (!frontier) return std::unexpected(frontier.error());
  if (*last && (*last)->size > tree.size) return damaged("a longer ledger was signed before");
  // The edge of the tree is noted, which gives its size and its root. If the ledger has grown meanwhile, the next
  // signature notes more.
  if (frontier->head() != tree) return {};
  if (auto set = set_property(*database_, kLastSigned, frontier->to_bytes()); !set) return set;
  return transaction->commit();
}

Result<proof::Proof> Ledger::prove_inclusion(std::uint64_t position, std::uint64_t size) {
  return proof::inclusion_proof(position, size, kept_nodes(*database_));
}

Result<proof::Proof> Ledger::prove_consistency(std::uint64_t old_size, std::uint64_t new_size) {
  return proof::consistency_proof(old_size, new_size, kept_nodes(*database_));
}

}  // namespace portolan::ledger
