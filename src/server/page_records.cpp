// SPDX-License-Identifier: Apache-2.0
//
// The table of records: filtered, sorted, page by page.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/listing.h"
#include "lookup/compiler.h"
#include "registry/record.h"
#include "server/indexes.h"
#include "server/page_parts.h"
#include "server/pages.h"

namespace portolan::server {
namespace {

using app::ListRequest;
using registry::Column;

constexpr std::size_t kMostOfPage = 500;
constexpr std::array kUsualColumns = {Column::kServiceName,      Column::kPortNumber, Column::kTransportProtocol,
                                      Column::kDescription,      Column::kAssignee,   Column::kRegistrationDate,
                                      Column::kModificationDate, Column::kReference};
constexpr std::array<std::string_view, 5> kStatuses = {"assigned", "historic", "unassigned", "reserved", "de-assigned"};
constexpr std::array<std::string_view, 6> kTransports = {"tcp", "udp", "sctp", "dccp", "any", "none"};
constexpr std::array<std::string_view, 4> kRanges = {"system", "user", "dynamic", "none"};
// What of the address makes the page; in this order.
constexpr std::array<std::string_view, 9> kParameters = {"q",        "status", "transport", "range", "ports",
                                                         "assignee", "sort",   "columns",   "limit"};

Result<ListRequest> read(const Context& context) {
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  for (const auto& parameter : context.query.parameters()) parameters.emplace_back(parameter.name, parameter.value);
  return app::parse_list_request(parameters, kMostOfPage);
}

std::span<const Column> columns_of(const ListRequest& request) {
  if (request.columns.empty()) return kUsualColumns;
  return request.columns;
}

std::optional<app::Sort> sort_of(Column column) {
  switch (column) {
    case Column::kServiceName: return app::Sort::kName;
    case Column::kPortNumber: return app::Sort::kPort;
    case Column::kRegistrationDate: return app::Sort::kRegistered;
    case Column::kModificationDate: return app::Sort::kModified;
    default: return std::nullopt;
  }
}

// The address of this table with one parameter set otherwise.
std::string with(const Context& context, std::string_view name, std::string_view value) {
  std::string path = "/records";
  const auto add = [&](std::string_view key, std::string_view text) {
    if (!text.empty()) path += fmt::format("{}{}={}", path.contains('?') ? '&' : '?', key, net::encode_uri(text));
  };
  for (const std::string_view key : kParameters)
    for (const std::string_view text : context.query.all(key))
      if (key != name) add(key, text);
  if (!name.empty()) add(name, value);
  return path;
}

// --- the table

Markup head_cell(const Context& context, const ListRequest& request, Column column) {
  const auto sort = sort_of(column);
  const std::string title(registry::title(column));
  if (!sort) return tag("th", {{"scope", "col"}}, title);
  const bool current = request.sort == *sort;
  const bool turns = current && !request.descending;
  const std::string path = with(context, "sort", fmt::format("{}{}", turns ? "-" : "", app::to_string(*sort)));
  const auto order =
      current ? std::optional<std::string>(request.descending ? "descending" : "ascending") : std::nullopt;
  const std::string_view arrow = !current ? "" : request.descending ? " ▼" : " ▲";
  return tag("th", {{"scope", "col"}, {"aria-sort", order}}, site_link(context, path, title),
             tag("span", {{"aria-hidden", "true"}}, arrow));
}

Markup cell(const Context& context, RecordView view, const registry::Record& record, Column column) {
  switch (column) {
    case Column::kServiceName: return tag("th", {{"scope", "row"}}, service_link(context, view.name()));
    case Column::kPortNumber: return tag("td", {{"class", "ports"}}, port_link(context, view.ports()));
    case Column::kDescription: return tag("td", {{"class", "text"}}, rich_text(context, record.description));
    case Column::kAssignee: return tag("td", {{"class", "people"}}, people(context, record.holders()));
    case Column::kContact: return tag("td", {{"class", "people"}}, people(context, record.contacts));
    case Column::kRegistrationDate: return tag("td", {}, time_tag(to_string(record.registered)));
    case Column::kModificationDate: return tag("td", {}, time_tag(to_string(record.modified)));
    case Column::kReference: return tag("td", {}, references(context, record.references));
    case Column::kUnauthorizedUse: return tag("td", {{"class", "text"}}, rich_text(context, record.unauthorized_use));
    case Column::kAssignmentNotes: return tag("td", {{"class", "text"}}, rich_text(context, record.notes));
    default: return tag("td", {}, registry::column_text(record, column));
  }
}

Result<Markup> row(const Context& context, const ListRequest& request, RecordView view) {
  const auto record = lookup::record_of(view);
  if (!record) return std::unexpected(record.error());
  Markup cells;
  for (const Column column : columns_of(request)) cells += cell(context, view, *record, column);
  cells += tag("td", {}, status_mark(view));
  return tag("tr", {}, cells);
}

Result<Markup> table(const Context& context, const ListRequest& request, const app::ListPage& page) {
  Markup head;
  for (const Column column : columns_of(request)) head += head_cell(context, request, column);
  head += tag("th", {{"scope", "col"}}, "Status");
  Markup rows;
  for (const std::uint32_t position : page.positions) {
    const auto made = row(context, request, context.view->lookup().record(position));
    if (!made) return made;
    rows += *made;
  }
  const std::string caption = fmt::format("{} of {} records", page.positions.size(), page.total);
  return scrolling("Records", tag("table", {}, tag("caption", {}, caption), tag("thead", {}, tag("tr", {}, head)),
                                  tag("tbody", {}, rows)));
}

// --- the filters

Markup text_field(const Context& context, std::string_view name, std::string_view label, std::string_view example) {
  const std::string id = fmt::format("filter-{}", name);
  return tag("div", {{"class", "field"}}, tag("label", {{"for", id}}, label),
             tag("input", {{"id", id},
                           {"name", std::string(name)},
                           {"value", std::string(context.query.value(name))},
                           {"placeholder", std::string(example)},
                           {"autocomplete", "off"}}));
}

Markup choice_field(const Context& context, std::string_view name, std::string_view label,
                    std::span<const std::string_view> choices) {
  const std::string id = fmt::format("filter-{}", name);
  const std::string_view value = context.query.value(name);
  Markup options = tag("option", {{"value", ""}}, "all");
  for (const std::string_view choice : choices)
    options += tag("option", {{"value", std::string(choice)}, {"selected", flag(choice == value)}}, choice);
  if (!value.empty() && std::ranges::find(choices, value) == choices.end())
    options += tag("option", {{"value", std::string(value)}, {"selected", flag(true)}}, value);
  return tag("div", {{"class", "field"}}, tag("label", {{"for", id}}, label),
             tag("select", {{"id", id}, {"name", std::string(name)}}, options));
}

Markup column_choices(const ListRequest& request) {
  const auto shown = columns_of(request);
  Markup out;
  for (const registry::ColumnName& column : registry::columns())
    out += tag("label", {},
               tag("input", {{"type", "checkbox"},
                             {"name", "columns"},
                             {"value", std::string(column.key)},
                             {"checked", flag(std::ranges::find(shown, column.column) != shown.end())}}),
               " ", column.title);
  return tag("details", {}, tag("summary", {}, "Columns"),
             tag("fieldset", {}, tag("legend", {}, "Columns to show"), tag("div", {{"class", "choices"}}, out)));
}

Markup filters(const Context& context, const ListRequest& request) {
  Markup fields = text_field(context, "q", "Words", "any words");
  fields += text_field(context, "ports", "Ports", "80, 6000-6063");
  fields += choice_field(context, "status", "Status", kStatuses);
  fields += choice_field(context, "transport", "Transport", kTransports);
  fields += choice_field(context, "range", "Range", kRanges);
  fields += text_field(context, "assignee", "Assignee (id)", "Jon_Postel");
  Markup form = tag("div", {{"class", "fields"}}, fields);
  form += column_choices(request);
  if (const std::string_view sort = context.query.value("sort"); !sort.empty())
    form += tag("input", {{"type", "hidden"}, {"name", "sort"}, {"value", std::string(sort)}});
  form += as_of_field(context);
  form +=
      tag("div", {{"class", "actions"}}, tag("button", {}, "Filter"), site_link(context, "/records", "All records"));
  return tag("form", {{"method", "get"}, {"action", "/records"}}, form);
}

Markup page_links(const Context& context, const app::ListPage& page) {
  Markup out;
  if (!context.query.value("cursor").empty()) out += site_link(context, with(context, {}, {}), "First page");
  if (page.next) {
    // Later pages are of the same state as the first, even if the registry changes meanwhile.
    std::string path = with(context, "cursor", *page.next);
    out += site_link(context, path, "Next page");
  }
  return out.empty() ? Markup() : tag("nav", {{"class", "pages"}, {"aria-label", "Pages"}}, out);
}

Result<Markup> body(const Context& context, const Indexes& indexes, const ListRequest& request) {
  const auto search = indexes.searches().borrow();
  const auto page = app::list(indexes.records(), indexes.citations(), *search, request);
  if (!page) return std::unexpected(page.error());
  auto rows = table(context, request, *page);
  if (!rows) return rows;
  Markup live = filters(context, request);
  live += *rows;
  live += page_links(context, *page);
  Markup out = tag("h1", {}, "Records");
  return out += island("table", "{}", live), out;
}

}  // namespace

Reply records_page(Context& context) {
  const auto request = read(context);
  if (!request) return send_error(context, request.error());
  const auto indexes = indexes_of(context);
  if (indexes == nullptr) return Reply::kWait;
  auto made = body(context, *indexes, *request);
  if (!made) return send_error(context, made.error());
  Page page;
  page.title = "Records";
  page.description = "All records of the registry, to filter and sort.";
  page.path = with(context, {}, {});
  page.section = Section::kRecords;
  page.json = "/api/v1" + with(context, "columns", {});
  page.wide = true;
  page.body = std::move(*made);
  return send_page(context, page);
}

}  // namespace portolan::server
