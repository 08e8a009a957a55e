// SPDX-License-Identifier: Apache-2.0
#include "ledger/derived.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "ledger/tree.h"

namespace portolan::ledger {

using database::Value;
using events::Event;

EventColumns columns_of(std::uint64_t registry, const Event& event) {
  const auto* step = std::get_if<events::ApplicationStep>(&event.what);
  return {.registry = registry,
          .late = event.late_import,
          .effective = day_number(event.effective),
          .record = events::record_number(event.what),
          .contact = events::contact_number(event.what),
          .application = events::application_number(event.what),
          .step = step != nullptr ? step->step : 0};
}

bool is_of_main_line(const Event& event) noexcept {
  return event.late_import == 0 && events::application_number(event.what) == 0;
}

bool same_append(const Event& before, const Event& event) noexcept {
  return event.registry == before.registry && event.recorded == before.recorded &&
         event.effective == before.effective && event.actor == before.actor && event.reason == before.reason &&
         event.late_import == before.late_import && !std::holds_alternative<events::Imported>(event.what);
}

Rows event_rows() {
  return {"events",
          {"position", "registry", "late", "effective", "record", "contact", "application", "step", "bytes", "hash"}};
}

void add_event(Rows& rows, std::uint64_t position, const EventColumns& columns, std::string_view bytes,
               const proof::Hash& leaf) {
  rows.add({value_of(position), value_of(columns.registry), value_of(columns.late), Value(columns.effective),
            value_of(columns.record), value_of(columns.contact), value_of(columns.application), value_of(columns.step),
            Value::blob(bytes), Value::blob(proof::bytes_of(leaf))});
}

Result<std::string> searched_id(const EventColumns& columns, const events::Personal& personal) {
  if (columns.application != 0) return std::string();
  const auto contact = events::decode_contact(personal.data);
  if (!contact) return std::unexpected(contact.error());
  return registry::fold_ascii(contact->id);
}

Rows personal_rows() { return {"personal", {"position", "registry", "contact", "application", "id", "salt", "data"}}; }

Result<void> add_personal(Rows& rows, std::uint64_t position, const EventColumns& columns,
                          const events::Personal& personal) {
  const auto id = searched_id(columns, personal);
  if (!id) return std::unexpected(id.error());
  rows.add({value_of(position), value_of(columns.registry), value_of(columns.contact), value_of(columns.application),
            Value::text(*id), Value::blob(personal.salt), Value::blob(personal.data)});
  return {};
}

void advance(RegistryRow& row, std::uint64_t position, const Event& event) {
  row.next_record = std::max(row.next_record, events::record_number(event.what) + 1);
  row.next_contact = std::max(row.next_contact, events::contact_number(event.what) + 1);
  row.next_application = std::max(row.next_application, events::application_number(event.what) + 1);
  if (!is_of_main_line(event)) return;
  row.last = position + 1;
  row.effective = day_number(event.effective);
}

Result<void> Followers::add(std::uint64_t registry, std::uint64_t position, const Event& event,
                            const proof::Hash& leaf) {
  frontier_.append(leaf, [&](const proof::Node& node) {
    if (node.level >= kKeptLevel)
      nodes_.add({Value(std::int64_t{node.level}), value_of(node.index), Value::blob(proof::bytes_of(node.hash))});
  });
  if (const auto* import = std::get_if<events::Imported>(&event.what)) return add_document(registry, position, *import);
  if (const auto* step = std::get_if<events::ApplicationStep>(&event.what))
    steps_.push_back({registry, position, event.recorded, event.actor, *step});
  return add_subject(registry, event);
}

Result<void> Followers::add_subject(std::uint64_t registry, const Event& event) {
  const auto* added = std::get_if<events::RecordAdded>(&event.what);
  const auto* changed = std::get_if<events::RecordChanged>(&event.what);
  if (added == nullptr && changed == nullptr) return {};
  const registry::Record& record = added != nullptr ? added->record : changed->record;
  const std::uint64_t number = events::record_number(event.what);
  const std::string name = record.name.folded();
  const std::int64_t first = record.ports ? std::int64_t{record.ports->first} : -1;
  const std::int64_t last = record.ports ? std::int64_t{record.ports->last} : -1;
  const std::initializer_list<Value> row = {value_of(registry), Value::text(name), Value(first), Value(last),
                                            value_of(number)};
  if (!known_.insert(fmt::format("{} {} {} {} {}", registry, number, first, last, name)).second) return {};
  // A new record of the main line has a number that none had: its subject cannot be there.
  if (since_ == Since::kTheFirstEvent || (added != nullptr && event.late_import == 0)) {
    subjects_.add(row);
    return {};
  }
  return database_.post(
      "INSERT INTO subjects (registry, name, first_port, last_port, record) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (registry, name, first_port, last_port, record) DO NOTHING",
      row);
}

// The row follows from the application's last step alone.
Result<void> Followers::write_step(const Step& step) {
  const events::Standing& standing = step.what.standing;
  const std::string service = registry::fold_ascii(standing.service);
  const std::string whole = events::encode_standing(standing);
  const std::array values = {value_of(step.registry),     value_of(step.what.application),
                             value_of(step.what.step),    value_of(step.position),
                             value_of(step.recorded),     Value(std::int64_t{standing.closed ? 0 : 1}),
                             Value::text(standing.state), Value::text(standing.kind),
                             Value::text(service),        value_of(standing.applicant),
                             value_of(standing.reviewer), value_of(standing.due),
                             Value::blob(whole)};
  auto done = database_.post(
      step.what.step == 1
          ? "INSERT INTO applications (registry, application, steps, first, last, submitted, changed, is_open, state, "
            "kind, service, applicant, reviewer, due, standing) "
            "VALUES ($1, $2, $3, $4, $4, $5, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
          // A step that was left out breaks the rule that the number is not null.
          : "UPDATE applications SET steps = CASE WHEN steps + 1 = $3 THEN $3 END, last = $4, changed = $5, "
            "is_open = $6, state = $7, kind = $8, service = $9, applicant = $10, reviewer = $11, due = $12, "
            "standing = $13 WHERE registry = $1 AND application = $2",
      values);
  if (!done || step.what.key.empty()) return done;
  const std::array key = {value_of(step.registry), Value::text(step.actor), Value::text(step.what.key),
                          value_of(step.position)};
  return database_.post("INSERT INTO request_keys (registry, actor, request_key, position) VALUES ($1, $2, $3, $4)",
                        key);
}

Result<void> Followers::add_document(std::uint64_t registry, std::uint64_t position, const events::Imported& import) {
  const std::array values = {value_of(registry), Value::blob(proof::bytes_of(import.sha256)), value_of(position)};
  const auto done = database_.execute("INSERT INTO documents (registry, sha256, position) VALUES ($1, $2, $3)", values);
  if (done) return {};
  if (done.error().code == ErrorCode::kConflict && done.error().place.field == "documents")
    return fail(ErrorCode::kConflict, fmt::format("{} was imported before", import.file));
  return std::unexpected(done.error());
}

Result<void> Followers::write() {
  if (auto written = nodes_.write(database_); !written) return written;
  for (const Step& step : std::exchange(steps_, {}))
    if (auto written = write_step(step); !written) return written;
  return subjects_.write(database_);
}

}  // namespace portolan::ledger
