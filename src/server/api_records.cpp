// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "app/listing.h"
#include "formats/csv.h"
#include "formats/json.h"
#include "lookup/compiler.h"
#include "server/api.h"
#include "server/indexes.h"

namespace portolan::server::api {
namespace {

// A list over more records than this takes longer than others can wait.
constexpr std::uint32_t kFewRecords = 50'000;

// A file with more than these takes too much memory.
constexpr std::size_t kMostExported = 100'000;

Result<app::ListRequest> read_request(const Context& context, std::string_view paging, std::string_view other,
                                      std::string_view jump = {}) {
  auto fine = only(context, {"q", "status", "transport", "range", "ports", "assignee", "sort", paging, other, jump});
  if (!fine) return std::unexpected(std::move(fine.error()));
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  for (const auto& [name, value] : context.query.parameters()) parameters.emplace_back(name, value);
  return app::parse_list_request(parameters);
}

bool takes_long(const Context& context, const app::ListRequest& request) {
  return request.sort != app::Sort::kPort || (!request.admits_all() && context.view->lookup().size() > kFewRecords);
}

Result<std::string> csv_of(const Context& context, const app::ListRequest& request, const app::ListPage& page) {
  std::vector<registry::Record> records;
  records.reserve(page.positions.size());
  for (const std::uint32_t position : page.positions) {
    auto record = lookup::record_of(context.view->lookup().record(position));
    if (!record) return std::unexpected(std::move(record.error()));
    records.push_back(std::move(*record));
  }
  std::string out;
  formats::write_csv(records, request.columns, out, formats::CsvFor::kSpreadsheets);
  return out;
}

}  // namespace

Reply records_csv(Context& context) {
  auto request = read_request(context, "columns", {});
  if (!request) return send_error(context, request.error());
  if (!context.may_wait) return Reply::kWait;
  request->limit = kMostExported;
  const auto indexes = indexes_of(context);
  const auto search = indexes->searches().borrow();
  const auto page = app::list(indexes->records(), indexes->citations(), *search, *request);
  if (!page) return send_error(context, page.error());
  if (page->next)
    return send_status(context, 413, "Too much",
                       "More than 100000 records: filter them, or download the whole registry as a file");
  auto bytes = csv_of(context, *request, *page);
  if (!bytes) return send_error(context, bytes.error());
  context.response.add("Content-Disposition", "attachment; filename=\"records.csv\"");
  return send(context, formats::format_named("csv")->media_type, std::move(*bytes));
}

Reply records(Context& context) {
  const auto request = read_request(context, "cursor", "limit", "skip");
  if (!request) return send_error(context, request.error());
  const auto indexes = indexes_of(context);
  if (indexes == nullptr || (!context.may_wait && takes_long(context, *request))) return Reply::kWait;
  const auto search = indexes->searches().borrow();
  const auto page = app::list(indexes->records(), indexes->citations(), *search, *request);
  if (!page) return send_error(context, page.error());
  std::string& out = context.response.body;
  out += "{\"records\":[";
  std::string_view between;
  for (const std::uint32_t position : page->positions) {
    out.append(between).append(context.view->record_json(position));
    between = ",";
  }
  out += "],\"next\":";
  if (page->next)
    formats::write_json_string(*page->next, out);
  else
    out += "null";
  out += ",\"total\":";
  append_number(page->total, out);
  out += "}\n";
  return send_written(context, kJson);
}

}  // namespace portolan::server::api
