// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "server/figure_pages.h"
#include "server/statistics_sections.h"

namespace portolan::server {
namespace {

using app::Statistics;

Markup headline(const Context& context, const Statistics& from) {
  const auto number = [&](std::string_view path, std::uint64_t value, std::string_view words) {
    return tag("li", {}, site_link(context, path, tag("strong", {}, with_commas(value)) += tag("span", {}, words)));
  };
  Markup items = number("/records", from.records, "records");
  items += number("/records?status=assigned", from.by_status[0], "assignments");
  items += number("/records?sort=name", from.names, "service names");
  items += number("/records?range=system", from.ranges[0].any.assigned, "system ports assigned");
  items += number("/records?range=user", from.ranges[1].any.assigned, "user ports assigned");
  if (from.contacts.total > 0) items += number("/about", from.contacts.total, "contacts");
  return tag("ul", {{"class", "numbers"}}, items);
}

}  // namespace

Page statistics_page(const Context& context, const Statistics& from) {
  Markup body = tag("h1", {}, "Statistics");
  body += tag("p", {{"class", "lead"}},
              from.updated.empty() ? Markup("The registry in numbers.")
                                   : Markup("The registry of ") += time_tag(to_string(from.updated)) += " in numbers.");
  body += headline(context, from);
  Markup sections = ranges_section(from);
  sections += years_section(from);
  sections += transports_section(from);
  sections += ages_section(from);
  sections += references_section(from);
  sections += holders_section(context, from);
  sections += contacts_section(context, from.contacts);
  sections += oddities_section(context, from);
  body += island("statistics", "{}", sections);
  return {.title = "Statistics",
          .description = "How full the port ranges are, what was assigned when and to whom, and what has gone stale.",
          .path = "/statistics",
          .section = Section::kStatistics,
          .body = std::move(body),
          .feed = {},
          .feed_title = {},
          .json = "/api/v1/statistics"};
}

}  // namespace portolan::server
