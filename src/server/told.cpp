// SPDX-License-Identifier: Apache-2.0
#include "server/told.h"

#include "keeping/asking.h"
#include "server/site.h"

namespace portolan::server {

using keeping::Chapter;

Result<Told> history_of(const Context& context, std::string_view words, keeping::Subject subject) {
  Told told;
  const auto done =
      context.site.views().with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
        auto chapters = keeping::history(ledger, registry, words, subject);
        if (!chapters) return std::unexpected(std::move(chapters.error()));
        told.chapters = std::move(*chapters);
        const auto dates = ledger.dates(registry);
        if (!dates) return std::unexpected(dates.error());
        for (const ledger::DatedEvents& date : *dates)
          if (date.late) told.late.push_back(date.date);
        return {};
      });
  if (!done) return std::unexpected(done.error());
  const auto moment = keeping::parse_moment(context.as_of());
  const auto* asked = moment ? std::get_if<Date>(&*moment) : nullptr;
  const auto is_later = [&](Date date) { return asked != nullptr && !keeping::is_from(*asked, date); };
  std::erase_if(told.late, is_later);
  // The ledger may have grown since the view was made.
  std::erase_if(told.chapters, [&](const Chapter& chapter) {
    return asked != nullptr ? is_later(chapter.date) : chapter.position >= context.view->position();
  });
  for (Chapter& chapter : told.chapters) chapter.actor.clear();
  return told;
}

}  // namespace portolan::server
