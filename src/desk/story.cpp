// SPDX-License-Identifier: Apache-2.0
#include "desk/story.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "app/json_writer.h"
#include "formats/json.h"
#include "formats/wrap.h"

namespace portolan::desk {
namespace {

using app::JsonWriter;
using procedures::Happening;
using procedures::Request;
using procedures::State;

std::string transports_text(Transports transports) {
  std::string out;
  for (const Transport one : kAllTransports)
    if (transports.contains(one)) out += fmt::format("{}{}", out.empty() ? "" : ", ", to_string(one));
  return out;
}

std::string with_text(std::string words, std::string_view text) {
  if (text.empty()) return words;
  return fmt::format("{}: {}", words, formats::printable_line(text));
}

struct WordsOf {
  std::string operator()(const procedures::Submitted& it) const {
    return fmt::format("submitted ({})", procedures::to_string(it.procedure));
  }
  std::string operator()(const procedures::ReviewerNamed& it) const { return "given to " + name_of(it.reviewer); }
  std::string operator()(const procedures::Recused&) const { return "the reviewer has no say in it"; }
  std::string operator()(const procedures::ReviewLapsed&) const { return "the time of the reviewer ran out"; }
  std::string operator()(const procedures::Reminded&) const { return "reminded"; }
  std::string operator()(const procedures::Asked& it) const { return with_text("asked", it.text); }
  std::string operator()(const procedures::Answered& it) const {
    return with_text(it.amended ? "answered, and amended" : "answered", it.text);
  }
  std::string operator()(const procedures::Approved& it) const {
    return with_text(fmt::format("approved ({})", procedures::to_string(it.procedure)), it.text);
  }
  std::string operator()(const procedures::Declined& it) const {
    std::string reasons;
    for (const std::string& reason : it.reasons) reasons += (reasons.empty() ? "" : "; ") + reason;
    return with_text("declined", reasons);
  }
  std::string operator()(const procedures::Escalated&) const { return "handed to the IESG"; }
  std::string operator()(const procedures::CallOpened&) const { return "the community is asked"; }
  std::string operator()(const procedures::CallClosed&) const { return "the community was asked"; }
  std::string operator()(const procedures::Voted& it) const {
    constexpr std::array<std::string_view, 3> kVotes = {"voted yes", "voted no", "abstained"};
    return with_text(std::string(kVotes[static_cast<std::size_t>(it.vote)]), it.text);
  }
  std::string operator()(const procedures::Appealed& it) const { return with_text("appealed", it.text); }
  std::string operator()(const procedures::Returned& it) const { return with_text("sent back", it.text); }
  std::string operator()(const procedures::Published& it) const {
    return it.port ? fmt::format("published, with port {}", *it.port) : "published";
  }
  std::string operator()(const procedures::Withdrawn&) const { return "withdrawn"; }
  std::string operator()(const procedures::Expired&) const { return "the time ran out"; }
};

std::string day_and_time(std::uint64_t microseconds) {
  // A point in time would be told in the zone of the machine.
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(microseconds / 1'000'000)));
}

std::string day_and_time(procedures::Time time) {
  return day_and_time(static_cast<std::uint64_t>(time.time_since_epoch().count()) * 1'000'000);
}

void add(std::string& out, std::string_view what, std::string_view text) {
  if (!text.empty()) out += fmt::format("  {:<13}{}\n", what, formats::printable_line(text));
}

// --- JSON

void write_words(JsonWriter& json, std::string_view key, std::string_view text) {
  if (!text.empty()) json.member(key, text);
}

