// SPDX-License-Identifier: Apache-2.0
//
// review: what waits for those who decide, with what a machine can say of it.
#include "desk/review.h"

#include <fmt/format.h>

#include <utility>

#include "desk/story.h"
#include "formats/wrap.h"
#include "formats/xml.h"
#include "keeper/commands.h"
#include "keeper/desk.h"
#include "keeping/telling.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;
using cli::OutputFormat;
using procedures::State;
using Records = std::vector<const registry::Record*>;

// An application under review, and all that is said of it.
struct Case {
  desk::File file;
  desk::Review review;
  std::vector<ledger::ApplicationInfo> others;
};

// --- in words

void add(std::string& out, std::string_view what, std::string_view text) {
  out += fmt::format("  {:<13}{}\n", what, formats::printable_line(text));
}

std::string words_of(const registry::Record& record) {
  std::string out = registry::label(record);
  if (!record.description.empty()) out += ": " + record.description.published();
  if (const auto holders = record.holders(); !holders.empty()) out += " " + holders.published();
  return out;
}

void add(std::string& out, std::string_view what, const Records& records) {
  for (const registry::Record* record : records) add(out, what, words_of(*record));
}

void add_checks(std::string& out, const desk::Review& review) {
  for (const procedures::Violation& one : review.violations)
    add(out, "refused",
        fmt::format("{}{}{} [{}]", one.message, one.section.empty() ? "" : ": ", one.section, one.rule));
  for (const std::string& one : review.advice) add(out, "note", one);
}

void add_precedents(std::string& out, const Case& it) {
  if (it.review.port) add(out, "port", std::to_string(*it.review.port));
  add(out, "similar", it.review.precedents.similar);
  add(out, "neighbour", it.review.precedents.neighbours);
  add(out, "same holder", it.review.precedents.holdings);
  for (const ledger::ApplicationInfo& one : it.others)
    add(out, "same name",
        fmt::format("application {}: {} of {}, {} since {}", one.number, one.standing.kind, one.standing.service,
                    one.standing.state, keeping::time_text(one.changed)));
}

std::string age_words(std::uint64_t days) {
  return days == 0 ? std::string("today") : fmt::format("{} day{} ago", days, days == 1 ? "" : "s");
}

// The clock is run by commands that write: what is only read may be over.
std::string due_words(procedures::Time due, std::uint64_t now) {
  const auto moment = static_cast<std::uint64_t>(due.time_since_epoch().count()) * 1'000'000;
  return keeping::time_text(moment) + (moment <= now ? " (over)" : "");
}

// One application of the queue.
std::string entry(const Case& it, std::uint64_t now) {
  const procedures::Application& application = it.file.application;
  std::string out = fmt::format("{}\t{}\n", application.number, desk::title(application.request));
  add(out, "submitted", age_words(desk::age_in_days(it.file, now)));
  if (it.file.due) add(out, "due", due_words(*it.file.due, now));
  if (application.state == State::kReview)
    add(out, "reviewer", application.reviewer == 0 ? "nobody yet" : desk::name_of(application.reviewer));
  add_checks(out, it.review);
  add_precedents(out, it);
  return out;
}

// One application, whole.
std::string dossier(const Case& it, std::uint64_t now) {
  std::string out = desk::file_text(it.file);
  out += fmt::format("checks (submitted {})\n", age_words(desk::age_in_days(it.file, now)));
  add_checks(out, it.review);
  if (it.review.violations.empty()) add(out, "passed", "nothing speaks against publishing it today");
  std::string precedents;
  add_precedents(precedents, it);
  if (!precedents.empty()) out += "precedents\n" + precedents;
  if (!it.review.effect) return out + "it cannot be published as it is\n";
  out += "as it would be published\n";
  for (const registry::Record* record : desk::records_after(*it.review.effect)) formats::write_xml_record(*record, out);
  return out;
}

// --- reading

