// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <optional>
#include <unordered_map>

#include "events/fields.h"
#include "ledger/backup.h"
#include "ledger/backup_parts.h"
#include "ledger/backup_stream.h"
#include "ledger/derived.h"
#include "ledger/inside.h"
#include "ledger/pages.h"
#include "ledger/rows.h"
#include "ledger/schema.h"

namespace portolan::ledger {
namespace {

using database::Access;
using database::Database;
using database::Transaction;
using events::FieldReader;

std::unexpected<Error> damaged(std::string what) {
  return fail(ErrorCode::kDamaged, "this backup is cut, changed or damaged: " + std::move(what));
}

// The events and what is personal from a backup into the tables; nothing that follows from them.
class BackupReader {
 public:
  BackupReader(Unpacker& unpacker, Database& database, const Progress& progress)
      : unpacker_(unpacker), database_(database), progress_(progress) {}

  Result<BackupInfo> run() {
    if (auto done = head(); !done) return std::unexpected(std::move(done.error()));
    for (bool more = true; more;) {
      auto next = part();
      if (!next) return std::unexpected(std::move(next.error()));
      more = *next;
    }
    if (auto done = write(); !done) return std::unexpected(std::move(done.error()));
    if (auto done = unpacker_.end(); !done) return std::unexpected(std::move(done.error()));
    info_.bytes = unpacker_.bytes();
    return std::move(info_);
  }

 private:
  Result<std::string> bytes_of_part() {
    std::string size;
    for (bool more = true; more;) {
      const auto byte = unpacker_.byte();
      if (!byte) return std::unexpected(byte.error());
      size.push_back(static_cast<char>(*byte));
      more = *byte >= 0x80 && size.size() < 10;
    }
    std::string_view rest = size;
    const auto number = events::take_varint(rest);
    if (!number || *number > kMostOfAPart) return damaged("a size in it is none");
    return unpacker_.read(*number);
  }

  Result<void> head() {
    const auto bytes = bytes_of_part();
    if (!bytes) return std::unexpected(bytes.error());
    FieldReader fields(*bytes);
    const std::uint64_t kind = fields.number(kPart);
    info_.origin = fields.bytes(kPartOrigin);
    if (kind != static_cast<std::uint64_t>(Part::kHead) || info_.origin.empty() || !fields.done())
      return damaged("it does not begin as it should");
    return set_property(database_, kOriginProperty, info_.origin);
  }

  // False: it was the last.
  Result<bool> part() {
    const auto bytes = bytes_of_part();
    if (!bytes) return std::unexpected(bytes.error());
    FieldReader fields(*bytes);
    Result<void> done;
    const std::uint64_t kind = fields.number(kPart);
    switch (static_cast<Part>(kind <= 4 ? kind : 0)) {
      case Part::kEvent: done = event(fields); break;
      case Part::kPersonal: done = personal(fields); break;
      case Part::kEnd: done = end(fields); break;
      default: return damaged("a part of it is of no known kind");
    }
    if (!done) return std::unexpected(std::move(done.error()));
    return static_cast<Part>(kind) != Part::kEnd;
  }

  Result<void> event(FieldReader& fields) {
    const std::string_view bytes = fields.bytes(kPartBytes);
    if (!fields.done()) return damaged("an event in it is not readable");
    const auto event = events::decode(bytes);
    if (!event) return std::unexpected(event.error());
    const std::uint64_t position = frontier_.size();
    const proof::Hash leaf = proof::leaf_hash(bytes);
    frontier_.append(leaf);
    columns_ = columns_of(number_of(event->registry), *event);
    add_event(rows_, position, columns_, bytes, leaf);
    has_personal_ = false;
    if (frontier_.size() % kPageEvents != 0 && rows_.weight() < kPageBytes) return {};
    if (progress_ && !progress_(frontier_.size())) return fail(ErrorCode::kUnavailable, "restoring was stopped");
    return write();
  }

  Result<void> personal(FieldReader& fields) {
    const std::uint64_t position = fields.number(kPartPosition);
    const events::Personal personal{std::string(fields.bytes(kPartSalt)), std::string(fields.bytes(kPartData))};
    if (!fields.done() || frontier_.size() == 0 || position != frontier_.size() - 1 || has_personal_)
      return damaged("personal data in it stands behind another event");
    has_personal_ = true;
    ++info_.personal;
    if (auto added = add_personal(personal_, position, columns_, personal); !added) return added;
    return personal_.weight() < kPageBytes ? Result<void>() : personal_.write(database_);
  }

  Result<void> end(FieldReader& fields) {
    info_.tree.size = fields.number(kPartCount);
    info_.tree.root = hash_of(fields.bytes(kPartRoot)).value_or(proof::Hash{});
    if (!fields.done() || info_.tree != frontier_.head()) return damaged("its events are not those of its tree");
    return {};
  }

  // In the order in which they first occur, as rebuilding has it.
  std::uint64_t number_of(const std::string& registry) {
    return registries_.try_emplace(registry, registries_.size() + 1).first->second;
  }

  Result<void> write() {
    if (auto done = rows_.write(database_); !done) return done;
    return personal_.write(database_);
  }

  Unpacker& unpacker_;
  Database& database_;
  const Progress& progress_;
  BackupInfo info_;
  proof::Frontier frontier_;
  std::unordered_map<std::string, std::uint64_t> registries_;
  Rows rows_ = event_rows();
  Rows personal_ = personal_rows();
  EventColumns columns_;       // of the last event
  bool has_personal_ = false;  // the last event
};

Result<void> check_empty(Database& database) {
  const auto schema = schema_of(database);
  if (!schema) return std::unexpected(schema.error());
  if (*schema == 0) return {};
  return fail(ErrorCode::kConflict,
              "there is a ledger in this database, and a backup does not replace one: restore into a new file or an "
              "empty database, and put it in the other's place when it is complete");
}

Result<void> check_whole(Database& database, const BackupInfo& info, const Progress& progress) {
  const auto verified = verify_inside(database, std::span(&info.tree, 1), progress);
  if (!verified) return std::unexpected(verified.error());
  if (!verified->findings.empty())
    return fail(ErrorCode::kDamaged, "the ledger in this backup does not verify: " + verified->findings.front().what);
  if (verified->tree != info.tree) return damaged("its events are not those of its tree");
  return {};
}

}  // namespace

Result<BackupInfo> restore_backup(const Source& source, Database& database, const Progress& progress) {
  Unpacker unpacker(source);
  if (auto begun = unpacker.begin(); !begun) return std::unexpected(std::move(begun.error()));
  auto transaction = Transaction::begin(database, Access::kWrite);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  auto prepared = check_empty(database);
  if (prepared) prepared = make_schema(database);
  if (!prepared) return std::unexpected(std::move(prepared.error()));
  auto info = BackupReader(unpacker, database, progress).run();
  if (!info) return info;
  auto done = rebuild_inside(database, progress);
  if (done) done = check_whole(database, *info, progress);
  if (done) done = transaction->commit();
  if (!done) return std::unexpected(std::move(done.error()));
  return info;
}

}  // namespace portolan::ledger
