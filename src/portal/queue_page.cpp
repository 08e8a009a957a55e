// SPDX-License-Identifier: Apache-2.0
//
// Lists of applications: all of them, and what waits for whoever is signed in.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>

#include "portal/fields.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "procedures/acts.h"

namespace portolan::portal {
namespace {

using ledger::ApplicationFilter;
using ledger::ApplicationInfo;
using policies::Readers;
using procedures::Role;
using procedures::State;

constexpr std::size_t kPage = 50;
constexpr std::size_t kOfDesk = 200;

Markup filter_form(std::string_view state, std::string_view name) {
  std::vector<Choice> choices = {{"", "open"}, {"all", "all"}};
  for (std::size_t i = 0; i < procedures::kStateCount; ++i) {
    const std::string_view word = to_string(static_cast<State>(i));
    choices.push_back({word, word});
  }
  Markup fields = select_field({.name = "state", .label = "State", .value = state}, choices);
  fields += text_field({.name = "name", .label = "Service", .value = name});
  fields += tag("div", {{"class", "field"}}, button("Show"));
  return tag("form", {{"method", "get"}, {"action", "/applications"}, {"class", "fields"}}, fields);
}

// What a visitor may list; nothing where they must sign in first.
std::optional<ApplicationFilter> permitted(const Visit& visit) {
  ApplicationFilter filter{.registry = visit.counter().registry()};
  const registrar::Visitor* visitor = visit.visitor();
  if (visit.charter().applications == Readers::kPublic) return filter;
  if (visitor == nullptr) return std::nullopt;
  if (visit.charter().applications == Readers::kParties && !visitor->has_office())
    filter.applicant = visitor->person.id;
  return filter;
}

Markup next_page(const Context& context, const std::vector<ApplicationInfo>& list) {
  if (list.size() < kPage) return {};
  const std::string path = server::path_with(context, "/applications", {"state", "name"});
  return tag("p", {{"class", "pages"}},
             server::link(fmt::format("{}{}beyond={}", path, path.contains('?') ? '&' : '?', list.back().number),
                          "Older ones"));
}

// --- the desk

struct Tray {
  std::string_view caption;
  std::vector<ApplicationInfo> list;
};

Result<std::vector<ApplicationInfo>> in_state(Visit& visit, State state) {
  return visit.counter().ledger().applications(
      {.registry = visit.counter().registry(), .state = std::string(to_string(state)), .limit = kOfDesk});
}

// Those that are in one of the states and that the visitor could do something about.
Result<Tray> tray(Visit& visit, std::string_view caption, std::initializer_list<State> states,
                  const std::function<bool(const ApplicationInfo&)>& mine) {
  Tray out{caption, {}};
  for (const State state : states) {
    auto found = in_state(visit, state);
    if (!found) return std::unexpected(std::move(found.error()));
    std::ranges::copy_if(*found, std::back_inserter(out.list), mine);
  }
  return out;
}

Result<std::vector<Tray>> trays(Visit& visit) {
  const procedures::Person& person = visit.visitor()->person;
  std::vector<Tray> out;
  std::optional<Error> error;
  const auto add = [&](Result<Tray> made) {
    if (!made) error = std::move(made.error());
    if (made && !made->list.empty()) out.push_back(std::move(*made));
  };
  const auto not_own = [&](const ApplicationInfo& info) { return info.standing.applicant != person.id; };
  if (person.has(Role::kExpert))
    add(tray(visit, "To review", {State::kReview}, [&](const ApplicationInfo& info) {
      const bool all = (info.standing.transports.bits() & ~person.expert_for.bits()) == 0;
      return not_own(info) && all && (info.standing.reviewer == 0 || info.standing.reviewer == person.id);
    }));
  if (person.has(Role::kIesg))
    add(tray(visit, "To decide", {State::kBallot, State::kDocument, State::kAppeal}, not_own));
  if (person.has(Role::kOperator)) {
    add(tray(visit, "To publish or check", {State::kApproved, State::kCheck}, not_own));
    add(tray(visit, "Without a reviewer", {State::kReview},
             [&](const ApplicationInfo& info) { return not_own(info) && info.standing.reviewer == 0; }));
  }
  add(tray(visit, "Asked of you", {State::kQuestion},
           [&](const ApplicationInfo& info) { return info.standing.applicant == person.id; }));
  auto own = visit.counter().ledger().applications(
      {.registry = visit.counter().registry(), .applicant = person.id, .limit = kPage, .newest_first = true});
  if (!own) return std::unexpected(std::move(own.error()));
  if (!own->empty()) out.push_back({"Your applications", std::move(*own)});
  if (error) return std::unexpected(std::move(*error));
  return out;
}

std::string roles_words(const procedures::Person& person) {
  constexpr std::array<std::pair<Role, std::string_view>, 5> kWords = {{{Role::kExpert, "an expert"},
                                                                        {Role::kIesg, "one of the IESG"},
                                                                        {Role::kOperator, "an operator"},
                                                                        {Role::kAuditor, "an auditor"},
                                                                        {Role::kAdministrator, "an administrator"}}};
  std::string out;
  for (const auto& [role, words] : kWords)
    if (person.has(role)) out += fmt::format("{}{}", out.empty() ? "" : ", ", words);
  if (person.has(Role::kExpert)) out += fmt::format(" (for {})", to_string(person.expert_for));
  return out.empty() ? "an applicant" : out;
}

}  // namespace

Reply applications_page(Visit& visit) {
  Context& context = visit.context();
  auto filter = permitted(visit);
  if (!filter) return ask_to_sign_in(visit);
  const std::string_view state = context.query.value("state");
  if (!state.empty() && state != "all" && !state_named(state))
    return server::send_status(context, 400, "The request makes no sense", "There is no such state", "state");
  if (state.empty())
    filter->open_only = true;
  else if (state != "all")
    filter->state = state;
  filter->service = context.query.value("name");
  filter->limit = kPage;
  filter->newest_first = true;
  if (const auto beyond = parse_number(context.query.value("beyond"))) filter->beyond = *beyond;
  const auto list = visit.counter().ledger().applications(*filter);
  if (!list) return failed(context, list.error());
  server::Page page;
  page.title = "Applications";
  page.description = "What is asked of this registry, and where it stands.";
  page.entry = "/applications";
  page.path = "/applications";
  page.wide = true;
  page.json = "/api/v1/applications";
  page.body = tag("h1", {}, "Applications");
  page.body += tag("p", {{"class", "lead"}}, "What is asked of this registry, and where it stands. ",
                   server::link("/apply", "Apply for a name or a port"));
  page.body += filter_form(state, filter->service);
  page.body += list->empty() ? tag("p", {{"class", "note"}}, "There are none.")
                             : application_table(visit, "Applications, newest first", *list);
  page.body += next_page(context, *list);
  return send_private(visit, std::move(page));
}

Reply desk_page(Visit& visit) {
  if (visit.visitor() == nullptr) return ask_to_sign_in(visit);
  const auto all = trays(visit);
  if (!all) return failed(visit.context(), all.error());
  const registrar::Visitor& visitor = *visit.visitor();
  server::Page page;
  page.title = "My desk";
  page.entry = "/desk";
  page.wide = true;
  page.body = tag("h1", {}, "My desk");
  page.body += tag("p", {{"class", "lead"}}, "You are ", tag("strong", {}, visitor.account.shown), ", here ",
                   roles_words(visitor.person), ". ", server::link("/account", "Your account"));
  if (visitor.person.has(Role::kAdministrator) || visitor.person.has(Role::kAuditor))
    page.body += tag("p", {}, visitor.person.has(Role::kAdministrator) ? server::link("/people", "People") : Markup(),
                     " ", server::link("/audit", "What was done to accounts"));
  for (const Tray& tray : *all) {
    page.body += tag("h2", {}, tray.caption);
    page.body += application_table(visit, tray.caption, tray.list);
  }
  if (all->empty())
    page.body +=
        tag("p", {{"class", "note"}}, "Nothing waits for you. ", server::link("/apply", "Apply for something"));
  page.body += post_form(visit, "/sign-out", tag("div", {{"class", "actions"}}, button("Sign out", {}, {}, true)));
  return send_private(visit, std::move(page));
}

}  // namespace portolan::portal
