// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "server/api.h"
#include "server/indexes.h"

namespace portolan::server::api {
namespace {

constexpr std::size_t kMostHits = 100;
constexpr std::size_t kUsualHits = 20;
constexpr std::size_t kMostContacts = 5;

// "exact-name": values are words without blanks.
void append_rank(Rank rank, std::string& out) {
  const std::size_t begin = out.size();
  out += to_string(rank);
  std::replace(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(), ' ', '-');
}

void append_hits(const app::View& view, std::span<const Hit> hits, std::string& out) {
  for (const Hit& hit : hits) {
    out += &hit == hits.data() ? "{\"rank\":\"" : ",{\"rank\":\"";
    append_rank(hit.rank, out);
    out.append("\",\"record\":").append(view.record_json(hit.record.position())).append("}");
  }
}

}  // namespace

Reply search(Context& context) {
  if (auto fine = only(context, {"q", "limit"}); !fine) return send_error(context, fine.error());
  const std::string_view text = context.query.value("q");
  if (text.empty()) return send_error(context, wrong("q", "it says what to look for, and is missing").error());
  const auto limit = number(context, "limit", kUsualHits, 1, kMostHits);
  if (!limit) return send_error(context, limit.error());
  const auto indexes = indexes_of(context);
  if (indexes == nullptr) return Reply::kWait;
  std::array<Hit, kMostHits> hits;
  const std::size_t count = indexes->searches().borrow()->run(text, std::span(hits).first(*limit));
  std::string& out = context.response.body;
  out += "{\"hits\":[";
  append_hits(*context.view, std::span(hits).first(count), out);
  out += "],\"contacts\":[";
  std::string_view between;
  for (const std::uint32_t contact : indexes->contacts().find(text, kMostContacts)) {
    out.append(between).append(context.view->contact_json(contact));
    between = ",";
  }
  out += "]}\n";
  return send_written(context, kJson);
}

}  // namespace portolan::server::api
