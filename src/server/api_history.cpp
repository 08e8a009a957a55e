// SPDX-License-Identifier: Apache-2.0
//
// What happened to a port, a name or a contact.
#include <fmt/format.h>

#include <vector>

#include "app/query.h"
#include "formats/json.h"
#include "keeping/telling.h"
#include "server/api.h"
#include "server/site.h"

namespace portolan::server::api {
namespace {

using keeping::Chapter;
using keeping::Subject;

Result<std::vector<Chapter>> chapters_of(const Context& context, const std::string& query, Subject subject) {
  std::vector<Chapter> chapters;
  const auto done =
      context.site.views().with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
        auto told = keeping::history(ledger, registry, query, subject);
        if (!told) return std::unexpected(std::move(told.error()));
        chapters = std::move(*told);
        return {};
      });
  if (!done) return std::unexpected(done.error());
  // The view may be one of the past, or the ledger may have grown since it was made.
  const std::uint64_t end = context.view->position();
  std::erase_if(chapters, [&](const Chapter& chapter) { return chapter.position >= end; });
  return chapters;
}

Reply send_history(Context& context, const std::string& query, const std::vector<Chapter>& chapters) {
  std::string& out = context.response.body;
  out += "{\"query\":";
  formats::write_json_string(query, out);
  out += ",\"chapters\":[";
  for (const Chapter& chapter : chapters) {
    if (&chapter != chapters.data()) out += ',';
    out += keeping::chapter_json(chapter);
  }
  out += "]}\n";
  return send_written(context, kJson);
}

// Of a name or contact, which the ledger may never have had.
Reply named_history(Context& context, Subject subject, std::string_view field) {
  if (auto fine = only(context, {}); !fine) return send_error(context, fine.error());
  if (!context.may_wait) return Reply::kWait;
  const auto chapters = chapters_of(context, context.parts[0], subject);
  if (!chapters) return send_error(context, chapters.error());
  if (chapters->empty())
    return send_status(context, 404, "Not found", fmt::format("the ledger knows nothing of '{}'", context.parts[0]),
                       field);
  return send_history(context, context.parts[0], *chapters);
}

}  // namespace

Reply port_history(Context& context) {
  if (auto fine = only(context, {}); !fine) return send_error(context, fine.error());
  const auto query = ports_in_path(context);
  if (!query) return send_error(context, query.error());
  if (!context.may_wait) return Reply::kWait;
  const std::string words = words_of(*query);
  const auto chapters = chapters_of(context, words, Subject::kAny);
  return chapters ? send_history(context, words, *chapters) : send_error(context, chapters.error());
}

Reply service_history(Context& context) { return named_history(context, Subject::kService, "name"); }
Reply contact_history(Context& context) { return named_history(context, Subject::kContact, "id"); }

}  // namespace portolan::server::api
