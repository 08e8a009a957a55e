// SPDX-License-Identifier: Apache-2.0
//
// The page of a port, of a port on one transport, and of a range.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/query.h"
#include "app/snippets.h"
#include "registry/availability.h"
#include "registry/port_ranges.h"
#include "registry/status.h"
#include "server/page_history.h"
#include "server/page_parts.h"
#include "server/page_related.h"
#include "server/pages.h"

namespace portolan::server {
namespace {

// Of more services a page shows a list instead of all that is known of each.
constexpr std::size_t kMostCards = 12;
constexpr std::size_t kMostLines = 300;

struct Asked {
  app::Query query;
  std::string words;  // "443/tcp"
  std::string path;
  std::optional<Transport> transport;

  PortRange ports() const { return *query.ports; }
  bool single() const { return ports().size() == 1; }
};

Result<Asked> read(const Context& context) {
  Asked asked;
  asked.words = context.parts[0];
  if (!context.parts[1].empty()) asked.words += "/" + context.parts[1];
  auto query = app::parse_query(asked.words);
  if (!query) return std::unexpected(std::move(query.error()));
  if (!query->ports) return fail(ErrorCode::kNotFound, fmt::format("'{}' is no port", context.parts[0]));
  asked.query = *query;
  if (!context.parts[1].empty()) asked.transport = parse_transport(context.parts[1]);
  asked.path = port_path(asked.ports(), asked.transport);
  asked.words = asked.path.substr(std::string_view("/ports/").size());
  asked.query.text = {};
  return asked;
}

// The page has one address: /ports/0443/TCP is /ports/443/tcp.
bool is_canonical(const Context& context, const Asked& asked) {
  const std::string given =
      context.parts[1].empty() ? context.parts[0] : fmt::format("{}/{}", context.parts[0], context.parts[1]);
  return given == asked.words;
}

std::vector<std::string> names_of(const std::vector<RecordView>& records) {
  std::vector<std::string> names;
  for (const RecordView record : records)
    if (!record.name().empty() && std::ranges::find(names, record.name()) == names.end())
      names.emplace_back(record.name());
  return names;
}

Markup range_words(const Context& context, const Asked& asked) {
  Markup out;
  for (const registry::PortRangeWords& range : registry::kPortRanges) {
    if (!range.ports.overlaps(asked.ports())) continue;
    if (!out.empty()) out += "; ";
    out += site_link(context, fmt::format("/records?range={}", range.key), range.title);
    out += fmt::format(" ({}): {}", to_string(range.ports), range.procedure);
  }
  return out;
}

// --- one port: what each transport says

Markup silence(const Context& context, const Asked& asked, Transport transport) {
  app::Query query = asked.query;
  query.transports = transport;
  const std::string words = app::silence_words(context.view->lookup(), query, asked.ports());
  return status_mark(kDynamicPorts.contains(asked.ports().first) ? "dynamic" : "uncovered", words);
}

Markup transport_row(const Context& context, const Asked& asked, Transport transport) {
  std::vector<RecordView> records;
  for (const RecordView record : context.view->lookup().on_port(asked.ports().first, transport))
    records.push_back(record);
  const std::string path = port_path(asked.ports(), transport);
  Markup names;
  Markup statuses;
  for (const RecordView record : records) {
    names += tag("div", {}, service_link(context, record.name()));
    statuses += tag("div", {}, status_mark(record));
  }
  if (records.empty()) statuses = silence(context, asked, transport);
  return tag("tr", {}, tag("th", {{"scope", "row"}}, site_link(context, path, to_string(transport))),
             tag("td", {}, records.empty() ? tag("span", {{"class", "muted"}}, "none") : names),
             tag("td", {}, statuses));
}

Markup transport_table(const Context& context, const Asked& asked) {
  Markup rows;
  for (const Transport transport : kAllTransports)
    if (asked.query.transports.contains(transport)) rows += transport_row(context, asked, transport);
  const Markup head = tag("tr", {}, tag("th", {{"scope", "col"}}, "Transport"), tag("th", {{"scope", "col"}}, "Names"),
                          tag("th", {{"scope", "col"}}, "Status"));
  return scrolling("Names by transport", tag("table", {}, tag("caption", {}, "All names, by transport"),
                                             tag("thead", {}, head), tag("tbody", {}, rows)));
}

Markup good_to_know(const Asked& asked) {
  Markup items;
  if (asked.single() && registry::browsers_refuse(asked.ports().first))
    items += tag("li", {}, "Browsers refuse to connect to this port.");
  if (registry::kLinuxEphemeral.overlaps(asked.ports()))
    items += tag("li", {},
                 fmt::format("Linux gives ports from {} to outgoing connections, unless it is told otherwise.",
                             to_string(registry::kLinuxEphemeral)));
  if (registry::kNodePorts.overlaps(asked.ports()))
    items += tag("li", {},
                 fmt::format("Kubernetes gives ports from {} to services of the type NodePort.",
                             to_string(registry::kNodePorts)));
  return items.empty() ? Markup() : tag("ul", {}, items);
}

// --- ranges

Markup silent_list(const Context& context, const Asked& asked, const app::Answer& answer) {
  Markup items;
  for (const PortRange gap : app::silent_ports(asked.query, answer))
    items +=
        tag("li", {}, tag("span", {{"class", "ports"}}, site_link(context, port_path(gap), to_string(gap))),
            tag("span", {}, fmt::format("{} {} that no record covers", gap.size(), gap.size() == 1 ? "port" : "ports")),
            status_mark(kDynamicPorts.contains(gap.first) ? "dynamic" : "uncovered",
                        app::silence_words(context.view->lookup(), asked.query, gap)));
  if (items.empty()) return {};
  Markup out = tag("h2", {}, "Not covered");
  return out += tag("ul", {{"class", "results"}}, items), out;
}

Markup records_section(const Context& context, const Asked& asked, std::vector<app::Row> rows) {
  if (rows.empty()) return {};
  Markup out = tag("h2", {{"id", "records"}}, "What the registry says");
  if (rows.size() <= kMostCards) {
    for (const app::Row& row : rows) out += record_card(context, row);
    return out;
  }
  const std::size_t all = rows.size();
  rows.resize(std::min(all, kMostLines));
  out += record_list(context, rows);
  const Markup table = site_link(context, "/records?ports=" + to_string(asked.ports()), "the table of records");
  return out += tag("p", {}, fmt::format("{} of {} services. Sort and filter them in ", rows.size(), all), table, "."),
         out;
}

Markup lead(const Asked& asked, const std::vector<RecordView>& records) {
  const std::vector<std::string> names = names_of(records);
  if (names.empty() && asked.single() && records.empty())
    return tag("p", {{"class", "lead"}}, "No record covers this port: ", registry::uncovered_words(asked.ports().first),
               ".");
  if (names.empty()) return tag("p", {{"class", "lead"}}, "No service is assigned here.");
  if (names.size() > 8)
    return tag("p", {{"class", "lead"}}, fmt::format("{} services are assigned here.", names.size()));
  return tag("p", {{"class", "lead"}}, fmt::format("Assigned to {}.", fmt::join(names, ", ")));
}

Page page_of(const Asked& asked, const app::Answer& answer) {
  const std::vector<std::string> names = names_of(answer.records);
  Page page;
  page.path = asked.path;
  page.section = Section::kRecords;
  page.title = fmt::format("{} {}", asked.single() ? "Port" : "Ports", asked.words);
  page.description =
      fmt::format("What the registry says of {}{}", asked.words, names.empty() ? std::string() : ": " + names.front());
  if (asked.single() && !names.empty()) page.title += fmt::format(" ({})", names.front());
  page.feed = feed_path(asked.path);
  page.feed_title = fmt::format("Changes of {} {}", asked.single() ? "port" : "ports", asked.words);
  page.json = "/api/v1" + asked.path;
  return page;
}

Result<Markup> body_of(const Context& context, const Indexes& indexes, const Asked& asked, const app::Answer& answer) {
  const Lookup& lookup = context.view->lookup();
  const auto services = app::services_lines(lookup, asked.ports(), asked.query.transports);
  if (!services) return std::unexpected(services.error());
  Markup out = tag("p", {{"class", "crumbs"}}, range_words(context, asked));
  out += tag("h1", {}, asked.single() ? "Port " : "Ports ", tag("span", {{"class", "mono"}}, asked.words));
  out += lead(asked, answer.records);
  if (asked.single()) out += transport_table(context, asked);
  out += good_to_know(asked);
  out += records_section(context, asked, app::join_rows(answer.records));
  if (!asked.single()) out += silent_list(context, asked, answer);
  out += traffic_warning();
  const bool few = answer.records.size() <= kMostLines;
  out += copy_section(context, *services, app::nftables_line(asked.ports(), answer.records),
                      few ? answer.records : std::vector<RecordView>());
  out += neighbours(context, asked.ports());
  if (few) out += same_holders(context, indexes, answer.records);
  const Subject subject{Subject::Kind::kPorts, asked.words, asked.ports()};
  return out += history_section(context, subject, few ? answer.records : std::vector<RecordView>(), asked.path), out;
}

}  // namespace

Reply port_page(Context& context) {
  const auto asked = read(context);
  if (!asked) return send_error(context, asked.error());
  if (!is_canonical(context, *asked)) return redirect(context, address(context, asked->path));
  const auto indexes = indexes_of(context);
  if (indexes == nullptr || history_waits(context)) return Reply::kWait;
  const app::Answer answer = app::answer(context.view->lookup(), asked->query);
  if (answer.damaged) return send_status(context, 500, "The data is damaged", "The lookup file is damaged here");
  Page page = page_of(*asked, answer);
  auto body = body_of(context, *indexes, *asked, answer);
  if (!body) return send_error(context, body.error());
  page.body = std::move(*body);
  return send_page(context, page);
}

}  // namespace portolan::server
