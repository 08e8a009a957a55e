// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "formats/html_parts.h"
#include "net/uri.h"
#include "registry/record.h"
#include "server/figure_pages.h"
#include "server/figure_tables.h"
#include "server/plot.h"

namespace portolan::server {
namespace {

using app::Statistics;

const std::vector<Series> kTransportSeries = {
    {"TCP", "tcp"}, {"UDP", "udp"}, {"SCTP", "sctp"}, {"DCCP", "dccp"}, {"no transport", "no-transport"}};

std::vector<Series> one_series(std::string_view name) { return {{std::string(name), "tcp"}}; }

Markup section(std::string_view title, const Markup& content) {
  return tag("section", {}, tag("h2", {}, title), content);
}

Markup paragraph(const Markup& words) { return tag("p", {}, words); }

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

std::string range_words(const app::RangeFigures& range) {
  std::string name(range.name);
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return fmt::format("{} ports", name);
}

// --- the ranges

BarPlot fill_plot(const Statistics& from) {
  BarPlot plot{.id = "fill",
               .title = "Ports of each range by state",
               .description = {},
               .what = "Range",
               .unit = "ports",
               .series = {{"Assigned", "assigned"},
                          {"Reserved", "reserved"},
                          {"De-assigned", "de-assigned"},
                          {"Unassigned", "unassigned"},
                          {"Nothing registered", "uncovered"}},
               .bars = {}};
  plot.description = "Of each range, the part in each state, on whichever transport.";
  for (const app::RangeFigures& range : from.ranges) {
    plot.bars.push_back(
        {range_words(range),
         {range.any.assigned, range.any.reserved, range.any.deassigned, range.any.unassigned, range.any.uncovered}});
    plot.description += fmt::format(" {}: {} assigned.", range_words(range), percent(range.fill()));
  }
  return plot;
}

Markup transport_fill_table(const Statistics& from) {
  Table table("Ports by range, transport and state", {{"Range"},
                                                      {"Transport"},
                                                      {"Assigned", true},
                                                      {"Reserved", true},
                                                      {"De-assigned", true},
                                                      {"Unassigned", true},
                                                      {"Nothing registered", true},
                                                      {"Part assigned", true}});
  for (const app::RangeFigures& range : from.ranges) {
    const auto add = [&](std::string_view transport, const app::PortCounts& counts) {
      table.add({fmt::format("{} {}", range_words(range), to_string(range.range)), transport,
                 with_commas(counts.assigned), with_commas(counts.reserved), with_commas(counts.deassigned),
                 with_commas(counts.unassigned), with_commas(counts.uncovered),
                 percent(static_cast<double>(counts.assigned) / range.range.size())});
    };
    add("any", range.any);
    for (std::size_t i = 0; i < kAllTransports.size(); ++i) add(to_string(kAllTransports[i]), range.by_transport[i]);
  }
  return table.scrolling();
}

std::string year_words(std::optional<int> year) { return year ? fmt::format("in {}", *year) : "not in sight"; }

std::string slope_words(double slope) {
  if (slope > -0.05 && slope < 0.05) return "about as many each year";
  return fmt::format("{:.1f} {} each year than in the one before", slope < 0 ? -slope : slope,
                     slope < 0 ? "fewer" : "more");
}

Markup forecast_sentence(const app::RangeFigures& range) {
  const app::Forecast& forecast = *range.forecast;
  const std::string facts = fmt::format(
      ": {} of {} are free. From {} to {} an average of {:.1f} a year were assigned for the first time, {}. ",
      with_commas(forecast.free), with_commas(range.range.size()), forecast.first_year, forecast.last_year(),
      forecast.mean, slope_words(forecast.slope));
  const std::string line = forecast.runs_out
                               ? fmt::format("Should that go on, the last one is taken in {}.", *forecast.runs_out)
                               : std::string("Should that go on, they never run out.");
  const std::string mean = forecast.runs_out_at_mean
                               ? fmt::format(" At the average itself they last until {}.", *forecast.runs_out_at_mean)
                               : std::string();
  return tag("p", {}, tag("strong", {}, range_words(range)), facts + line + mean);
}

Markup forecast_table(const Statistics& from) {
  Table table(
      "When the ranges would run out",
      {{"Range"}, {"Free", true}, {"A year", true}, {"More each year", true}, {"Runs out"}, {"At the average"}});
  for (const app::RangeFigures& range : from.ranges) {
    if (!range.forecast) continue;
    table.add({range_words(range), with_commas(range.forecast->free), fmt::format("{:.1f}", range.forecast->mean),
               fmt::format("{:+.2f}", range.forecast->slope), year_words(range.forecast->runs_out),
               year_words(range.forecast->runs_out_at_mean)});
  }
  return table.empty() ? Markup() : table.scrolling();
}

Markup ranges_section(const Statistics& from) {
  const BarPlot plot = fill_plot(from);
  Markup out = figure(plot, share_bars(plot), Markup());
  for (const app::RangeFigures& range : from.ranges)
    if (range.forecast) out += forecast_sentence(range);
  out += forecast_table(from);
  out += folded("How this is estimated",
                paragraph(fmt::format("A straight line is laid through the numbers of ports that were assigned for the "
                                      "first time on any transport in each of the last {} whole years (least squares), "
                                      "and followed until it has used what is free, or comes to zero. Ports without a "
                                      "date of registration count as older. Reserved and de-assigned ports do not "
                                      "count as free (RFC 6335, section 8.2). Dynamic ports are never assigned.",
                                      app::Forecast::kYears)));
  out += folded("The numbers by transport", transport_fill_table(from));
  return section("How full the ranges are", out);
}

// --- the years

BarPlot year_plot(const Statistics& from, std::string_view id, std::string_view title, std::string_view unit,
                  std::vector<Series> series) {
  BarPlot plot{.id = std::string(id),
               .title = std::string(title),
               .description = "There are no dates.",
               .what = "Year",
               .unit = std::string(unit),
               .series = std::move(series),
               .bars = {},
               .label_every = from.years.size() > 12 ? 5U : 1U};
  for (const app::YearFigures& year : from.years) plot.bars.push_back({std::to_string(year.year), {}});
  return plot;
}

// What one would see first: the highest bar, and the last.
void describe(BarPlot& plot) {
  if (plot.bars.empty()) return;
  const Bar& most = *std::ranges::max_element(plot.bars, {}, &Bar::sum);
  const Bar& last = plot.bars.back();
  plot.description = fmt::format("From {} to {}. Most in {}: {}. {}: {}.", plot.bars.front().label, last.label,
                                 most.label, with_commas(most.sum()), last.label, with_commas(last.sum()));
}

Markup assignments_plot(const Statistics& from) {
  BarPlot plot = year_plot(from, "assigned", "Assignments by year of registration", "assignments", kTransportSeries);
  for (std::size_t i = 0; i < from.years.size(); ++i)
    plot.bars[i].values.assign(from.years[i].by_transport.begin(), from.years[i].by_transport.end());
  describe(plot);
  return figure(plot, stacked_columns(plot), number_table(plot, true));
}

Markup names_plot(const Statistics& from) {
  BarPlot plot = year_plot(from, "names", "Names and ports registered for the first time", "",
                           {{"Names", "tcp"}, {"Ports", "reserved"}, {"Assignments without a port", "no-transport"}});
  for (std::size_t i = 0; i < from.years.size(); ++i)
    plot.bars[i].values = {from.years[i].names, from.years[i].ports, from.years[i].without_port};
  describe(plot);
  plot.description = "For each year the new names, the new ports, and the assignments of a name without a port.";
  return figure(plot, grouped_columns(plot), number_table(plot, false));
}

Markup modifications_plot(const Statistics& from) {
  BarPlot plot =
      year_plot(from, "modified", "Records by the year of their last modification", "records", one_series("Modified"));
  for (std::size_t i = 0; i < from.years.size(); ++i) plot.bars[i].values = {from.years[i].modifications};
  describe(plot);
  return figure(plot, stacked_columns(plot), number_table(plot, false));
}

// The last year is hardly ever whole.
std::string so_far(const Statistics& from) {
  if (from.updated.empty()) return {};
  return fmt::format(" The figures of {} go up to {}.", from.updated.year, to_string(from.updated));
}

Markup years_section(const Statistics& from) {
  Markup out = assignments_plot(from);
  out +=
      paragraph(fmt::format("{} assignments have no date of registration.{}", with_commas(from.undated), so_far(from)));
  out += names_plot(from);
  out += modifications_plot(from);
  return section("Assignments by year", out);
}

Markup ages_section(const Statistics& from) {
  BarPlot plot{.id = "ages",
               .title = "Assignments by decade of registration",
               .description = "How old the assignments are.",
               .what = "Decade",
               .unit = "assignments",
               .series = one_series("Assignments"),
               .bars = {{"no date", {from.undated}}}};
  for (const app::Decade& decade : app::decades_of(from))
    plot.bars.push_back({fmt::format("{}s", decade.decade), {decade.assignments}});
  return section("Ages", figure(plot, lying_bars(plot), number_table(plot, false)));
}

// --- transports and references

Markup transports_section(const Statistics& from) {
  BarPlot plot{.id = "transports",
               .title = "Assignments by transport",
               .description = "How many assignments each transport has.",
               .what = "Transport",
               .unit = "assignments",
               .series = one_series("Assignments"),
               .bars = {}};
  Table table("Records, assignments and ports by transport",
              {{"Transport"}, {"Records", true}, {"Assignments", true}, {"Ports assigned", true}});
  for (std::size_t i = 0; i < from.transports.size(); ++i) {
    const app::TransportFigures& transport = from.transports[i];
    plot.bars.push_back({kTransportSeries[i].name, {transport.assignments}});
    table.add({kTransportSeries[i].name, with_commas(transport.records), with_commas(transport.assignments),
               with_commas(transport.ports)});
  }
  return section("Transports", figure(plot, lying_bars(plot), table.scrolling()));
}

Markup rfc_link(const std::string& rfc) {
  const registry::Reference reference{.kind = registry::ReferenceKind::kRfc, .data = rfc, .section = {}, .shown = {}};
  const registry::Registry none;
  const formats::Anchors anchors(none, {});
  std::string shown = registry::published(reference);
  return link(formats::reference_href(reference, anchors), shown.substr(1, shown.size() - 2));
}

Markup references_section(const Statistics& from) {
  const app::ReferenceFigures& references = from.references;
  const BarPlot plot{.id = "references",
                     .title = "What assignments refer to",
                     .description = "How many assignments cite a document of each kind; some cite several.",
                     .what = "Kind",
                     .unit = "assignments",
                     .series = one_series("Assignments"),
                     .bars = {{"RFC", {references.rfc}},
                              {"Internet-Draft", {references.draft}},
                              {"web address", {references.uri}},
                              {"other", {references.other}},
                              {"nothing", {references.none}}}};
  Table table(fmt::format("The most cited of {} RFCs", with_commas(references.rfcs)), {{"RFC"}, {"Assignments", true}});
  for (const auto& [rfc, count] : references.most) table.add({rfc_link(rfc), with_commas(count)});
  Markup out = figure(plot, lying_bars(plot), number_table(plot, false));
  if (!table.empty()) out += folded("The most cited RFCs", table.scrolling());
  return section("References", out);
}

// --- people

Markup holders_section(const Context& context, const Statistics& from) {
  Table table(fmt::format("Of {} assignees, those with the most ports", with_commas(from.holders.count)),
              {{"Assignee"}, {"Ports", true}, {"Assignments", true}});
  for (const app::Holder& holder : from.holders.most)
    table.add(
        {contact_address(context, holder.id, holder.name), with_commas(holder.ports), with_commas(holder.assignments)});
  return section("Who holds the most ports", table.scrolling());
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

// --- what is odd

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

Markup headline(const Context& context, const Statistics& from) {
  const auto number = [&](std::string_view path, std::uint64_t value, std::string_view words) {
    return tag("li", {}, site_link(context, path, tag("strong", {}, with_commas(value)) += tag("span", {}, words)));
  };
  Markup items = number("/records", from.records, "records");
  items += number("/records?status=assigned", from.by_status[0], "assignments");
  items += number("/records?sort=name", from.names, "service names");
  items += number("/records?range=system", from.ranges[0].any.assigned, "system ports assigned");
  items += number("/records?range=user", from.ranges[1].any.assigned, "user ports assigned");
  items += number("/about", from.contacts.total, "contacts");
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
