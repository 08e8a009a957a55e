// SPDX-License-Identifier: Apache-2.0
#include "server/told.h"

#include "keeping/asking.h"
#include "server/site.h"

namespace portolan::server {

using keeping::Chapter;

namespace {

// Nothing where the request asks for no date.
std::optional<Date> asked_date(const Context& context) {
  const auto moment = keeping::parse_moment(context.as_of());
  const auto* date = moment ? std::get_if<Date>(&*moment) : nullptr;
  return date == nullptr ? std::nullopt : std::optional(*date);
}

}  // namespace

Result<std::vector<ledger::DatedEvents>> dates_until(const Context& context, ledger::Ledger& ledger,
                                                     std::string_view registry) {
  const auto asked = asked_date(context);
  if (!asked) return ledger.dates(registry, context.view->position());
  auto dates = ledger.dates(registry);
  if (dates) std::erase_if(*dates, [&](const ledger::DatedEvents& one) { return !keeping::is_from(*asked, one.date); });
  return dates;
}

Result<Told> history_of(const Context& context, std::string_view words, keeping::Subject subject) {
  Told told;
  const auto done =
      context.site.views().with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
        auto chapters = keeping::history(ledger, registry, words, subject);
        if (!chapters) return std::unexpected(std::move(chapters.error()));
        told.chapters = std::move(*chapters);
        const auto dates = dates_until(context, ledger, registry);
        if (!dates) return std::unexpected(dates.error());
        for (const ledger::DatedEvents& date : *dates)
          if (date.late) told.late.push_back(date.date);
        return {};
      });
  if (!done) return std::unexpected(done.error());
  const auto asked = asked_date(context);
  // The ledger may have grown since the view was made.
  std::erase_if(told.chapters, [&](const Chapter& chapter) {
    return asked ? !keeping::is_from(*asked, chapter.date) : chapter.position >= context.view->position();
  });
  for (Chapter& chapter : told.chapters) chapter.actor.clear();
  return told;
}

}  // namespace portolan::server
