// SPDX-License-Identifier: Apache-2.0
#include "keeping/changes.h"

#include <fmt/format.h>

#include <string>

#include "keeping/asking.h"
#include "registry/difference.h"

namespace portolan::keeping {

Result<DatedChanges> changes_on(ledger::Ledger& ledger, std::string_view registry,
                                std::span<const ledger::DatedEvents> dates, std::size_t index) {
  const ledger::DatedEvents& date = dates[index];
  DatedChanges made{.date = date.date, .position = date.end, .story = {}};
  const auto after = registry_at(ledger, registry, date.end);
  if (!after) return std::unexpected(after.error());
  if (index == 0) {
    made.story.summary =
        fmt::format("the ledger begins with {} records and {} contacts", after->records.size(), after->contacts.size());
    return made;
  }
  made.previous = dates[index - 1].end;
  const auto before = registry_at(ledger, registry, made.previous);
  if (!before) return std::unexpected(before.error());
  made.story = app::tell(registry::difference(*before, *after), false);
  return made;
}

}  // namespace portolan::keeping
