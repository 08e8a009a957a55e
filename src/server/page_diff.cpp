// SPDX-License-Identifier: Apache-2.0
//
// The page of the difference between two dates.
#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <span>

#include "app/moment.h"
#include "keeping/asking.h"
#include "server/page_parts.h"
#include "server/pages.h"
#include "server/site.h"

namespace portolan::server {
namespace {

constexpr std::size_t kEntries = 1000;  // of a section
constexpr std::size_t kOffered = 400;   // dates, in the lists of the form

std::unexpected<Error> wrong(std::string_view field) {
  return fail(ErrorCode::kInvalidArgument, fmt::format("{} takes {}", field, app::kMomentWords),
              Place{.file = {}, .field = std::string(field)});
}

// The dates of the ledger, newest first.
std::vector<Date> known_dates(const Context& context) {
  std::vector<Date> dates;
  const auto done =
      context.site.views().with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
        const auto known = ledger.dates(registry);
        if (!known) return std::unexpected(known.error());
        for (const auto& date : std::views::reverse(*known)) dates.push_back(date.date);
        return {};
      });
  if (!done) return {};  // the form does without
  return dates;
}

Markup field(std::string_view name, std::string_view label, std::string_view value) {
  return tag("div", {{"class", "field"}}, tag("label", {{"for", std::string(name)}}, label),
             tag("input", {{"id", std::string(name)},
                           {"name", std::string(name)},
                           {"value", std::string(value)},
                           {"list", "dates"},
                           {"placeholder", "YYYY-MM-DD"},
                           {"autocomplete", "off"}}));
}

Markup form(std::span<const Date> dates, std::string_view first, std::string_view last) {
  Markup options;
  for (std::size_t i = 0; i < dates.size() && i < kOffered; ++i)
    options += tag("option", {{"value", to_string(dates[i])}});
  return island("diff", "{}",
                tag("form", {{"method", "get"}, {"action", "/diff"}, {"class", "fields"}}, field("from", "From", first),
                    field("to", "To (nothing: now)", last), tag("datalist", {{"id", "dates"}}, options),
                    tag("div", {{"class", "field"}}, tag("button", {}, "Compare"))));
}

Result<app::Story> difference(const Context& context, std::string_view from, std::string_view to) {
  const auto first = keeping::parse_moment(from);
  if (!first) return wrong("from");
  const auto last = to.empty() ? std::optional<ledger::Moment>(ledger::Latest{}) : keeping::parse_moment(to);
  if (!last) return wrong("to");
  app::Story told;
  auto done = context.site.views().with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
    const auto before = keeping::registry_at(ledger, registry, *first);
    if (!before) return std::unexpected(before.error());
    const auto after = keeping::registry_at(ledger, registry, *last);
    if (!after) return std::unexpected(after.error());
    told = app::tell(registry::difference(*before, *after), false);
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return told;
}

Result<Markup> body(const Context& context, std::string_view from, std::string_view to) {
  Markup out = tag("h1", {}, "The difference of two dates");
  if (!context.site.views().has_ledger())
    return out += tag("p", {{"class", "note"}}, "This server keeps no ledger, so it knows one date only. ",
                      site_link(context, "/changes", "What the records say of their dates")),
           out;
  const std::vector<Date> dates = known_dates(context);
  // Who asks for nothing sees what changed last.
  const std::string last_but_one = dates.size() > 1 ? to_string(dates[1]) : std::string();
  const std::string last = dates.empty() ? std::string() : to_string(dates[0]);
  if (from.empty()) from = last_but_one;
  out += form(dates, from, to.empty() ? std::string_view(last) : to);
  if (from.empty()) return out;
  const auto told = difference(context, from, to);
  if (!told) return std::unexpected(told.error());
  out += tag("h2", {}, told->dates.empty() ? std::string("Summary") : told->dates);
  out += tag("p", {{"class", "lead"}}, told->summary);
  out += story(context, *told, 3, kEntries);
  const std::string json = fmt::format("/api/v1/diff?from={}&to={}", net::encode_uri(from),
                                       net::encode_uri(to.empty() ? last : std::string(to)));
  return out += tag("p", {}, link(json, "As JSON, with every column")), out;
}

}  // namespace

Reply diff_page(Context& context) {
  const std::string from(context.query.value("from"));
  const std::string to(context.query.value("to"));
  const auto document = [&]() -> Result<std::string> {
    Page page;
    page.title = from.empty() ? "Difference of two dates" : fmt::format("{} to {}", from, to.empty() ? "now" : to);
    page.description = "What changed in the registry between two dates.";
    page.path = from.empty() ? "/diff" : fmt::format("/diff?from={}&to={}", net::encode_uri(from), net::encode_uri(to));
    page.section = Section::kChanges;
    page.dated = false;
    auto told = body(context, from, to);
    if (!told) return std::unexpected(std::move(told.error()));
    page.body = std::move(*told);
    return page_document(context, page);
  };
  constexpr std::string_view kHtml = "text/html; charset=utf-8";
  if (context.site.views().has_ledger())
    return send_kept(context, fmt::format("page /diff {} {} {}", from, to, context.as_of()), kHtml, document);
  auto made = document();
  return made ? send(context, kHtml, std::move(*made)) : send_error(context, made.error());
}

}  // namespace portolan::server
