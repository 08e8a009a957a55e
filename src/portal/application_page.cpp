// SPDX-License-Identifier: Apache-2.0
//
// One application: where it stands, what was said, what it will do to the registry, and what the reader may do to it.
#include <fmt/format.h>

#include <array>

#include "accounts/people.h"
#include "app/difference_story.h"
#include "desk/review.h"
#include "desk/story.h"
#include "portal/fields.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "procedures/acts.h"
#include "registrar/paperwork.h"
#include "server/page_parts.h"

namespace portolan::portal {
namespace {

using procedures::Act;
using procedures::Application;
using procedures::State;

// An act as a form: what its button says, what is asked beside it.
struct ActForm {
  Act act;
  std::string_view words;
  std::string_view text;  // label of its text; empty: none
  bool needs_text = false;
};
constexpr std::array kActs = {
    ActForm{Act::kTakeReview, "Take the review", ""},
    ActForm{Act::kApprove, "Approve", "Why, for the file"},
    ActForm{Act::kAsk, "Ask the applicant", "The question", true},
    ActForm{Act::kDecline, "Decline", "The reasons, one a line", true},
    ActForm{Act::kEscalate, "Hand to the IESG", ""},
    ActForm{Act::kRecuse, "I have no say in it", ""},
    ActForm{Act::kAnswer, "Answer", "The answer", true},
    ActForm{Act::kVote, "Vote", "Why, for the file"},
    ActForm{Act::kOpenCall, "Ask the community", ""},
    ActForm{Act::kPublish, "Publish", ""},
    ActForm{Act::kReturn, "Send back", "Why it cannot be published", true},
    ActForm{Act::kAppeal, "Appeal", "Why it should be decided otherwise", true},
    ActForm{Act::kWithdraw, "Withdraw", ""},
};
constexpr std::array<Choice, 3> kVotes = {{{"yes", "yes"}, {"no", "no"}, {"abstain", "abstain"}}};

void add(Markup& facts, std::string_view what, const Markup& value) {
  if (value.empty()) return;
  facts += tag("dt", {}, what);
  facts += tag("dd", {}, value);
}

Markup facts_of(Visit& visit, const desk::File& file) {
  const Application& it = file.application;
  const procedures::Request& request = it.request;
  Markup facts;
  add(facts, "State", state_mark(it.state) + " " + tag("span", {{"class", "muted"}}, desk::meaning(it.state)));
  if (file.due && !procedures::is_closed(it.state))
    add(facts, "Due", time_words(*file.due) + " UTC, " + distance_words(*file.due, visit.now()));
  add(facts, "Procedure", to_string(it.procedure));
  add(facts, "Applicant", name_of(visit, it.applicant));
  if (it.reviewer != 0) add(facts, "Reviewer", name_of(visit, it.reviewer));
  add(facts, "Assignee", request.assignee);
  add(facts, "Contact", request.contact);
  add(facts, "Description", request.description);
  add(facts, "Reference", request.reference);
  add(facts, "Document", request.document);
  add(facts, "Reason", request.reason);
  add(facts, "Known use", request.unauthorized_use);
  add(facts, "Notes", request.notes);
  if (request.service_code) add(facts, "Service code", server::service_code_words(*request.service_code));
  return tag("dl", {{"class", "facts"}}, facts);
}

std::string line_words(Visit& visit, const desk::Line& line) {
  if (line.withheld) return fmt::format("{} (what was written is withheld)", type_name(line.happening));
  if (const auto* named = std::get_if<procedures::ReviewerNamed>(&line.happening))
    return "given to " + name_of(visit, named->reviewer);
  return desk::words(line.happening);
}

Markup conversation(Visit& visit, const desk::File& file) {
  Markup items;
  for (const desk::Line& line : file.lines)
    items += tag("li", {}, tag("h3", {}, line_words(visit, line)),
                 tag("p", {{"class", "muted"}}, name_of(visit, line.actor), ", ", time_words(line.recorded),
                     " UTC, event ", fmt::format("@{}", line.position)));
  return tag("h2", {}, "What happened") + tag("ol", {{"class", "timeline"}}, items);
}

// --- what an expert looks at

Markup list_of(std::string_view title, const std::vector<std::string>& lines) {
  Markup items;
  for (const std::string& line : lines) items += tag("li", {}, line);
  return items.empty() ? Markup() : tag("h3", {}, title) + tag("ul", {}, items);
}

Markup records_of(const Context& context, std::string_view title, const std::vector<const registry::Record*>& records) {
  Markup items;
  for (const registry::Record* record : records)
    items += tag("li", {}, server::service_link(context, record->name.text()), " ",
                 record->ports ? to_string(*record->ports) : std::string("without a port"),
                 record->transport ? "/" + std::string(to_string(*record->transport)) : std::string(), " ",
                 tag("span", {{"class", "muted"}}, record->description.published()));
  return items.empty() ? Markup() : tag("h3", {}, title) + tag("ul", {}, items);
}

// What its publication would do now, what stands against it, what is there already and is like it.
Markup outlook(Visit& visit, const Application& it) {
  if (procedures::is_closed(it.state)) return {};
  const auto ground = visit.counter().desk().ground();
  if (!ground) return {};
  const desk::Review review = desk::review_of(*ground, it.request, visit.now());
  Markup out = tag("h2", {}, "What it does to the registry");
  if (review.effect) {
    out += server::story(visit.context(), app::tell(review.effect->difference, false), 3);
  } else {
    out += tag("p", {}, "It could not be published as things are now:");
    out += violation_list(review.violations);
  }
  out += list_of("Good to know", review.advice);
  Markup precedents = records_of(visit.context(), "Names like it", review.precedents.similar);
  precedents += records_of(visit.context(), "On the port, and beside it", review.precedents.neighbours);
  precedents += records_of(visit.context(), "What its assignee has", review.precedents.holdings);
  if (!precedents.empty()) out += tag("h2", {}, "Precedents") + precedents;
  return out;
}

// --- what the visitor may do

Markup hidden(std::string_view name, std::string_view value) {
  return tag("input", {{"type", "hidden"}, {"name", std::string(name)}, {"value", std::string(value)}});
}

Markup act_form(Visit& visit, const Application& it, const ActForm& form, std::string_view said) {
  Markup content = hidden("act", to_string(form.act)) + Visit::key_field();
  if (form.act == Act::kVote)
    content += select_field({.name = "vote", .label = "Vote", .form = to_string(form.act)}, kVotes);
  if (!form.text.empty())
    content += text_area(
        {.name = "text", .label = form.text, .value = said, .required = form.needs_text, .form = to_string(form.act)});
  content += tag("div", {{"class", "actions"}}, button(form.words));
  const Markup whole = post_form(visit, fmt::format("/applications/{}", it.number), content);
  return form.text.empty()
             ? whole
             : tag("details", {{"open", server::flag(!said.empty())}}, tag("summary", {}, form.words), whole);
}

struct Attempt {
  std::optional<Act> act;
  std::string_view text;
  Markup wrong;
};

Markup reviewer_form(Visit& visit, const Application& it) {
  return tag("details", {}, tag("summary", {}, "Name a reviewer"),
             post_form(visit, fmt::format("/applications/{}", it.number),
                       hidden("act", to_string(Act::kNameReviewer)) +
                           text_field({.name = "reviewer", .label = "Name of the account", .required = true}) +
                           tag("div", {{"class", "actions"}}, button("Name this reviewer"))));
}

Markup acts(Visit& visit, const Application& it, const Attempt& attempt) {
  if (visit.visitor() == nullptr)
    return tag("p", {}, server::link(fmt::format("/sign-in?to=/applications/{}", it.number), "Sign in"),
               " to take part in it.");
  const registrar::Visitor& visitor = *visit.visitor();
  Markup out;
  bool barred = false;
  for (const ActForm& form : kActs) {
    if (!procedures::may(it, visitor.person, form.act)) continue;
    if (form.act == Act::kTakeReview && it.reviewer != 0) continue;  // it would be refused
    if (registrar::barrier(visitor, form.act, visit.charter()) != registrar::Barrier::kNone) {
      barred = true;
      continue;
    }
    if (attempt.act == form.act) out += attempt.wrong;
    out += act_form(visit, it, form, attempt.act == form.act ? attempt.text : std::string_view());
  }
  if (procedures::may(it, visitor.person, Act::kNameReviewer)) {
    if (attempt.act == Act::kNameReviewer) out += attempt.wrong;
    out += reviewer_form(visit, it);
  }
  if (barred)
    out += tag("p", {{"class", "note warn"}}, "To review and decide you need a second factor. ",
               server::link("/account", "Set it up"));
  return out.empty() ? Markup() : tag("h2", {}, "What you can do") + tag("div", {{"class", "acts"}}, out);
}

Reply show(Visit& visit, const desk::File& file, const Attempt& attempt, unsigned status) {
  const Application& it = file.application;
  server::Page page;
  page.title = fmt::format("Application {}", it.number);
  page.entry = "/applications";
  page.path = fmt::format("/applications/{}", it.number);
  page.json = fmt::format("/api/v1/applications/{}", it.number);
  page.body = tag("p", {{"class", "crumbs"}}, server::link("/applications", "Applications"));
  page.body += tag("h1", {}, fmt::format("Application {}", it.number));
  page.body += tag("p", {{"class", "lead"}}, desk::title(it.request));
  page.body += facts_of(visit, file);
  if (it.state == State::kDone && !it.request.name.empty())
    page.body +=
        tag("p", {}, "It is published: ", server::link(server::service_path(it.request.name), it.request.name), ".");
  page.body += acts(visit, it, attempt);
  page.body += outlook(visit, it);
  page.body += conversation(visit, file);
  return send_private(visit, std::move(page), status);
}

// The application of the path, if the visitor may read it.
std::optional<desk::File> readable(Visit& visit, std::optional<Error>& error) {
  const auto number = parse_number(visit.context().parts[0]);
  if (!number) return std::nullopt;
  auto file = visit.counter().desk().file(*number);
  if (!file) {
    error = std::move(file.error());
    return std::nullopt;
  }
  if (!*file || !registrar::may_read(visit.visitor(), (*file)->application.applicant, visit.charter()))
    return std::nullopt;
  return std::move(*file);
}

Reply not_there(Visit& visit, const std::optional<Error>& error) {
  if (error) return failed(visit.context(), *error);
  if (visit.visitor() == nullptr && visit.charter().applications != policies::Readers::kPublic)
    return ask_to_sign_in(visit);
  // The same where there is none and where it is not theirs to read.
  return server::send_status(visit.context(), 404, "Not found", "There is no such application");
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    if (!line.empty()) out.emplace_back(line);
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

procedures::Vote vote_of(std::string_view word) {
  if (word == "yes") return procedures::Vote::kYes;
  return word == "no" ? procedures::Vote::kNo : procedures::Vote::kAbstain;
}

Markup refusal_of(const desk::Refusal& refusal) {
  return tag("div", {{"class", "note warn"}, {"role", "alert"}}, tag("p", {}, "It was not done:"),
             violation_list(refusal.violations));
}

}  // namespace

Reply application_page(Visit& visit) {
  std::optional<Error> error;
  const auto file = readable(visit, error);
  return file ? show(visit, *file, {}, 200) : not_there(visit, error);
}

Reply act_on_application(Visit& visit, const Form& form) {
  if (visit.visitor() == nullptr) return ask_to_sign_in(visit);
  std::optional<Error> error;
  const auto file = readable(visit, error);
  if (!file) return not_there(visit, error);
  const auto act = act_named(form.value("act"));
  if (!act) return refuse_form(visit.context(), "It names nothing that can be done.");
  if (registrar::barrier(*visit.visitor(), *act, visit.charter()) != registrar::Barrier::kNone)
    return server::send_status(visit.context(), 403, "A second factor is needed",
                               "To review and decide you sign in with a second factor; your account page sets it up.");
  const std::string_view text = form.value("text");
  procedures::Command command{.act = *act, .text = std::string(text), .vote = vote_of(form.value("vote"))};
  if (*act == Act::kDecline) command.reasons = lines_of(text);
  Result<procedures::Person> reviewer = procedures::Person();
  if (*act == Act::kNameReviewer) {
    const auto account = accounts::find_account_by(visit.office(), form.value("reviewer"));
    if (!account) return failed(visit.context(), account.error());
    if (*account) reviewer = visit.counter().person(**account);
    if (!reviewer) return failed(visit.context(), reviewer.error());
    if (*account) command.reviewer = &*reviewer;
  }
  const std::uint64_t number = file->application.number;
  const auto done = registrar::act(visit.counter(), number, command,
                                   visit.order(form.value("key"), fmt::format("{}:{}", number, said_by(form))));
  if (done) return see_other(visit.context(), fmt::format("/applications/{}", number));
  if (done.error().error) return failed(visit.context(), *done.error().error);
  const auto now = readable(visit, error);
  return now ? show(visit, *now, {*act, text, refusal_of(done.error())}, 422) : not_there(visit, error);
}

}  // namespace portolan::portal
