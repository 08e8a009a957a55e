// SPDX-License-Identifier: Apache-2.0
#include "keeping/telling.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <unordered_map>

#include "app/query.h"
#include "events/people.h"
#include "formats/wrap.h"

namespace portolan::keeping {
namespace {

using events::Event;
using registry::Contact;
using registry::Record;
using registry::Registry;

const Record* record_in(const events::What& what) {
  if (const auto* added = std::get_if<events::RecordAdded>(&what)) return &added->record;
  if (const auto* changed = std::get_if<events::RecordChanged>(&what)) return &changed->record;
  return nullptr;
}

// --- history

// The contacts that events cite by number, each asked for once.
class Contacts {
 public:
  Contacts(ledger::Ledger& ledger, std::string_view registry) : ledger_(ledger), registry_(registry) {}

  std::string id_of(std::uint64_t number) {
    const auto [at, added] = ids_.try_emplace(number);
    if (added) {
      const auto contact = ledger_.contact(registry_, number);
      at->second = contact && *contact ? (*contact)->id : events::withheld_id(number);
    }
    return at->second;
  }

 private:
  ledger::Ledger& ledger_;
  std::string_view registry_;
  std::unordered_map<std::uint64_t, std::string> ids_;
};

// The records and contacts of a history as they were, event by event.
class Teller {
 public:
  Teller(ledger::Ledger& ledger, std::string_view registry)
      : ledger_(ledger), registry_(registry), contacts_(ledger, registry) {}

  Result<std::vector<Chapter>> run(const ledger::Subjects& subjects) {
    const auto first = end_of_first_import();
    if (!first) return std::unexpected(first.error());
    first_import_ = *first;
    std::optional<Error> error;
    auto read = ledger_.history(registry_, subjects, [&](std::uint64_t position, const Event& event) {
      if (event.late_import != 0) return true;
      if (chapters_.empty() || chapters_.back().date != event.effective) begin(position, event);
      auto done = take(position, event.what);
      if (!done) error = std::move(done.error());
      return !error;
    });
    if (!read) return std::unexpected(std::move(read.error()));
    if (error) return std::unexpected(std::move(*error));
    end();
    std::erase_if(chapters_, [](const Chapter& chapter) { return chapter.story.sections.empty(); });
    return std::move(chapters_);
  }

 private:
  void begin(std::uint64_t position, const Event& event) {
    end();
    chapters_.push_back({event.effective, position, event.actor, {}});
    before_ = now_;
  }

  // A chapter tells the difference between the subjects before and behind it.
  void end() {
    if (chapters_.empty()) return;
    const Registry before = registry_of(before_);
    const Registry after = registry_of(now_);
    const auto difference = registry::difference(before, after);
    chapters_.back().story = app::tell(difference, false);
    // Of what the ledger began with nobody knows when it was assigned.
    if (chapters_.back().position < first_import_)
      for (app::Section& section : chapters_.back().story.sections) section.title = "First recorded";
  }

  // Behind the import that the registry began with; 0 if it did not begin with one.
  Result<std::uint64_t> end_of_first_import() {
    std::uint64_t end = 0;
    auto read = ledger_.each_event({.registry = std::string(registry_), .from = 0, .to = UINT64_MAX, .limit = 1},
                                   [&](std::uint64_t position, const Event& event) {
                                     const auto* import = std::get_if<events::Imported>(&event.what);
                                     if (import != nullptr) end = position + 1 + import->count;
                                     return false;
                                   });
    if (!read) return std::unexpected(std::move(read.error()));
    return end;
  }

