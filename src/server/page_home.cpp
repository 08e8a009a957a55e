// SPDX-License-Identifier: Apache-2.0
//
// The first page.
#include <fmt/format.h>

#include <array>

#include "app/dated.h"
#include "server/indexes.h"
#include "server/page_history.h"
#include "server/page_parts.h"
#include "server/pages.h"
#include "server/site.h"

namespace portolan::server {
namespace {

constexpr std::size_t kNewest = 6;

struct Example {
  std::string_view path;
  std::string_view words;
  std::string_view why;
};
constexpr std::array kExamples = {
    Example{"/ports/443", "443", "a port with all its names"},
    Example{"/search?q=postgresql", "postgresql", "a service by its name"},
    Example{"/ports/6000-6063", "6000-6063", "a range"},
    Example{"/search?q=apple+remote", "apple remote", "words of a description"},
    Example{"/records?status=de-assigned", "de-assigned ports", "what was given up"},
};

std::string with_commas(std::size_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, ",");
  return out;
}

Markup number(const Context& context, std::string_view path, std::size_t count, std::string_view words) {
  return tag("li", {}, site_link(context, path, tag("strong", {}, with_commas(count)) + tag("span", {}, words)));
}

struct Counts {
  std::size_t assigned = 0;
  std::size_t reserved = 0;
  std::size_t without_port = 0;
};

// Each number is how many records the page has that it leads to.
Counts counts_of(const Indexes& indexes) {
  Counts counts;
  for (const auto& facts : indexes.records().facts()) {
    counts.assigned += facts.status == Status::kAssigned ? 1 : 0;
    counts.without_port += facts.has_ports ? 0 : 1;
    counts.reserved += facts.status == Status::kReserved || facts.status == Status::kDeassigned ? 1 : 0;
  }
  return counts;
}

Markup numbers(const Context& context, const Indexes& indexes) {
  const Counts counts = counts_of(indexes);
  Markup items = number(context, "/records?status=assigned", counts.assigned, "assignments");
  items += number(context, "/records?range=none", counts.without_port, "names without a port");
  items += number(context, "/records?status=reserved,de-assigned", counts.reserved, "reserved or given up");
  // The registry inside the program has no table of contacts.
  if (const std::size_t contacts = context.view->lookup().contact_count(); contacts > 0)
    items += number(context, "/statistics", contacts, "people and organisations");
  return tag("ul", {{"class", "numbers"}}, items);
}

Markup examples(const Context& context) {
  Markup items;
  for (const Example& example : kExamples)
    items += tag("li", {}, site_link(context, example.path, example.words),
                 tag("span", {{"class", "muted"}}, " ", example.why));
  return tag("ul", {{"class", "inline"}}, items);
}

Markup recent(const Context& context) {
  const std::vector<app::Dated> dates = app::newest(context.view->lookup(), kNewest);
  const Markup told = timeline(context, dates);
  if (told.empty()) return {};
  Markup out = tag("h2", {}, "Newest in the registry");
  out += told;
  return out += tag("p", {}, site_link(context, "/changes", "All changes")), out;
}

Markup body(const Context& context, const Indexes& indexes) {
  Markup hero = tag("h1", {}, "Which service, which port?");
  hero +=
      tag("p", {{"class", "lead"}},
          "Service names and port numbers, as they are registered: who holds them, what they are for, what became of "
          "them.");
  hero += search_form(context, "search-field", {});
  hero += examples(context);
  Markup out = tag("div", {{"class", "hero"}}, hero);
  out += tag("h2", {{"class", "unseen"}}, "The registry in numbers");
  out += numbers(context, indexes);
  Markup columns = tag("section", {}, recent(context));
  Markup ways = tag("li", {}, site_link(context, "/map", "See all 65,536 ports"), " as one picture");
  ways += tag("li", {}, site_link(context, "/pick", "Pick a port"), " that nobody else uses");
  ways += tag("li", {}, site_link(context, "/records", "Filter all records"), " and export them");
  ways += tag("li", {}, site_link(context, "/api", "Ask from a program"), ": JSON, WHOIS, IANA’s own files");
  columns += tag("section", {}, tag("h2", {}, "Other ways"), tag("ul", {}, ways));
  return out += tag("div", {{"class", "columns"}}, columns), out;
}

}  // namespace

Reply home_page(Context& context) {
  const auto indexes = indexes_of(context);
  if (indexes == nullptr) return Reply::kWait;
  return send_kept(context, fmt::format("page / {}", context.as_of()), "text/html; charset=utf-8",
                   [&]() -> Result<std::string> {
                     Page page;
                     page.title = "portolan: service names and port numbers";
                     page.description = "Look up service names and port numbers: who holds them and what they are for.";
                     page.path = "/";
                     page.section = Section::kHome;
                     page.own_search = true;
                     page.feed = "/feeds/changes.atom";
                     page.feed_title = "Changes of the registry";
                     page.json = "/api/v1/registry";
                     page.body = body(context, *indexes);
                     return page_document(context, page);
                   });
}

}  // namespace portolan::server
