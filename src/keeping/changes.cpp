// SPDX-License-Identifier: Apache-2.0
#include "keeping/changes.h"

#include <fmt/format.h>

#include <string>

#include "keeping/asking.h"
#include "registry/difference.h"

namespace portolan::keeping {

Result<DatedChanges> changes_on(ledger::Ledger& ledger, std::string_view registry,
                                std::span<const ledger::DatedEvents> dates, std::size_t index) {
  const auto position_of = [](const ledger::DatedEvents& date) { return date.late ? 0 : date.end; };
  const ledger::DatedEvents& date = dates[index];
  DatedChanges made{.date = date.date,
                    .position = position_of(date),
                    .previous = 0,
                    .before = {},
                    .after = words(date.moment()),
                    .story = {}};
  const auto after = registry_at(ledger, registry, date.moment());
  if (!after) return std::unexpected(after.error());
  if (index == 0) {
    made.story.summary =
        fmt::format("the ledger begins with {} records and {} contacts", after->records.size(), after->contacts.size());
    return made;
  }
  const ledger::DatedEvents& last = dates[index - 1];
  made.previous = position_of(last);
  made.before = words(last.moment());
  const auto before = registry_at(ledger, registry, last.moment());
  if (!before) return std::unexpected(before.error());
  made.story = app::tell(registry::difference(*before, *after), false);
  return made;
}

}  // namespace portolan::keeping
