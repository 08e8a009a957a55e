// SPDX-License-Identifier: Apache-2.0
//
// The page of a search: what has the name, what is named like it, what has the words, and people.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/query.h"
#include "app/suggestions.h"
#include "server/indexes.h"
#include "server/page_parts.h"
#include "server/pages.h"

namespace portolan::server {
namespace {

constexpr std::size_t kMostHits = 400;
constexpr std::size_t kMostRows = 60;  // of a group
constexpr std::size_t kMostContacts = 12;

struct Group {
  std::string_view title;
  std::vector<Rank> ranks;
};

const std::array<Group, 5>& groups() {
  static const std::array<Group, 5> all = {{{"Exactly this name", {Rank::kExactName}},
                                            {"Names that begin so", {Rank::kNamePrefix}},
                                            {"Words of the records", {Rank::kWord, Rank::kWordPrefix}},
                                            {"Parts of words", {Rank::kSubstring}},
                                            {"Spelled like it", {Rank::kMisspelling}}}};
  return all;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\n";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

Markup group_section(const Context& context, const Group& group, std::span<const Hit> hits) {
  std::vector<RecordView> records;
  for (const Hit& hit : hits)
    if (std::ranges::find(group.ranks, hit.rank) != group.ranks.end()) records.push_back(hit.record);
  std::vector<app::Row> rows = app::join_rows(records);
  if (rows.empty()) return {};
  const std::size_t all = rows.size();
  rows.resize(std::min(all, kMostRows));
  Markup out = tag("h2", {}, group.title);
  return out += record_list(context, rows), out;
}

// A name with its transport is no text to search for.
Markup qualified_section(const Context& context, std::string_view text) {
  const auto query = app::parse_query(text);
  if (!query || !query->qualified) return {};
  const app::Answer answer = app::answer(context.view->lookup(), *query);
  if (answer.records.empty())
    return tag("p", {{"class", "note"}}, app::not_found_words(context.view->lookup(), *query));
  Markup out = tag("h2", {}, "Exactly this");
  return out += record_list(context, app::join_rows(answer.records)), out;
}

Markup people_section(const Context& context, const Indexes& indexes, std::string_view text) {
  Markup items;
  for (const std::uint32_t position : indexes.contacts().find(text, kMostContacts)) {
    const ContactView contact = context.view->lookup().contact_at(position);
    items += tag("li", {}, tag("span", {}, contact_link(context, contact.id())),
                 tag("span", {{"class", "muted"}},
                     fmt::format("cited by {} records", indexes.citations().of(contact.id()).size())));
  }
  if (items.empty()) return {};
  Markup out = tag("h2", {}, "People and organisations");
  return out += tag("ul", {{"class", "results"}}, items), out;
}

Markup nothing(const Context& context, std::string_view text) {
  Markup out = tag("p", {{"class", "lead"}}, "Nothing fits.");
  Markup items;
  for (const std::string& name : app::similar_names(context.view->lookup(), text))
    items += tag("li", {}, service_link(context, name));
  if (!items.empty()) {
    out += tag("p", {}, "Did you mean:");
    out += tag("ul", {}, items);
  }
  return out;
}

Markup results(const Context& context, const Indexes& indexes, std::string_view text) {
  std::vector<Hit> hits(kMostHits);
  const auto search = indexes.searches().borrow();
  hits.resize(search->run(text, hits));
  Markup out = qualified_section(context, text);
  for (const Group& group : groups()) out += group_section(context, group, hits);
  out += people_section(context, indexes, text);
  if (out.empty()) return nothing(context, text);
  if (hits.size() == kMostHits)
    out += tag("p", {},
               site_link(context, "/records?q=" + net::encode_uri(text), "There is more: all of it in the table"));
  return out;
}

// A port or a range is gone to; a word that only begins like one gets an explanation.
Markup port_words(std::string_view text) {
  const auto query = app::parse_query(text);
  if (query || text.empty()) return {};
  return tag("p", {{"class", "note warn"}}, query.error().message);
}

}  // namespace

Reply search_page(Context& context) {
  const std::string text(trimmed(context.query.value("q")));
  if (const auto query = app::parse_query(text); query && query->ports) {
    const auto transport =
        query->transports == Transports::all() ? std::nullopt : parse_transport(text.substr(text.find('/') + 1));
    return redirect(context, address(context, port_path(*query->ports, transport)), 303);
  }
  const auto indexes = indexes_of(context);
  if (indexes == nullptr) return Reply::kWait;
  Page page;
  page.title = text.empty() ? "Search" : text + ": search";
  page.path = text.empty() ? "/search" : "/search?q=" + net::encode_uri(text);
  page.json = text.empty() ? std::string() : "/api/v1" + page.path;
  page.own_search = true;
  page.body = tag("h1", {}, "Search");
  page.body += search_form(context, "search-field", text);
  page.body += port_words(text);
  if (text.empty())
    page.body += tag("p", {{"class", "lead"}}, "Type a port, a range, a service name, a person, or any words.");
  else
    page.body += results(context, *indexes, text);
  return send_page(context, page);
}

}  // namespace portolan::server
