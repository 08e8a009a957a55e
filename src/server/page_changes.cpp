// SPDX-License-Identifier: Apache-2.0
//
// The page of what changed, date by date.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ranges>

#include "app/dated.h"
#include "keeping/changes.h"
#include "server/page_history.h"
#include "server/page_parts.h"
#include "server/pages.h"
#include "server/site.h"

namespace portolan::server {
namespace {

constexpr std::size_t kSteps = 5;     // of a page; each costs a comparison of two states
constexpr std::size_t kEntries = 10;  // of a section
constexpr std::size_t kNewest = 150;  // where there is no ledger

// How many dates of the ledger were on the pages before.
Result<std::size_t> skipped(const Context& context) {
  const std::string_view text = context.query.value("cursor");
  std::size_t number = 0;
  if (text.empty()) return number;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return number;
  return fail(ErrorCode::kInvalidArgument, "cursor is none of this page", Place{.file = {}, .field = "cursor"});
}

Markup step_item(const Context& context, const keeping::DatedChanges& step) {
  const std::string date = to_string(step.date);
  Markup head = time_tag(date);
  head +=
      tag("small", {{"class", "muted"}}, step.position == 0 ? " imported later" : fmt::format(" @{}", step.position));
  Markup out = tag("h2", {{"id", "d" + date}}, head);
  out += tag("p", {}, step.story.summary);
  out += story(context, step.story, 3, kEntries);
  Markup ways = tag("li", {}, link("/?as_of=" + date, "The registry as of this date"));
  if (!step.before.empty())
    ways += tag("li", {}, link(fmt::format("/diff?from={}&to={}", step.before, step.after), "All of this difference"));
  return tag("li", {}, out, tag("ul", {{"class", "inline"}}, ways));
}

struct Steps {
  std::vector<keeping::DatedChanges> steps;  // newest first
  std::size_t dates = 0;                     // of the whole ledger
};

Result<Steps> steps_of(const Context& context, std::size_t skip) {
  Steps out;
  auto done = context.site.views().with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
    const auto dates = dates_until(context, ledger, registry);
    if (!dates) return std::unexpected(dates.error());
    out.dates = dates->size();
    for (std::size_t i = skip; i < dates->size() && i < skip + kSteps; ++i) {
      auto step = keeping::changes_on(ledger, registry, *dates, dates->size() - 1 - i);
      if (!step) return std::unexpected(std::move(step.error()));
      out.steps.push_back(std::move(*step));
    }
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  if (skip > 0 && out.steps.empty()) return fail(ErrorCode::kNotFound, "There is nothing older");
  return out;
}

Markup page_links(const Context& context, std::size_t skip, std::size_t dates) {
  Markup out;
  if (skip > 0) {
    const std::size_t newer = skip - std::min(skip, kSteps);
    out += site_link(context, newer == 0 ? "/changes" : fmt::format("/changes?cursor={}", newer), "Newer");
  }
  if (skip + kSteps < dates) out += site_link(context, fmt::format("/changes?cursor={}", skip + kSteps), "Older");
  return out.empty() ? Markup() : tag("nav", {{"class", "pages"}, {"aria-label", "Pages"}}, out);
}

Result<Markup> from_ledger(const Context& context, std::size_t skip) {
  const auto steps = steps_of(context, skip);
  if (!steps) return std::unexpected(steps.error());
  Markup items;
  for (const keeping::DatedChanges& step : steps->steps) items += step_item(context, step);
  Markup out = tag("p", {{"class", "lead"}},
                   fmt::format("The ledger knows {} {} on which the registry changed.", steps->dates,
                               steps->dates == 1 ? "date" : "dates"));
  out += tag("p", {}, site_link(context, "/diff", "Compare any two dates"));
  out += items.empty() ? tag("p", {}, "There is nothing older.") : tag("ol", {{"class", "timeline"}}, items);
  return out += page_links(context, skip, steps->dates), out;
}

Markup from_dates(const Context& context) {
  Markup out =
      tag("p", {{"class", "note"}},
          "This server keeps no ledger, so this is what the records say of themselves: when each was registered, "
          "and when it changed last.");
  out += tag("h2", {}, "Newest first");
  return out += timeline(context, app::newest(context.view->lookup(), kNewest)), out;
}

}  // namespace

Reply changes_page(Context& context) {
  const bool has_ledger = context.site.views().has_ledger();
  const auto skip = has_ledger ? skipped(context) : Result<std::size_t>(0);
  if (!skip) return send_error(context, skip.error());
  const std::string key = fmt::format("page /changes {} {}", *skip, context.as_of());
  return send_kept(context, key, "text/html; charset=utf-8", [&]() -> Result<std::string> {
    Page page;
    page.title = "Changes";
    page.description = "What changed in the registry, date by date.";
    page.path = "/changes";
    page.section = Section::kChanges;
    page.feed = "/feeds/changes.atom";
    page.feed_title = "Changes of the registry";
    page.body = tag("h1", {}, "What changed");
    auto told = has_ledger ? from_ledger(context, *skip) : Result<Markup>(from_dates(context));
    if (!told) return std::unexpected(std::move(told.error()));
    page.body += *told;
    return page_document(context, page);
  });
}

}  // namespace portolan::server
