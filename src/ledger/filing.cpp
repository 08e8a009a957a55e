// SPDX-License-Identifier: Apache-2.0
#include "ledger/filing.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/derived.h"
#include "ledger/rows.h"

namespace portolan::ledger {

using database::Database;
using database::Row;

void Filing::add(std::uint64_t registry, std::uint64_t position, const events::Event& event) {
  Registry& noted = registries_[registry];
  if (is_of_main_line(event)) noted.effective = day_number(event.effective);
  noted.next_record = std::max(noted.next_record, events::record_number(event.what) + 1);
  noted.next_contact = std::max(noted.next_contact, events::contact_number(event.what) + 1);
  noted.next_application = std::max(noted.next_application, events::application_number(event.what) + 1);
  noted.position = position;
  if (const auto* step = std::get_if<events::ApplicationStep>(&event.what)) {
    Application& application = applications_[{registry, step->application}];
    if (application.steps == 0) {
      application.first = position;
      application.submitted = event.recorded;
    }
    application.last = position;
    application.changed = event.recorded;
    application.steps = step->step;
    application.standing = step->standing;
    if (!step->key.empty()) request_keys_.try_emplace({registry, event.actor, step->key}, position);
  }
  if (const auto* import = std::get_if<events::Imported>(&event.what))
    documents_.try_emplace({registry, import->sha256}, position);
  const auto* added = std::get_if<events::RecordAdded>(&event.what);
  const auto* changed = std::get_if<events::RecordChanged>(&event.what);
  if (added == nullptr && changed == nullptr) return;
  const registry::Record& record = added != nullptr ? added->record : changed->record;
  subjects_.push_back({registry, record.name.folded(), record.ports ? std::int64_t{record.ports->first} : -1,
                       record.ports ? std::int64_t{record.ports->last} : -1, events::record_number(event.what),
                       position});
}

Result<std::vector<Filing::Misfiled>> Filing::compare(Database& database, std::uint64_t end) {
  std::vector<Misfiled> out;
  if (auto done = compare_subjects(database, end, out); !done) return std::unexpected(std::move(done.error()));
  if (auto done = compare_documents(database, end, out); !done) return std::unexpected(std::move(done.error()));
  if (auto done = compare_applications(database, end, out); !done) return std::unexpected(std::move(done.error()));
  if (auto done = compare_keys(database, end, out); !done) return std::unexpected(std::move(done.error()));
  if (auto done = compare_registries(database, end, out); !done) return std::unexpected(std::move(done.error()));
  return out;
}

Result<void> Filing::compare_subjects(Database& database, std::uint64_t end, std::vector<Misfiled>& out) {
  // Not in the database's order: that of texts is another in each.
  std::ranges::stable_sort(subjects_, {}, &Subject::key);
  const auto rest = std::ranges::unique(subjects_, {}, &Subject::key);
  subjects_.erase(rest.begin(), rest.end());
  std::vector<bool> found(subjects_.size());
  bool more = false;
  auto asked =
      database.query("SELECT registry, name, first_port, last_port, record FROM subjects", {}, [&](const Row& row) {
        const Subject one{number_at(row, 0), std::string(row.bytes(1)), row.integer(2),
                          row.integer(3),    number_at(row, 4),         0};
        const auto at = std::ranges::lower_bound(subjects_, one.key(), {}, &Subject::key);
        const auto index = static_cast<std::size_t>(at - subjects_.begin());
        const bool known = at != subjects_.end() && at->key() == one.key() && !found[index];
        if (known) found[index] = true;
        more = more || !known;
        return true;
      });
  if (!asked) return asked;
  const Subject* first = nullptr;
  for (std::size_t i = 0; i < subjects_.size(); ++i)
    if (!found[i] && (first == nullptr || subjects_[i].position < first->position)) first = &subjects_[i];
  if (first != nullptr)
    out.push_back({first->position, fmt::format("event {} is not found by its name and port", first->position)});
  else if (more)
    out.push_back({end, "a name or port is noted for a record that never had it"});
  return {};
}

Result<void> Filing::compare_documents(Database& database, std::uint64_t end, std::vector<Misfiled>& out) const {
  auto missing = documents_;
  bool more = false;
  auto asked = database.query("SELECT registry, sha256, position FROM documents", {}, [&](const Row& row) {
    const auto hash = hash_of(row.bytes(1));
    const auto known = hash ? missing.find({number_at(row, 0), *hash}) : missing.end();
    if (known != missing.end() && known->second == number_at(row, 2))
      missing.erase(known);
    else
      more = true;
    return true;
  });
  if (!asked) return asked;
  std::uint64_t first = end;
  for (const auto& [document, position] : missing) first = std::min(first, position);
  if (!missing.empty())
    out.push_back({first, fmt::format("the document that event {} imported is not noted", first)});
  else if (more)
    out.push_back({end, "a document is noted that was not imported"});
  return {};
}

Result<void> Filing::compare_applications(Database& database, std::uint64_t end, std::vector<Misfiled>& out) const {
  auto missing = applications_;
  std::optional<std::uint64_t> more;
  auto asked = database.query(
      "SELECT registry, application, first, last, submitted, changed, steps, standing, is_open, state, kind, service, "
      "applicant, reviewer, due FROM applications",
      {}, [&](const Row& row) {
        const auto known = missing.find({number_at(row, 0), number_at(row, 1)});
        const auto standing = events::decode_standing(row.bytes(7));
        const bool right = known != missing.end() && standing &&
                           known->second == Application{number_at(row, 2), number_at(row, 3), number_at(row, 4),
                                                        number_at(row, 5), number_at(row, 6), *standing} &&
                           (row.integer(8) == 0) == standing->closed && row.bytes(9) == standing->state &&
                           row.bytes(10) == standing->kind &&
                           row.bytes(11) == registry::fold_ascii(standing->service) &&
                           number_at(row, 12) == standing->applicant && number_at(row, 13) == standing->reviewer &&
                           number_at(row, 14) == standing->due;
        if (right)
          missing.erase(known);
        else if (known == missing.end())
          more = number_at(row, 1);
        return true;
      });
  if (!asked) return asked;
  if (!missing.empty()) {
    const auto& [number, first] =
        *std::ranges::min_element(missing, {}, [](const auto& one) { return one.second.last; });
    out.push_back(
        {first.last, fmt::format("where application {} stands is not what event {} says", number.second, first.last)});
  } else if (more) {
    out.push_back({end, fmt::format("an application {} is noted that nobody submitted", *more)});
  }
  return {};
}

Result<void> Filing::compare_keys(Database& database, std::uint64_t end, std::vector<Misfiled>& out) const {
  auto missing = request_keys_;
  bool more = false;
  auto asked =
      database.query("SELECT registry, actor, request_key, position FROM request_keys", {}, [&](const Row& row) {
        const auto known = missing.find({number_at(row, 0), std::string(row.bytes(1)), std::string(row.bytes(2))});
        if (known != missing.end() && known->second == number_at(row, 3))
          missing.erase(known);
        else
          more = true;
        return true;
      });
  if (!asked) return asked;
  if (!missing.empty())
    out.push_back({missing.begin()->second,
                   fmt::format("the key of the command at event {} is not noted", missing.begin()->second)});
  else if (more)
    out.push_back({end, "a key is noted of a command that was not done"});
  return {};
}

Result<void> Filing::compare_registries(Database& database, std::uint64_t end, std::vector<Misfiled>& out) const {
  auto asked = database.query(
      "SELECT id, name, effective, next_record, next_contact, next_application FROM registries ORDER BY id", {},
      [&](const Row& row) {
        const auto known = registries_.find(number_at(row, 0));
        const Registry noted = known == registries_.end() ? Registry() : known->second;
        if (row.integer(2) != noted.effective || number_at(row, 3) != noted.next_record ||
            number_at(row, 4) != noted.next_contact || number_at(row, 5) != noted.next_application)
          out.push_back({known == registries_.end() ? end : noted.position,
                         fmt::format("the date or the next numbers of the registry '{}' are wrong", row.bytes(1))});
        return true;
      });
  return asked;
}

}  // namespace portolan::ledger
