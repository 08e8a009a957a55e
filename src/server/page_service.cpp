// SPDX-License-Identifier: Apache-2.0
//
// The page of a service name.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/snippets.h"
#include "app/suggestions.h"
#include "registry/service_name.h"
#include "server/page_history.h"
#include "server/page_parts.h"
#include "server/page_related.h"
#include "server/pages.h"

namespace portolan::server {
namespace {

constexpr std::size_t kMostCards = 30;

std::vector<RecordView> records_of(const Lookup& lookup, std::string_view name) {
  std::vector<RecordView> records;
  for (const RecordView record : lookup.named(name)) records.push_back(record);
  return records;
}

Reply no_such_service(Context& context, std::string_view name) {
  context.response.status = 404;
  context.response.add("Cache-Control", "no-store");
  Page page;
  page.title = "No service of that name";
  page.body = tag("p", {{"class", "error-status"}}, "404");
  page.body += tag("h1", {}, "No service is named “", name, "”");
  Markup items;
  for (const std::string& similar : app::similar_names(context.view->lookup(), name))
    items += tag("li", {}, service_link(context, similar));
  if (!items.empty()) {
    page.body += tag("p", {}, "Did you mean:");
    page.body += tag("ul", {}, items);
  }
  const std::string search = "/search?q=" + net::encode_uri(name);
  page.body += tag("p", {}, site_link(context, search, "Search all fields for it"));
  return send_page(context, page);
}

// What is not registered now may have been: then the page tells what became of it.
Reply page_of_the_gone(Context& context, const std::string& name) {
  const Subject subject{Subject::Kind::kService, name, {}};
  const auto told = chapters_of(context, subject);
  if (!told) return send_error(context, told.error());
  if (told->chapters.empty()) return no_such_service(context, name);
  Page page;
  page.title = name;
  page.path = service_path(name);
  page.section = Section::kRecords;
  page.description = fmt::format("{}: a service name that is not registered now, and its history", name);
  page.feed = feed_path(page.path);
  page.feed_title = fmt::format("Changes of the service {}", name);
  page.body = tag("h1", {}, name);
  page.body += tag("p", {{"class", "lead"}}, "No service has this name ", context.past ? "at this date" : "now",
                   ", but the ledger knows it.");
  page.body += history_section(context, subject, {}, page.path);
  return send_page(context, page);
}

// A service may be asked for with DNS SRV (RFC 2782) under these names.
Markup srv_names(const std::vector<RecordView>& records) {
  const std::string_view name = records.front().name();
  if (!registry::name_violations(name).empty()) return {};
  const Transports transports = app::transports_of(records, name);
  std::vector<std::string> names;
  for (const Transport transport : kAllTransports)
    if (transports.contains(transport)) names.push_back(fmt::format("_{}._{}", name, to_string(transport)));
  if (names.empty()) return {};
  return tag("p", {}, "In DNS SRV and DNS-SD: ", tag("code", {}, fmt::format("{}", fmt::join(names, " "))));
}

Markup lead(const Context& context, const std::vector<RecordView>& records) {
  std::vector<PortRange> ports;
  for (const RecordView record : records)
    if (const auto range = record.ports(); range && std::ranges::find(ports, *range) == ports.end())
      ports.push_back(*range);
  if (ports.empty()) return tag("p", {{"class", "lead"}}, "A service name without a port.");
  Markup words = ports.size() == 1 && ports.front().size() == 1 ? "Port " : "Ports ";
  for (std::size_t i = 0; i < ports.size(); ++i) {
    if (i > 0) words += ", ";
    words += port_link(context, ports[i]);
  }
  const std::string transports = to_string(app::transports_of(records, records.front().name()));
  words += transports.empty() ? std::string(".") : fmt::format(" on {}.", transports);
  return tag("p", {{"class", "lead"}}, words);
}

std::optional<PortRange> first_ports(const std::vector<RecordView>& records) {
  for (const RecordView record : records)
    if (record.ports()) return record.ports();
  return std::nullopt;
}

std::string nftables(const std::vector<RecordView>& records) {
  std::string out;
  std::vector<PortRange> seen;
  for (const RecordView record : records) {
    const auto ports = record.ports();
    if (!ports || std::ranges::find(seen, *ports) != seen.end()) continue;
    seen.push_back(*ports);
    out += app::nftables_line(*ports, records) + "\n";
  }
  return out;
}

Markup cards(const Context& context, const std::vector<RecordView>& records) {
  std::vector<app::Row> rows = app::join_rows(records);
  Markup out = tag("h2", {{"id", "records"}}, "What the registry says");
  if (rows.size() > kMostCards) return out += record_list(context, rows), out;
  for (const app::Row& row : rows) out += record_card(context, row);
  return out;
}

Page page_of(const std::vector<RecordView>& records) {
  const std::string name(records.front().name());
  Page page;
  page.title = name;
  page.path = service_path(name);
  page.section = Section::kRecords;
  page.description = fmt::format("{}: {}", name, app::description_cell(app::join_rows(records).front()));
  page.feed = feed_path(page.path);
  page.feed_title = fmt::format("Changes of the service {}", name);
  page.json = "/api/v1" + page.path;
  return page;
}

}  // namespace

Reply service_page(Context& context) {
  const std::vector<RecordView> records = records_of(context.view->lookup(), context.parts[0]);
  if (records.empty()) {
    if (history_waits(context)) return Reply::kWait;
    return page_of_the_gone(context, context.parts[0]);
  }
  // A service has one address, with its name as it is registered.
  const std::string_view name = records.front().name();
  if (context.parts[0] != name) return redirect(context, address(context, service_path(name)));
  const auto indexes = indexes_of(context);
  if (indexes == nullptr || history_waits(context)) return Reply::kWait;
  const auto services = app::services_lines(context.view->lookup(), name);
  if (!services) return send_error(context, services.error());
  Page page = page_of(records);
  page.body = tag("p", {{"class", "crumbs"}}, site_link(context, "/records?sort=name", "Service names"));
  page.body += tag("h1", {}, name);
  page.body += lead(context, records);
  page.body += srv_names(records);
  page.body += cards(context, records);
  page.body += traffic_warning();
  page.body += copy_section(context, *services, nftables(records), records);
  if (const auto ports = first_ports(records)) page.body += neighbours(context, *ports);
  page.body += same_holders(context, *indexes, records);
  const Subject subject{Subject::Kind::kService, std::string(name), {}};
  page.body += history_section(context, subject, records, page.path);
  return send_page(context, page);
}

}  // namespace portolan::server
