// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "net/uri.h"
#include "registry/record.h"
#include "server/figure_tables.h"
#include "server/statistics_sections.h"

namespace portolan::server {
namespace {

using app::Statistics;

Markup port_address(const Context& context, std::string_view ports) {
  if (ports.empty()) return "none";
  return site_link(context, fmt::format("/ports/{}", ports), ports);
}
Markup service_address(const Context& context, std::string_view name) {
  return name.empty() ? Markup("no name") : site_link(context, "/services/" + net::encode_uri(name), name);
}
Markup contact_address(const Context& context, std::string_view id, std::string_view name) {
  return site_link(context, "/contacts/" + net::encode_uri(id), name.empty() ? id : name);
}

std::string age_words(const app::AgeClass& age) {
  if (!age.from) return "no date";
  if (!age.to) return fmt::format("{} and more", *age.from);
  return *age.from == 0 ? fmt::format("under {}", *age.to) : fmt::format("{} to {}", *age.from, *age.to);
}

Markup contact_ages(const app::ContactFigures& from) {
  BarPlot plot{.id = "contacts",
               .title = "Contacts by the years since their last sign of life",
               .description =
                   "Of the contacts that records name: by the contact's own date, by the newest date of the "
                   "records that name it, and by the newer of both.",
               .what = "Years",
               .unit = "contacts",
               .series = {{"Contact updated", "tcp"}, {"Newest record", "reserved"}, {"Either", "assigned"}},
               .bars = {}};
  for (const app::AgeClass& age : from.ages)
    plot.bars.push_back({age_words(age), {age.by_updated, age.by_newest, age.by_either}});
  return figure(plot, grouped_columns(plot), number_table(plot, false));
}

Markup id_list(const std::vector<std::string>& ids, std::uint32_t count) {
  Markup items;
  for (const std::string& id : ids) items += tag("li", {}, id);
  if (count > ids.size()) items += tag("li", {}, fmt::format("and {} more", with_commas(count - ids.size())));
  return items.empty() ? Markup() : tag("ul", {{"class", "inline"}}, items);
}

template <class T>
std::string list_title(std::string_view what, const app::Listed<T>& list) {
  std::string title = fmt::format("{} ({})", what, with_commas(list.count));
  if (list.count > list.listed.size()) title += fmt::format(", the first {}", with_commas(list.listed.size()));
  return title;
}

template <class T, class Row>
Markup list_table(std::string_view what, const app::Listed<T>& list, std::vector<Table::Column> columns, Row row) {
  const std::string title = list_title(what, list);
  Table table(title, std::move(columns));
  for (const T& item : list.listed) table.add(row(item));
  return table.empty() ? Markup() : folded(title, table.scrolling());
}

Markup names_of(const Context& context, const std::vector<std::string>& names) {
  Markup out;
  for (const std::string& name : names) {
    if (!out.empty()) out += ", ";
    out += service_address(context, name);
  }
  return out;
}

Markup ports_of(const Context& context, const std::vector<PortRange>& ports) {
  constexpr std::size_t kShown = 20;
  Markup out;
  for (std::size_t i = 0; i < ports.size() && i < kShown; ++i) {
    if (i != 0) out += ", ";
    out += port_address(context, to_string(ports[i]));
  }
  if (ports.size() > kShown) out += fmt::format(" and {} more", with_commas(ports.size() - kShown));
  return out;
}

Markup transport_cell(std::optional<Transport> transport) { return transport ? to_string(*transport) : "any"; }

Markup service_codes(const Context& context, const Statistics& from) {
  Table table("DCCP service codes", {{"Name"}, {"Port"}, {"Transport"}, {"Code", true}, {"As characters"}});
  for (const app::ServiceCode& code : from.service_codes)
    table.add({service_address(context, code.record.name), port_address(context, code.record.ports),
               transport_cell(code.record.transport), std::to_string(code.code),
               registry::service_code_characters(code.code)});
  return table.empty() ? Markup() : folded("DCCP service codes", table.scrolling());
}

}  // namespace

Markup holders_section(const Context& context, const Statistics& from) {
  Table table(fmt::format("Of {} assignees, those with the most ports", with_commas(from.holders.count)),
              {{"Assignee"}, {"Ports", true}, {"Assignments", true}});
  for (const app::Holder& holder : from.holders.most)
    table.add(
        {contact_address(context, holder.id, holder.name), with_commas(holder.ports), with_commas(holder.assignments)});
  return section("Who holds the most ports", table.scrolling());
}

Markup contacts_section(const Context& context, const app::ContactFigures& from) {
  Markup out = contact_ages(from);
  out +=
      paragraph(fmt::format("{} of {} contacts hold assignments and have shown no sign of life for {} years, or none "
                            "with a date: neither they nor one of their records was touched.",
                            with_commas(from.stale), with_commas(from.total), app::ContactFigures::kStaleYears));
  Table table("Contacts gone stale, those with the most assignments",
              {{"Contact"}, {"Assignments", true}, {"Last sign of life"}});
  for (const app::StaleContact& contact : from.most)
    table.add({contact_address(context, contact.id, contact.name), with_commas(contact.assignments),
               contact.last_sign.empty() ? Markup("none with a date") : time_tag(to_string(contact.last_sign))});
  if (!table.empty()) out += folded("Contacts gone stale", table.scrolling());
  out += paragraph(
      fmt::format("{} contacts are named by no record. {} that records name are not in the contact table, "
                  "in {} records.",
                  with_commas(from.orphans.count), with_commas(from.missing.count), with_commas(from.citing_missing)));
  out += folded("Contacts that no record names", id_list(from.orphans.listed, from.orphans.count));
  out += folded("Contacts that are missing", id_list(from.missing.listed, from.missing.count));
  return section("Contacts", out);
}

Markup oddities_section(const Context& context, const Statistics& from) {
  Markup out = paragraph(fmt::format(
      "{} records are names without a port: {} different names. {} names are historic. {} records are about a range of "
      "ports, and {} about ports of all transports.",
      with_commas(from.without_port), with_commas(from.names_without_port), with_commas(from.historic_names),
      with_commas(from.range_records), with_commas(from.without_transport)));
  out += list_table("Ports with several names on a transport", from.several_names, {{"Port"}, {"Transport"}, {"Names"}},
                    [&](const app::PortNames& port) -> std::vector<Markup> {
                      return {port_address(context, std::to_string(port.port)), to_string(port.transport),
                              names_of(context, port.names)};
                    });
  out += list_table("Names with several ports", from.several_ports, {{"Name"}, {"Ports"}},
                    [&](const app::NamePorts& name) -> std::vector<Markup> {
                      return {service_address(context, name.name), ports_of(context, name.ports)};
                    });
  out += list_table("Historic names that were replaced", from.aliases, {{"Name"}, {"Replaced by"}},
                    [&](const app::Alias& alias) -> std::vector<Markup> {
                      return {service_address(context, alias.name), service_address(context, alias.alias_of)};
                    });
  out += list_table(
      "Reports of unauthorized use", from.unauthorized_use, {{"Name"}, {"Port"}, {"Transport"}},
      [&](const app::RecordKey& key) -> std::vector<Markup> {
        return {service_address(context, key.name), port_address(context, key.ports), transport_cell(key.transport)};
      });
  out += service_codes(context, from);
  return section("What programs stumble over", out);
}

}  // namespace portolan::server
