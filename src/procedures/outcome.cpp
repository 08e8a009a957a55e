// SPDX-License-Identifier: Apache-2.0
#include "procedures/outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "procedures/checks.h"
#include "registry/service_name.h"
#include "registry/status.h"

namespace portolan::procedures {
namespace {

using registry::Record;
using registry::RichText;

RichText lines(std::string_view text) { return RichText::lines(text); }

std::string text_of(const RichText& text) { return text.published(); }

// With these lines behind it. What is markup stays markup: a person whom it cites can still be forgotten.
RichText with_lines(RichText text, std::string_view more) {
  if (!text.empty()) text.add_break();
  text.add_text(lines(more).encoded());
  return text;
}

class Making {
 public:
  Making(const Policy& policy, const World& world, const Request& request, std::optional<std::uint16_t> port, Date date)
      : policy_(policy), world_(world), it_(request), port_(port), date_(date) {}

  std::vector<Change> run() {
    switch (it_.kind) {
      case Kind::kAssignment: assign(it_.name, port_); break;
      case Kind::kReuse: reuse(); break;
      case Kind::kDeassignment: give_up(fmt::format("De-Assigned on {}", to_string(date_))); break;
      case Kind::kRevocation: give_up(fmt::format("This entry has been removed on {}.", to_string(date_))); break;
      case Kind::kMaintenance: maintain(); break;
      case Kind::kUnauthorizedUse: report(); break;
      case Kind::kReplacement: replace(); break;
    }
    return std::move(changes_);
  }

 private:
  Record fresh(const std::string& name, std::optional<std::uint16_t> port, Transport transport) const {
    Record record;
    record.name = registry::ServiceName(name);
    if (port) record.ports = PortRange{*port, *port};
    record.transport = transport;
    record.description = lines(it_.description);
    if (!it_.assignee.empty()) record.assignee.add_person(it_.assignee);
    if (!it_.contact.empty()) record.contacts.add_person(it_.contact);
    record.registered = date_;
    record.references = parse_references(it_.reference);
    if (transport == Transport::kDccp) record.service_code = it_.service_code;
    record.unauthorized_use = lines(it_.unauthorized_use);
    record.notes = lines(it_.notes);
    return record;
  }

  // --- assignment (section 8.1.1), with what section 7.2 keeps for it

  void assign(const std::string& name, std::optional<std::uint16_t> port) {
    for (const Transport transport : kAllTransports)
      if (it_.transports.contains(transport)) put(fresh(name, port, transport));
    // A name that had no port has one now.
    for (const Record* record : port ? world_.named(name) : std::vector<const Record*>())
      if (!record->ports && record->transport && it_.transports.contains(*record->transport)) remove(record);
    if (!port) return;
    clear(*port, policy_.keeps_other_transports ? Transports::all() : it_.transports);
    if (policy_.keeps_other_transports) keep_others(name, *port);
  }

  // In the place of what says that the port is free, or kept for it.
  void put(Record record) {
    if (record.ports)
      for (const Record* there : world_.on(record.ports->first, *record.transport))
        if (there->ports == record.ports && there->name.empty() && there->transport == record.transport &&
            !is_changed(there)) {
          changes_.push_back({there, std::move(record)});
          return;
        }
    changes_.push_back({nullptr, std::move(record)});
  }

  // What says that the port is unassigned, or one of a range, says so of the rest only.
  void clear(std::uint16_t port, Transports transports) {
    std::vector<const Record*> seen;
    for (const Transport transport : kAllTransports) {
      if (!transports.contains(transport)) continue;
      for (const Record* there : world_.on(port, transport)) {
        if (!there->name.empty() || is_changed(there) || std::ranges::find(seen, there) != seen.end()) continue;
        if (registry::status_of(*there).status != Status::kUnassigned) continue;
        seen.push_back(there);
        split(there, port);
      }
    }
  }

  void split(const Record* range, std::uint16_t port) {
    const PortRange ports = *range->ports;
    std::vector<PortRange> rest;
    if (ports.first < port) rest.push_back({ports.first, static_cast<std::uint16_t>(port - 1)});
    if (port < ports.last) rest.push_back({static_cast<std::uint16_t>(port + 1), ports.last});
    if (rest.empty()) return remove(range);
    for (const PortRange part : rest) {
      Record record = *range;
      record.ports = part;
      record.range_of_one = false;
      changes_.push_back({part == rest.front() ? range : nullptr, std::move(record)});
    }
  }