Result<Case> case_of(Session& session, const std::shared_ptr<const desk::Ground>& ground, desk::File file,
                     desk::Depth depth) {
  auto others = desk::others_for_name(session.ledger, session.registry, file.application);
  if (!others) return std::unexpected(std::move(others.error()));
  desk::Review review = desk::review_of(ground, file.application.request, now(), depth);
  return Case{std::move(file), std::move(review), std::move(*others)};
}

ExitStatus review_one(const Invocation& invocation, Session& session, desk::Desk& desk, std::uint64_t number) {
  const auto ground = desk.ground();
  if (!ground) return refuse(invocation, ground.error());
  auto file = desk.file(number);
  if (!file) return refuse(invocation, file.error());
  if (!*file) {
    invocation.complain(fmt::format("there is no application {}", number));
    return ExitStatus::kNotFound;
  }
  if (procedures::is_closed((*file)->application.state)) {
    invocation.complain(fmt::format("application {0} waits for nobody: {1}; 'portolan show {0}' tells what happened",
                                    number, desk::meaning((*file)->application.state)));
    return ExitStatus::kNotFound;
  }
  const auto found = case_of(session, *ground, std::move(**file), desk::Depth::kRecords);
  if (!found) return refuse(invocation, found.error());
  invocation.out += invocation.format() == OutputFormat::kTable
                        ? dossier(*found, now())
                        : desk::review_json(found->file, found->review, found->others, now()) + "\n";
  return ExitStatus::kDone;
}

Result<std::vector<Case>> cases(const Invocation& invocation, Session& session, desk::Desk& desk) {
  const cli::Arguments& arguments = invocation.arguments;
  const std::string_view state = arguments.has("state") ? arguments.value("state") : to_string(State::kReview);
  const auto waiting = session.ledger.applications({.registry = session.registry,
                                                    .open_only = true,
                                                    .state = std::string(state),
                                                    .limit = arguments.number("limit", 100)});
  if (!waiting) return std::unexpected(waiting.error());
  const auto ground = desk.ground();
  if (!ground) return std::unexpected(ground.error());
  std::vector<Case> out;
  for (const ledger::ApplicationInfo& info : *waiting) {
    auto file = desk.file(info.number);
    if (!file) return std::unexpected(std::move(file.error()));
    if (!*file) continue;
    auto found = case_of(session, *ground, std::move(**file), desk::Depth::kAdvice);
    if (!found) return std::unexpected(std::move(found.error()));
    out.push_back(std::move(*found));
  }
  return out;
}

ExitStatus review_queue(const Invocation& invocation, Session& session, desk::Desk& desk) {
  const auto found = cases(invocation, session, desk);
  if (!found) return refuse(invocation, found.error());
  const OutputFormat format = invocation.format();
  std::string_view between;
  if (format == OutputFormat::kJson) invocation.out += '[';
  for (const Case& one : *found) {
    if (format == OutputFormat::kTable) {
      invocation.out += entry(one, now());
      continue;
    }
    invocation.out += std::exchange(between, format == OutputFormat::kJson ? ",\n" : "");
    invocation.out += desk::review_json(one.file, one.review, one.others, now());
    if (format == OutputFormat::kJsonLines) invocation.out += '\n';
  }
  if (format == OutputFormat::kJson) invocation.out += "]\n";
  return found->empty() ? ExitStatus::kNotFound : ExitStatus::kDone;
}

}  // namespace

ExitStatus run_review(const Invocation& invocation) {
  if (invocation.format() == OutputFormat::kCsv) {
    invocation.complain("review writes table, json or jsonl");
    return ExitStatus::kUsage;
  }
  std::optional<std::uint64_t> number;
  if (!invocation.arguments.positionals.empty()) {
    number = application_number(invocation, invocation.arguments.positionals[0]);
    if (!number) return ExitStatus::kUsage;
  }
  auto session = open_session(invocation, ledger::Mode::kRead);
  if (!session) return session.error();
  desk::Desk desk(session->ledger, session->registry);
  return number ? review_one(invocation, *session, desk, *number) : review_queue(invocation, *session, desk);
}

}  // namespace portolan::keeper
