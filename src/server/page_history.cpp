// SPDX-License-Identifier: Apache-2.0
#include "server/page_history.h"

#include <fmt/format.h>

#include <ranges>

#include "server/page_parts.h"
#include "server/site.h"

namespace portolan::server {
namespace {

using keeping::Chapter;

keeping::Subject kind_of(const Subject& subject) {
  switch (subject.kind) {
    case Subject::Kind::kPorts: return keeping::Subject::kAny;
    case Subject::Kind::kService: return keeping::Subject::kService;
    case Subject::Kind::kContact: return keeping::Subject::kContact;
  }
  return keeping::Subject::kAny;
}

Markup late_note(std::span<const Date> late) {
  const std::string first = to_string(late.front());
  const std::string last = to_string(late.back());
  const std::string dates = late.size() == 1 ? fmt::format("The state of {} was", first)
                                             : fmt::format("{} states, of {} to {}, were", late.size(), first, last);
  return tag("p", {{"class", "muted"}}, dates, " imported after later ones, and this history tells nothing of them: ",
             link(fmt::format("/changes#d{}", last), "What changed"), " does, and this page as of their dates.");
}

}  // namespace

std::vector<std::vector<app::Dated>> by_date(std::span<const app::Dated> dates) {
  std::vector<std::vector<app::Dated>> out;
  for (const app::Dated& one : dates) {
    if (out.empty() || out.back().front().date != one.date) out.emplace_back();
    out.back().push_back(one);
  }
  return out;
}

Markup dated_list(const Context& context, std::span<const app::Dated> dates) {
  Markup items;
  for (const app::DatedWhat what :
       {app::DatedWhat::kRegistered, app::DatedWhat::kModified, app::DatedWhat::kDeassigned}) {
    std::vector<RecordView> records;
    for (const app::Dated& one : dates)
      if (one.what == what) records.push_back(one.record);
    for (const app::Row& row : app::join_rows(records)) {
      Markup words = service_link(context, row.first().name());
      if (row.first().ports()) {
        words += " ";
        words += port_link(context, row.first().ports());
        words += "/" + app::transports_cell(row);
      }
      items += tag("li", {}, words, " ", to_string(what));
    }
  }
  return tag("ul", {{"class", "changes"}}, items);
}

bool history_waits(const Context& context) { return context.site.views().has_ledger() && !context.may_wait; }

Result<Told> chapters_of(const Context& context, const Subject& subject) {
  if (!context.site.views().has_ledger()) return Told();
  if (subject.kind == Subject::Kind::kPorts && subject.ports.size() > kMostPortsOfHistory) return Told();
  return history_of(context, subject.words, kind_of(subject));
}

Markup timeline(const Context& context, const std::vector<Chapter>& chapters, std::string_view path) {
  Markup items;
  for (const Chapter& chapter : std::views::reverse(chapters)) {
    const std::string date = to_string(chapter.date);
    Markup head =
        path.empty() ? time_tag(date) : link(fmt::format("{}?as_of={}", path, net::encode_uri(date)), time_tag(date));
    items += tag("li", {}, tag("h3", {}, head), story(context, chapter.story, 4));
  }
  return items.empty() ? Markup() : tag("ol", {{"class", "timeline"}}, items);
}

Markup timeline(const Context& context, std::span<const app::Dated> dates) {
  Markup items;
  for (const auto& of_one_date : by_date(dates))
    items +=
        tag("li", {}, tag("h3", {}, time_tag(to_string(of_one_date.front().date))), dated_list(context, of_one_date));
  return items.empty() ? Markup() : tag("ol", {{"class", "timeline"}}, items);
}

Markup history_section(const Context& context, const Subject& subject, std::span<const RecordView> records,
                       std::string_view path) {
  Markup out = tag("h2", {{"id", "history"}}, "History");
  if (context.site.views().has_ledger()) {
    const auto history = chapters_of(context, subject);
    if (!history) return out += tag("p", {{"class", "note"}}, public_words(history.error()), "."), out;
    const Markup told = timeline(context, history->chapters, path);
    if (subject.kind == Subject::Kind::kPorts && subject.ports.size() > kMostPortsOfHistory)
      out +=
          tag("p", {}, fmt::format("Ranges of more than {} ports have no history of their own.", kMostPortsOfHistory));
    else
      out += told.empty() ? tag("p", {}, "Nothing happened to it since this ledger began.") : told;
    if (!history->late.empty()) out += late_note(history->late);
    return out;
  }
  out += tag("p", {{"class", "muted"}},
             "From the dates of the records themselves, which know the last change only. With a ledger every change is "
             "told.");
  const Markup told = timeline(context, app::dated(records));
  out += told.empty() ? tag("p", {}, "The records have no dates.") : told;
  return out;
}

}  // namespace portolan::server