  void keep_others(const std::string& name, std::uint16_t port) {
    for (const Transport transport : kAllTransports) {
      if (it_.transports.contains(transport)) continue;
      const World::Use use = world_.use_of(port, transport);
      if (use != World::Use::kFree) continue;
      Record record;
      record.ports = PortRange{port, port};
      record.transport = transport;
      record.description = lines("Reserved");
      record.registered = date_;
      record.notes = lines(kept_note(name));
      put(std::move(record));
    }
  }

  // --- de-assignment, revocation (sections 8.2 and 8.4)

  Record reserved(const Record& held, const std::string& note) const {
    Record record;
    record.ports = held.ports;
    record.range_of_one = held.range_of_one;
    record.transport = held.transport;
    record.description = lines("Reserved");
    record.modified = date_;
    record.notes = lines(note);
    return record;
  }

  void give_up(const std::string& note) {
    const std::vector<const Record*> given = records_of(world_, it_);
    if (!policy_.keeps_returned) return forget(given);
    for (const Record* record : given) {
      if (record->ports) changes_.push_back({record, reserved(*record, note)});
      if (!record->ports && it_.gives_up_name) changes_.push_back({record, historic(*record)});
    }
    release_kept(note);
    if (!has_other_records(given)) keep_name(given, it_.gives_up_name);
  }

  void forget(const std::vector<const Record*>& given) {
    for (const Record* record : given) remove(record);
    for (const Record& record : world_.registry().records)
      if (it_.ports && record.ports == it_.ports && record.name.empty() && text_of(record.notes) == kept_note(it_.name))
        remove(&record);
  }

  // What was kept for it on other transports is kept for nobody any more.
  void release_kept(const std::string& note) {
    for (const Record& record : world_.registry().records)
      if (it_.ports && record.ports == it_.ports && record.name.empty() && !is_changed(&record) &&
          text_of(record.notes) == kept_note(it_.name))
        changes_.push_back({&record, reserved(record, note)});
  }

  bool has_other_records(const std::vector<const Record*>& given) const {
    return std::ranges::any_of(world_.named(it_.name),
                               [&](const Record* record) { return std::ranges::find(given, record) == given.end(); });
  }

  // The name stays assigned without a port; one that is given up as well is kept, as historic.
  void keep_name(const std::vector<const Record*>& given, bool given_up) {
    for (const Record* record : given) {
      if (!record->ports) continue;
      Record name = *record;
      name.ports.reset();
      name.range_of_one = false;
      name.modified = date_;
      changes_.push_back({nullptr, given_up ? historic(name) : name});
    }
  }

  Record historic(Record record) const {
    constexpr std::string_view kHistoric = "This entry is now historic.";
    if (registry::status_of(record).status != Status::kHistoric) record.notes = with_lines(record.notes, kHistoric);
    record.modified = date_;
    return record;
  }

  // --- reuse (section 8.3): given up and given anew at once

  void reuse() {
    const std::vector<const Record*> given = records_of(world_, it_);
    for (const Record* record : given) changes_.push_back({record, fresh(it_.new_name, port_, *record->transport)});
    for (const Transport transport : kAllTransports) {
      const bool asked = it_.transports.contains(transport);
      const bool given_now = std::ranges::any_of(given, [&](const Record* one) { return one->transport == transport; });
      if (asked && !given_now) put(fresh(it_.new_name, port_, transport));
    }
    for (const Record& record : world_.registry().records)
      if (record.ports == it_.ports && record.name.empty() && !is_changed(&record) &&
          text_of(record.notes) == kept_note(it_.name)) {
        Record kept = record;
        kept.notes = lines(kept_note(it_.new_name));
        changes_.push_back({&record, std::move(kept)});
      }
    // Where nothing that is given up is kept, the old name is not either.
    if (policy_.keeps_returned && !has_other_records(given)) keep_name(given, it_.gives_up_name);
  }

  // --- what stays otherwise as it is