void write_request(JsonWriter& json, const Request& request) {
  json.member("kind", procedures::to_string(request.kind));
  write_words(json, "service_name", request.name);
  write_words(json, "new_service_name", request.new_name);
  if (request.ports) json.member("port_number", to_string(*request.ports));
  json.key("transports").list(kAllTransports, [&](Transport one) {
    if (request.transports.contains(one)) json.text(to_string(one));
  });
  write_words(json, "assignee", request.assignee);
  write_words(json, "contact", request.contact);
  write_words(json, "description", request.description);
  write_words(json, "reference", request.reference);
  write_words(json, "document", request.document);
  if (request.service_code) json.member("service_code", *request.service_code);
  write_words(json, "unauthorized_use", request.unauthorized_use);
  write_words(json, "notes", request.notes);
  write_words(json, "reason", request.reason);
  if (request.gives_up_name) json.member("gives_up_service_name", true);
}

void write_line(JsonWriter& json, const Line& line) {
  json.object([&] {
    json.member("position", line.position);
    json.member("recorded", day_and_time(line.recorded));
    json.member("actor", name_of(line.actor));
    json.member("happened", procedures::type_name(line.happening));
    json.member("words", line.withheld ? std::string("withheld") : words(line.happening));
  });
}

void write_application(JsonWriter& json, const procedures::Application& application) {
  json.member("application", application.number);
  json.member("state", procedures::to_string(application.state));
  json.member("procedure", procedures::to_string(application.procedure));
  json.member("applicant", name_of(application.applicant));
  if (application.reviewer != 0) json.member("reviewer", name_of(application.reviewer));
  json.key("request").object([&] { write_request(json, application.request); });
}

void write_records(JsonWriter& json, std::string_view key, const registry::Difference& difference) {
  json.key(key).list(difference.records, [&](const registry::RecordChange& change) {
    json.object([&] {
      json.member("change", registry::to_string(change.kind));
      const registry::Record* record = change.after != nullptr ? change.after : change.before;
      write_words(json, "service_name", record->name.text());
      if (record->ports) json.member("port_number", to_string(*record->ports));
      if (record->transport) json.member("transport_protocol", to_string(*record->transport));
    });
  });
}

}  // namespace

std::string title(const Request& request) {
  std::string out = fmt::format("{} of {}", procedures::to_string(request.kind),
                                request.name.empty() ? "no name" : formats::printable_line(request.name));
  if (!request.new_name.empty()) out += " to " + formats::printable_line(request.new_name);
  if (request.ports)
    out += request.ports->size() == 1 ? fmt::format(", port {}", request.ports->first)
                                      : fmt::format(", a port of {}", to_string(*request.ports));
  if (!request.transports.empty()) out += ", on " + transports_text(request.transports);
  return out;
}

std::string words(const Happening& happening) { return std::visit(WordsOf{}, happening); }

std::string_view meaning(State state) noexcept {
  switch (state) {
    case State::kReview: return "an expert reviews it";
    case State::kQuestion: return "the applicant is asked";
    case State::kDocument: return "its document is under IETF Review";
    case State::kBallot: return "the IESG decides";
    case State::kCall: return "the community is asked";
    case State::kCheck: return "the operator looks at it";
    case State::kApproved: return "approved; the operator publishes it";
    case State::kDone: return "published";
    case State::kDeclined: return "declined";
    case State::kAppeal: return "the IESG decides on the appeal";
    case State::kWithdrawn: return "withdrawn";
    case State::kExpired: return "its time ran out";
  }
  return {};
}

std::string name_of(procedures::PersonId person) {
  if (person == 0) return "the clock";
  if (person == procedures::kLocalOperator) return "the operator of the ledger";
  return fmt::format("#{}", person);
}

std::string_view field_name(std::string_view field) noexcept {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kNames = {
      {{"name", "service_name"}, {"new_name", "new_service_name"}, {"ports", "port_number"}}};
  const auto* found = std::ranges::find(kNames, field, &std::pair<std::string_view, std::string_view>::first);
  return found == kNames.end() ? field : found->second;
}

