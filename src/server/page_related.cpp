// SPDX-License-Identifier: Apache-2.0
#include "server/page_related.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "server/page_parts.h"

namespace portolan::server {
namespace {

constexpr std::size_t kShownOthers = 12;
constexpr std::size_t kShownHolders = 3;

bool is_assignment(RecordView record) {
  return !record.name().empty() && (record.status() == Status::kAssigned || record.status() == Status::kHistoric);
}

// The first assignment that covers the port; not valid() if there is none.
RecordView assignment_on(const Lookup& lookup, std::uint16_t port) {
  for (const Transport transport : kAllTransports)
    for (const RecordView record : lookup.on_port(port, transport))
      if (is_assignment(record)) return record;
  return {};
}

Markup neighbour(const Context& context, int port, int step, std::string_view label) {
  const Lookup& lookup = context.view->lookup();
  for (; port >= 0 && port <= 65535; port += step) {
    const auto number = static_cast<std::uint16_t>(port);
    const RecordView record = assignment_on(lookup, number);
    if (!record) continue;
    // A range is gone to as a whole.
    const PortRange ports = record.ports().value_or(PortRange{number, number});
    return tag("span", {}, label, " ", site_link(context, port_path(ports), to_string(ports)), " ", record.name());
  }
  return tag("span", {{"class", "muted"}}, label, " none");
}

Markup others_of(const Context& context, const app::Citations& citations, std::string_view id,
                 const std::set<std::uint32_t>& shown) {
  std::vector<RecordView> others;
  for (const auto& citation : citations.of(id))
    if (citation.assignee && !shown.contains(citation.record))
      others.push_back(context.view->lookup().record(citation.record));
  std::vector<app::Row> rows = app::join_rows(others);
  if (rows.empty()) return {};
  const std::size_t more = rows.size() - std::min(rows.size(), kShownOthers);
  rows.resize(rows.size() - more);
  Markup out = tag("h3", {}, contact_link(context, id));
  out += record_list(context, rows);
  if (more > 0) out += tag("p", {}, site_link(context, contact_path(id), fmt::format("and {} more", more)));
  return out;
}

}  // namespace

Markup traffic_warning() {
  return tag("p", {{"class", "note warn"}},
             "An assignment endorses nothing and says nothing sure about traffic: anything can run on a port, and a "
             "service can run on any other.");
}

Markup copy_section(const Context& context, std::string_view services, std::string_view nftables,
                    const std::vector<RecordView>& records) {
  Markup out;
  if (!services.empty()) {
    out += tag("h3", {}, "services(5)");
    out += copy_block("services(5) lines", services);
  }
  if (!nftables.empty()) {
    out += tag("h3", {}, "nftables");
    out += copy_block("nftables rule", nftables);
  }
  if (!records.empty()) out += tag("details", {}, tag("summary", {}, "As JSON"), records_json(context, records));
  if (out.empty()) return {};
  Markup section = tag("h2", {{"id", "copy"}}, "To copy");
  return section += out, section;
}

Markup neighbours(const Context& context, PortRange ports) {
  return tag("nav", {{"class", "neighbours"}, {"aria-label", "Neighbouring ports"}},
             neighbour(context, int{ports.first} - 1, -1, "Previous assigned:"),
             neighbour(context, int{ports.last} + 1, 1, "Next assigned:"));
}

Markup same_holders(const Context& context, const Indexes& indexes, const std::vector<RecordView>& records) {
  std::set<std::uint32_t> shown;
  std::vector<std::string_view> ids;
  for (const RecordView record : records) {
    shown.insert(record.position());
    for (const std::string_view id : app::ids_in(record.assignee()))
      if (std::ranges::find(ids, id) == ids.end() && context.view->lookup().contact(id)) ids.push_back(id);
  }
  Markup out;
  for (std::size_t i = 0; i < ids.size() && i < kShownHolders; ++i)
    out += others_of(context, indexes.citations(), ids[i], shown);
  if (out.empty()) return {};
  Markup section = tag("h2", {{"id", "others"}}, "Also assigned to the same");
  return section += out, section;
}

}  // namespace portolan::server