  void maintain() {
    for (const Record* record : records_of(world_, it_)) {
      Record changed = *record;
      if (!it_.description.empty()) changed.description = lines(it_.description);
      if (!it_.reference.empty()) changed.references = parse_references(it_.reference);
      if (!it_.contact.empty()) {
        changed.contacts = registry::References();
        changed.contacts.add_person(it_.contact);
      }
      changed.modified = date_;
      changes_.push_back({record, std::move(changed)});
    }
  }

  void report() {
    for (const Record* record : records_of(world_, it_)) {
      Record changed = *record;
      changed.unauthorized_use = with_lines(record->unauthorized_use, it_.unauthorized_use);
      changed.modified = date_;
      changes_.push_back({record, std::move(changed)});
    }
  }

  // In the words that IANA has for it, by which readers know an alias.
  void replace() {
    for (const Record* record : records_of(world_, it_)) {
      Record good = *record;
      good.name = registry::ServiceName(it_.new_name);
      good.description = with_lines(
          record->description,
          fmt::format("IANA assigned this well-formed service name as a replacement for \"{}\".", record->name.text()));
      changes_.push_back({nullptr, std::move(good)});
      Record old = *record;
      old.notes = lines(
          fmt::format("This entry is an alias to \"{}\".\nThis entry is now historic, not usable for use with many\n"
                      "common service discovery mechanisms.",
                      it_.new_name));
      changes_.push_back({record, std::move(old)});
    }
  }

  bool is_changed(const Record* record) const {
    return std::ranges::find(changes_, record, &Change::before) != changes_.end();
  }
  void remove(const Record* record) { changes_.push_back({record, std::nullopt}); }

  const Policy& policy_;
  const World& world_;
  const Request& it_;
  std::optional<std::uint16_t> port_;
  Date date_;
  std::vector<Change> changes_;
};

// Where a new record belongs: ports upwards, then transports; names without ports behind all ports, by the alphabet.
auto place_of(const Record& record) {
  const std::uint32_t port = record.ports ? record.ports->first : 0x10000U;
  return std::tuple(port, record.ports ? std::string() : record.name.folded(),
                    record.transport ? static_cast<unsigned>(*record.transport) : 0U);
}

}  // namespace

registry::References parse_references(std::string_view text) {
  registry::References references;
  for (const auto piece : std::views::split(text, ' ')) {
    std::string word(piece.begin(), piece.end());
    while (word.ends_with(',') || word.ends_with(';')) word.pop_back();
    if (word.empty()) continue;
    const std::string folded = registry::fold_ascii(word);
    const bool is_rfc = folded.starts_with("rfc") && folded.size() > 3 &&
                        folded.find_first_not_of("0123456789", 3) == std::string::npos;
    const bool is_uri = folded.starts_with("http://") || folded.starts_with("https://");
    if (!is_rfc && !is_uri && !folded.starts_with("draft-")) {
      references = registry::References();  // words, then
      references.add({.kind = registry::ReferenceKind::kText, .data = text, .section = {}, .shown = {}});
      return references;
    }
    references.add({.kind = is_rfc   ? registry::ReferenceKind::kRfc
                            : is_uri ? registry::ReferenceKind::kUri
                                     : registry::ReferenceKind::kDraft,
                    .data = is_uri ? word : folded,
                    .section = {},
                    .shown = {}});
  }
  return references;
}

std::vector<Change> outcome(const Policy& policy, const World& world, const Request& request,
                            std::optional<std::uint16_t> port, Date date) {
  return Making(policy, world, request, port, date).run();
}

registry::Registry with_changes(const registry::Registry& registry, const std::vector<Change>& changes) {
  registry::Registry made = registry;
  std::unordered_map<std::size_t, const Change*> changed;
  for (const Change& change : changes)
    if (change.before != nullptr) changed[static_cast<std::size_t>(change.before - registry.records.data())] = &change;
  made.records.clear();
  for (std::size_t i = 0; i < registry.records.size(); ++i) {
    const auto found = changed.find(i);
    if (found == changed.end())
      made.records.push_back(registry.records[i]);
    else if (found->second->after)
      made.records.push_back(*found->second->after);
  }
  for (const Change& change : changes) {
    if (change.before != nullptr || !change.after) continue;
    const auto place = std::ranges::find_if(
        made.records, [&](const Record& record) { return place_of(record) > place_of(*change.after); });
    made.records.insert(place, *change.after);
  }
  return made;
}

}  // namespace portolan::procedures
