// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "formats/json.h"
#include "server/api.h"
#include "server/indexes.h"

namespace portolan::server::api {

Reply contact(Context& context) {
  if (auto fine = only(context, {}); !fine) return send_error(context, fine.error());
  const auto indexes = indexes_of(context);
  if (indexes == nullptr) return Reply::kWait;
  const app::View& view = *context.view;
  const std::string& id = context.parts[0];
  const auto position = indexes->contacts().position_of(id);
  const auto citations = indexes->citations().of(id);
  if (!position && citations.empty())
    return send_status(context, 404, "Not found", fmt::format("the registry knows no contact '{}'", id), "id");
  std::string& out = context.response.body;
  out += "{\"id\":";
  formats::write_json_string(id, out);
  out += ",\"contact\":";
  out += position ? view.contact_json(*position) : "null";
  out += ",\"records\":[";
  for (const app::Citations::Citation& citation : citations) {
    if (&citation != citations.data()) out += ',';
    out += view.record_json(citation.record);
  }
  out += "]}\n";
  return send_written(context, kJson);
}

}  // namespace portolan::server::api