  Result<void> take(std::uint64_t position, const events::What& what) {
    if (const auto* added = std::get_if<events::RecordAdded>(&what)) now_.records[added->number] = shown(added->record);
    if (const auto* changed = std::get_if<events::RecordChanged>(&what))
      now_.records[changed->number] = shown(changed->record);
    if (const auto* removed = std::get_if<events::RecordRemoved>(&what)) now_.records.erase(removed->number);
    if (std::holds_alternative<events::ContactAdded>(what) || std::holds_alternative<events::ContactChanged>(what)) {
      const auto personal = ledger_.personal(position);
      if (!personal) return std::unexpected(personal.error());
      if (!*personal) return {};
      auto contact = events::decode_contact((*personal)->data);
      if (!contact) return std::unexpected(std::move(contact.error()));
      now_.contacts[events::contact_number(what)] = std::move(*contact);
    }
    if (const auto* removed = std::get_if<events::ContactRemoved>(&what)) now_.contacts.erase(removed->number);
    return {};
  }

  Record shown(const Record& record) {
    return events::with_ids(record, [this](std::uint64_t number) { return contacts_.id_of(number); });
  }

  struct Subjects {
    std::map<std::uint64_t, Record> records;
    std::map<std::uint64_t, Contact> contacts;
  };
  static Registry registry_of(const Subjects& subjects) {
    Registry registry;
    for (const auto& [number, record] : subjects.records) registry.records.push_back(record);
    for (const auto& [number, contact] : subjects.contacts) registry.contacts.push_back(contact);
    return registry;
  }

  ledger::Ledger& ledger_;
  std::string_view registry_;
  Contacts contacts_;
  std::uint64_t first_import_ = 0;  // its end
  Subjects before_;
  Subjects now_;
  std::vector<Chapter> chapters_;
};

Result<ledger::Subjects> subjects_of(ledger::Ledger& ledger, std::string_view registry, std::string_view word,
                                     Subject subject) {
  if (subject == Subject::kContact) return ledger.subjects_with_contact(registry, word);
  const auto query = app::parse_query(word);
  if (!query) return std::unexpected(query.error());
  if (query->ports && subject == Subject::kAny) return ledger.subjects_with_port(registry, *query->ports);
  auto subjects = ledger.subjects_with_name(registry, word);
  if (subjects && subjects->records.empty() && query->qualified)
    subjects = ledger.subjects_with_name(registry, query->qualified->name);
  if (subjects && subjects->records.empty() && subject == Subject::kAny)
    return ledger.subjects_with_contact(registry, word);
  return subjects;
}

// Of a port on one transport, what never was on that transport is left out.
Result<void> keep_transports(ledger::Ledger& ledger, std::string_view registry, Transports wanted,
                             ledger::Subjects& subjects) {
  if (wanted == Transports::all()) return {};
  std::set<std::uint64_t> kept;
  auto read = ledger.history(registry, subjects, [&](std::uint64_t, const Event& event) {
    const Record* record = record_in(event.what);
    if (record != nullptr && (record->covers().bits() & wanted.bits()) != 0)
      kept.insert(events::record_number(event.what));
    return true;
  });
  std::erase_if(subjects.records, [&](std::uint64_t number) { return !kept.contains(number); });
  return read;
}

// --- the log

boost::json::array json_of(const app::Story& story) {
  boost::json::array changes;
  for (const app::Section& section : story.sections)
    for (const app::Entry& entry : section.entries) {
      boost::json::array details;
      for (const app::Detail& detail : entry.details) {
        boost::json::object one{{"what", detail.what}, {"after", detail.after}};
        one["before"] = detail.before ? boost::json::value(*detail.before) : boost::json::value(nullptr);
        details.push_back(std::move(one));
      }
      changes.push_back(boost::json::object{{"change", section.title},
                                            {"subject", entry.subject},
                                            {"about", entry.about},
                                            {"details", std::move(details)}});
    }
  return changes;
}

boost::json::object json_of(std::uint64_t position, const Event& event) {
  boost::json::object out;
  out["position"] = position;
  out["event"] = events::type_name(event.what);
  out["registry"] = event.registry;
  out["recorded"] = time_text(event.recorded);
  out["effective"] = to_string(event.effective);
  out["actor"] = event.actor;
  if (!event.reason.empty()) out["reason"] = event.reason;
  if (event.late_import != 0) out["late_import"] = event.late_import - 1;
  if (const auto number = events::record_number(event.what); number != 0) out["record"] = number;
  if (const auto number = events::contact_number(event.what); number != 0) out["contact"] = number;
  if (const auto kind = events::kind_of(event.what)) out["kind"] = registry::to_string(*kind);
  return out;
}

std::string hex(const events::Digest& digest) {
  std::string out;
  for (const std::byte byte : digest) out += fmt::format("{:02x}", static_cast<unsigned>(byte));
  return out;
}

}  // namespace

Result<std::vector<Chapter>> history(ledger::Ledger& ledger, std::string_view registry, std::string_view query,
                                     Subject subject) {
  auto subjects = subjects_of(ledger, registry, query, subject);
  if (!subjects) return std::unexpected(std::move(subjects.error()));
  const auto parsed = app::parse_query(query);
  if (parsed && parsed->ports && subject == Subject::kAny)
    if (auto kept = keep_transports(ledger, registry, parsed->transports, *subjects); !kept)
      return std::unexpected(std::move(kept.error()));
  return Teller(ledger, registry).run(*subjects);
}

std::string changes_json(const app::Story& story) { return boost::json::serialize(json_of(story)); }

std::string chapter_json(const Chapter& chapter) {
  boost::json::object out{{"date", to_string(chapter.date)}, {"position", chapter.position}};
  if (!chapter.actor.empty()) out["actor"] = chapter.actor;
  out["changes"] = json_of(chapter.story);
  return boost::json::serialize(out);
}

std::string time_text(std::uint64_t microseconds) {
  const auto seconds = static_cast<std::time_t>(microseconds / 1'000'000);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds));
}

