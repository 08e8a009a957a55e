// SPDX-License-Identifier: Apache-2.0
//
// What happened to a port, a name or a contact.
#include <fmt/format.h>

#include "app/query.h"
#include "formats/json.h"
#include "keeping/telling.h"
#include "server/api.h"
#include "server/told.h"

namespace portolan::server::api {
namespace {

using keeping::Chapter;
using keeping::Subject;

Reply send_history(Context& context, const std::string& query, const Told& told) {
  std::string& out = context.response.body;
  out += "{\"query\":";
  formats::write_json_string(query, out);
  out += ",\"chapters\":[";
  for (const Chapter& chapter : told.chapters) {
    if (&chapter != told.chapters.data()) out += ',';
    out += keeping::chapter_json(chapter);
  }
  out += "],\"late\":[";
  for (const Date& date : told.late)
    out += fmt::format("{}\"{}\"", &date == told.late.data() ? "" : ",", to_string(date));
  out += "]}\n";
  return send_written(context, kJson);
}

// Of a name or contact, which the ledger may never have had.
Reply named_history(Context& context, Subject subject, std::string_view field) {
  if (auto fine = only(context, {}); !fine) return send_error(context, fine.error());
  if (!context.may_wait) return Reply::kWait;
  const auto told = history_of(context, context.parts[0], subject);
  if (!told) return send_error(context, told.error());
  if (told->chapters.empty())
    return send_status(context, 404, "Not found", fmt::format("the ledger knows nothing of '{}'", context.parts[0]),
                       field);
  return send_history(context, context.parts[0], *told);
}

}  // namespace

Reply port_history(Context& context) {
  if (auto fine = only(context, {}); !fine) return send_error(context, fine.error());
  const auto query = ports_in_path(context);
  if (!query) return send_error(context, query.error());
  if (query->ports->size() > kMostPortsOfHistory)
    return send_status(context, 413, "Too much",
                       fmt::format("A history is told of {} ports at most", kMostPortsOfHistory), "port");
  if (!context.may_wait) return Reply::kWait;
  const std::string words = words_of(*query);
  const auto told = history_of(context, words, Subject::kAny);
  return told ? send_history(context, words, *told) : send_error(context, told.error());
}

Reply service_history(Context& context) { return named_history(context, Subject::kService, "name"); }
Reply contact_history(Context& context) { return named_history(context, Subject::kContact, "id"); }

}  // namespace portolan::server::api