std::string file_text(const File& file) {
  const procedures::Application& it = file.application;
  std::string out = fmt::format("application {}: {}\n", it.number, title(it.request));
  add(out, "state", fmt::format("{} ({})", procedures::to_string(it.state), meaning(it.state)));
  if (file.due) add(out, "due", day_and_time(*file.due));
  add(out, "procedure", procedures::to_string(it.procedure));
  if (it.reviewer != 0) add(out, "reviewer", name_of(it.reviewer));
  add(out, "assignee", it.request.assignee);
  add(out, "contact", it.request.contact);
  add(out, "description", it.request.description);
  add(out, "reference", it.request.reference);
  add(out, "document", it.request.document);
  add(out, "known use", it.request.unauthorized_use);
  add(out, "notes", it.request.notes);
  add(out, "reason", it.request.reason);
  if (is_withheld(file)) add(out, "withheld", "what was written in it was erased");
  for (const Line& line : file.lines)
    out += fmt::format("@{} {} {}: {}\n", line.position, day_and_time(line.recorded), name_of(line.actor),
                       line.withheld ? std::string(type_name(line.happening)) + " (what was written is withheld)"
                                     : words(line.happening));
  return out;
}

std::string file_json(const File& file) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    write_application(json, file.application);
    if (file.due) json.member("due", day_and_time(*file.due));
    json.member("withheld", is_withheld(file));
    json.key("events").list(file.lines, [&](const Line& line) { write_line(json, line); });
  });
  return out;
}

std::string info_json(const ledger::ApplicationInfo& info) {
  std::string out;
  JsonWriter json(out);
  const events::Standing& standing = info.standing;
  json.object([&] {
    json.member("application", info.number);
    json.member("state", standing.state);
    json.member("kind", standing.kind);
    json.member("service_name", standing.service);
    if (standing.ports) json.member("port_number", to_string(*standing.ports));
    json.key("transports").list(kAllTransports, [&](Transport one) {
      if (standing.transports.contains(one)) json.text(to_string(one));
    });
    json.member("applicant", name_of(standing.applicant));
    if (standing.reviewer != 0) json.member("reviewer", name_of(standing.reviewer));
    json.member("submitted", day_and_time(info.submitted));
    json.member("changed", day_and_time(info.changed));
    if (standing.due != 0) json.member("due", day_and_time(standing.due * 1'000'000));
  });
  return out;
}

std::string news_json(const News& news) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    json.member("delivery", news.delivery);
    json.member("registry", news.registry);
    json.key("event");
    write_line(json, news.line);
    write_application(json, news.application);
    write_words(json, "address", news.address);
  });
  return out;
}

std::string receipt_json(const Receipt& receipt) {
  std::string out;
  JsonWriter json(out);
  json.object([&] {
    write_application(json, receipt.application);
    for (const Happening& happening : receipt.happenings)
      if (const auto* published = std::get_if<procedures::Published>(&happening);
          published != nullptr && published->port)
        json.member("port", *published->port);
    json.key("happened").list(receipt.happenings, [&](const Happening& one) { json.text(procedures::type_name(one)); });
    if (receipt.position) json.member("position", *receipt.position);
    json.member("repeated", receipt.repeated);
    if (receipt.withheld) json.member("withheld", true);
    if (receipt.effect) write_records(json, "records", receipt.effect->difference);
    if (receipt.prospect) write_records(json, "records_once_published", receipt.prospect->difference);
    if (!receipt.advice.empty())
      json.key("advice").list(receipt.advice, [&](const std::string& one) { json.text(one); });
  });
  return out;
}

void write_violations(JsonWriter& json, const std::vector<procedures::Violation>& violations) {
  json.key("violations").list(violations, [&](const procedures::Violation& one) {
    json.object([&] {
      json.member("rule", one.rule);
      write_words(json, "section", one.section);
      write_words(json, "field", field_name(one.field));
      json.member("message", one.message);
    });
  });
}

std::string violations_json(const std::vector<procedures::Violation>& violations) {
  std::string out;
  JsonWriter json(out);
  json.object([&] { write_violations(json, violations); });
  return out;
}

}  // namespace portolan::desk