std::string log_line(std::uint64_t position, const Event& event) {
  std::string out = fmt::format("@{} {} {}", position, to_string(event.effective), events::type_name(event.what));
  if (const auto kind = events::kind_of(event.what)) out += fmt::format(" ({})", registry::to_string(*kind));
  if (const auto* import = std::get_if<events::Imported>(&event.what))
    out += fmt::format(" {} of {}, {} events{}", import->file, to_string(import->document_date), import->count,
                       import->late ? ", late" : "");
  if (const Record* record = record_in(event.what)) out += " " + registry::label(*record);
  if (const auto number = events::record_number(event.what); number != 0) out += fmt::format(" #{}", number);
  if (const auto number = events::contact_number(event.what); number != 0) out += fmt::format(" contact #{}", number);
  if (const auto number = events::application_number(event.what); number != 0)
    out += fmt::format(" application {}", number);
  if (const auto* step = std::get_if<events::ApplicationStep>(&event.what))
    out += fmt::format(": {}, now {}", step->name, step->standing.state);
  if (!event.actor.empty()) out += " by " + event.actor;
  return formats::printable_line(out);
}

std::string log_json(std::uint64_t position, const Event& event) {
  boost::json::object out = json_of(position, event);
  if (const auto* import = std::get_if<events::Imported>(&event.what)) {
    out["file"] = import->file;
    out["sha256"] = hex(import->sha256);
    out["format"] = import->format;
    out["document_date"] = to_string(import->document_date);
    out["events"] = import->count;
    out["late"] = import->late;
  }
  if (const auto number = events::application_number(event.what); number != 0) out["application"] = number;
  if (const auto* step = std::get_if<events::ApplicationStep>(&event.what)) {
    out["step"] = step->step;
    out["happened"] = step->name;
    out["state"] = step->standing.state;
    out["service_name"] = step->standing.service;
  }
  if (const Record* record = record_in(event.what)) {
    out["service_name"] = record->name.text();
    out["port_number"] = registry::ports_text(*record);
    out["transport_protocol"] = record->transport ? std::string(to_string(*record->transport)) : std::string();
    out["description"] = record->description.published();
  }
  return boost::json::serialize(out);
}

}  // namespace portolan::keeping
