// SPDX-License-Identifier: Apache-2.0
#include <utility>
#include <vector>

#include "app/listing.h"
#include "formats/json.h"
#include "server/api.h"
#include "server/indexes.h"

namespace portolan::server::api {
namespace {

// A list over more records than this takes longer than others can wait.
constexpr std::uint32_t kFewRecords = 50'000;

Result<app::ListRequest> read_request(const Context& context) {
  auto fine =
      only(context, {"q", "status", "transport", "range", "ports", "assignee", "sort", "cursor", "skip", "limit"});
  if (!fine) return std::unexpected(std::move(fine.error()));
  std::vector<std::pair<std::string_view, std::string_view>> parameters;
  for (const auto& [name, value] : context.query.parameters()) parameters.emplace_back(name, value);
  return app::parse_list_request(parameters);
}

bool takes_long(const Context& context, const app::ListRequest& request) {
  return request.sort != app::Sort::kPort || (!request.admits_all() && context.view->lookup().size() > kFewRecords);
}

}  // namespace

Reply records(Context& context) {
  const auto request = read_request(context);
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
