// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <map>
#include <set>
#include <tuple>

#include "events/fields.h"
#include "ledger/backup.h"
#include "ledger/backup_parts.h"
#include "ledger/backup_stream.h"
#include "ledger/pages.h"
#include "ledger/rows.h"
#include "ledger/tree.h"

namespace portolan::ledger {
namespace {

using database::Access;
using database::Database;
using database::Row;
using database::Transaction;
using events::FieldWriter;

std::unexpected<Error> refused(std::string what) {
  return fail(ErrorCode::kDamaged, std::move(what) + ": no backup was taken; run `portolan verify`");
}

class BackupWriter {
 public:
  BackupWriter(Database& database, const Sink& sink, const Progress& progress)
      : database_(database), packer_(sink), progress_(progress) {}

  Result<BackupInfo> run(const std::string& origin) {
    info_.origin = origin;
    if (auto begun = packer_.begin(); !begun) return std::unexpected(std::move(begun.error()));
    for (const auto& step : {&BackupWriter::head, &BackupWriter::events, &BackupWriter::compare, &BackupWriter::end})
      if (auto done = (this->*step)(); !done) return std::unexpected(std::move(done.error()));
    info_.bytes = packer_.bytes();
    return std::move(info_);
  }

 private:
  template <class Fill>
  Result<void> part(Part kind, Fill fill) {
    std::string fields;
    FieldWriter writer(fields);
    writer.number(kPart, static_cast<std::uint64_t>(kind));
    fill(writer);
    if (fields.size() > kMostOfAPart) return fail(ErrorCode::kLimit, "an event is too large for a backup");
    std::string size;
    events::append_varint(size, fields.size());
    if (auto done = packer_.write(size); !done) return done;
    return packer_.write(fields);
  }

  Result<void> head() {
    return part(Part::kHead, [&](FieldWriter& fields) { fields.bytes(kPartOrigin, info_.origin); });
  }

  Result<void> events() {
    EventPages pages(database_);
    for (;;) {
      const auto page = pages.next();
      if (!page) return std::unexpected(page.error());
      if (page->empty()) break;
      for (const StoredEvent& stored : *page)
        if (auto done = event(stored); !done) return done;
      if (progress_ && !progress_(frontier_.size())) return fail(ErrorCode::kUnavailable, "the backup was stopped");
    }
    info_.tree = frontier_.head();
    return {};
  }

  Result<void> event(const StoredEvent& stored) {
    frontier_.append(proof::leaf_hash(stored.bytes));
    auto done = part(Part::kEvent, [&](FieldWriter& fields) { fields.bytes(kPartBytes, stored.bytes); });
    if (done) done = check_personal(stored);
    if (!done || !stored.personal) return done;
    ++info_.personal;
    const events::Personal& personal = stored.personal->personal;
    return part(Part::kPersonal, [&](FieldWriter& fields) {
      fields.number(kPartPosition, stored.position);
      fields.bytes(kPartSalt, personal.salt);
      fields.bytes(kPartData, personal.data);
    });
  }

  // --- a ledger that would not verify once it is restored is found now, while there is still another way

  Result<void> check_personal(const StoredEvent& stored) {
    const auto event = events::decode(stored.bytes);
    if (!event) return refused(fmt::format("event {}: {}", stored.position, event.error().message));
    const Owner owner(event->registry, events::contact_number(event->what), events::application_number(event->what));
    if (std::holds_alternative<events::ContactErased>(event->what) ||
        std::holds_alternative<events::ApplicationErased>(event->what))
      erased_.insert(owner);
    const events::Digest* commitment = events::commitment_in(event->what);
    if (commitment != nullptr && !stored.personal) missing_.try_emplace(owner, stored.position);
    if (stored.personal && (commitment == nullptr || events::commitment(stored.personal->personal) != *commitment))
      return refused(fmt::format("what is kept beside event {} is not what it committed to", stored.position));
    return {};
  }

  Result<void> compare() {
    const auto kept = kept_frontier(database_);
    if (!kept || *kept != frontier_) return refused("the events are not those that the ledger's tree was made of");
    for (const auto& [owner, position] : missing_)
      if (!erased_.contains(owner))
        return refused(fmt::format("what belongs beside event {} is missing, and was not erased", position));
    const auto personal =
        first_row(database_, "SELECT COUNT(*) FROM personal", {}, [](const Row& row) { return number_at(row, 0); });
    if (!personal) return std::unexpected(personal.error());
    if (*personal != info_.personal) return refused("personal data is kept beside events that are not there");
    return {};
  }

  Result<void> end() {
    auto done = part(Part::kEnd, [&](FieldWriter& fields) {
      fields.number(kPartCount, info_.tree.size);
      fields.bytes(kPartRoot, proof::bytes_of(info_.tree.root));
    });
    return done ? packer_.end() : done;
  }

  Database& database_;
  Packer packer_;
  const Progress& progress_;
  BackupInfo info_;
  proof::Frontier frontier_;
  // A contact or an application of a registry.
  using Owner = std::tuple<std::string, std::uint64_t, std::uint64_t>;
  std::map<Owner, std::uint64_t> missing_;  // the first event without data
  std::set<Owner> erased_;
};

}  // namespace

Result<BackupInfo> write_backup(Ledger& ledger, const Sink& sink, const Progress& progress) {
  auto transaction = Transaction::begin(ledger.database(), Access::kRead);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  return BackupWriter(ledger.database(), sink, progress).run(ledger.origin());
}

}  // namespace portolan::ledger
