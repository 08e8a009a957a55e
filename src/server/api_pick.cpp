// SPDX-License-Identifier: Apache-2.0
//
// Which port to use. As `portolan pick`, but nothing is known of a host: the server's own is not the client's.
#include "app/picking.h"
#include "app/port_list.h"
#include "formats/format.h"
#include "server/api.h"
#include "server/indexes.h"

namespace portolan::server::api {
namespace {

constexpr std::size_t kMostPicked = 100;
constexpr std::size_t kMostRejected = 100;
constexpr std::size_t kMostText = 256;

Result<registry::Reasons> read_allowed(const Context& context) {
  registry::Reasons reasons;
  const std::string list = list_of(context, "allow");
  if (list.empty()) return reasons;
  for (const std::string_view word : app::split_list(list)) {
    const auto reason = registry::parse_reason(word);
    if (!reason) return wrong("allow", "'" + std::string(word) + "' is no reason; the answers to pick have them all");
    reasons.add(*reason);
  }
  return reasons;
}

Result<std::string> read_text(const Context& context, std::string_view name) {
  const std::string_view text = context.query.value(name);
  if (text.size() > kMostText) return wrong(name, "it is at most 256 bytes long");
  return std::string(text);
}

}  // namespace

Result<registry::PickRequest> pick_request(const Context& context, std::string_view transports) {
  registry::PickRequest request;
  auto user = read_text(context, "user");
  if (!user) return std::unexpected(std::move(user.error()));
  auto name = read_text(context, "name");
  if (!name) return std::unexpected(std::move(name.error()));
  request.user = std::move(*user);
  request.name = std::move(*name);
  const auto count = number(context, "count", 1, 1, kMostPicked);
  if (!count) return std::unexpected(count.error());
  request.count = *count;
  if (const std::string_view text = context.query.value("range"); !text.empty()) {
    const auto range = formats::parse_ports(text);
    if (!range) return wrong("range", range.error().message);
    request.range = *range;
  }
  const auto asked = api::transports(context, transports);
  if (!asked) return std::unexpected(asked.error());
  request.transports = *asked;
  const auto allowed = read_allowed(context);
  if (!allowed) return std::unexpected(allowed.error());
  request.tolerated = *allowed;
  if (const std::string list = list_of(context, "exclude"); !list.empty()) {
    auto excluded = app::parse_port_list(list);
    if (!excluded) return wrong("exclude", excluded.error().message);
    request.exclusions = std::move(*excluded);
  }
  return request;
}

Reply availability(Context& context) {
  if (auto fine = only(context, {"port", "transport", "allow"}); !fine) return send_error(context, fine.error());
  const auto request = pick_request(context, "transport");
  if (!request) return send_error(context, request.error());
  const auto port = formats::parse_ports(context.query.value("port"));
  if (!port || port->size() != 1)
    return send_error(context, wrong("port", "it is a number from 0 to 65535, and must be there").error());
  const auto indexes = indexes_of(context);
  if (indexes == nullptr) return Reply::kWait;
  const auto verdict = registry::explain(indexes->availability(), *request, port->first);
  if (!verdict) return send_error(context, verdict.error());
  app::write_verdict_json(*request, port->first, *verdict, context.response.body);
  context.response.body += '\n';
  return send_written(context, kJson);
}

Reply pick(Context& context) {
  auto fine = only(context, {"name", "user", "count", "range", "transports", "allow", "exclude"});
  if (!fine) return send_error(context, fine.error());
  const auto request = pick_request(context, "transports");
  if (!request) return send_error(context, request.error());
  if (!context.may_wait) return Reply::kWait;  // it goes through all ports of the range
  const auto indexes = indexes_of(context);
  auto picked = registry::pick(indexes->availability(), *request);
  if (!picked) {
    picked.error().place.field = "count";  // the rest was looked at before
    return send_error(context, picked.error());
  }
  if (picked->rejected.size() > kMostRejected) picked->rejected.resize(kMostRejected);
  app::write_pick_json(indexes->availability(), {}, *request, *picked, context.response.body);
  context.response.body += '\n';
  return send_written(context, kJson);
}

}  // namespace portolan::server::api
