// SPDX-License-Identifier: Apache-2.0
#include "desk/effect.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "procedures/checks.h"
#include "procedures/outcome.h"

namespace portolan::desk {
namespace {

Date later(Date a, Date b) { return compare(a, b) == std::partial_ordering::less ? b : a; }

// --- people whom the contact table does not have

void cite(const registry::References& people, std::vector<std::string>& ids) {
  for (const registry::Reference& one : people)
    if (one.kind == registry::ReferenceKind::kPerson) ids.emplace_back(one.data);
}

registry::Contact card_of(const std::string& id, const std::vector<registry::Contact>& cards, Date date) {
  const auto given = std::ranges::find(cards, id, &registry::Contact::id);
  registry::Contact card;
  if (given != cards.end()) card = *given;
  card.id = id;
  if (!card.name) {
    card.name = id;
    std::ranges::replace(*card.name, '_', ' ');
  }
  card.updated = date;
  return card;
}

// A name that an event holds itself could never be forgotten: everybody who is cited stands in the contact table.
void introduce(registry::Registry& registry, const std::vector<procedures::Change>& changes,
               const std::vector<registry::Contact>& cards, Date date) {
  std::vector<std::string> ids;
  for (const procedures::Change& change : changes)
    if (change.after) {
      cite(change.after->assignee, ids);
      cite(change.after->contacts, ids);
    }
  for (const std::string& id : ids) {
    if (std::ranges::find(registry.contacts, id, &registry::Contact::id) != registry.contacts.end()) continue;
    const auto place = std::ranges::find_if(registry.contacts, [&](const auto& one) { return one.id > id; });
    registry.contacts.insert(place, card_of(id, cards, date));
  }
}

}  // namespace

Date date_at(std::uint64_t microseconds) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(microseconds)))};
  return {.year = static_cast<std::uint16_t>(static_cast<int>(day.year())),
          .month = static_cast<std::uint8_t>(static_cast<unsigned>(day.month())),
          .day = static_cast<std::uint8_t>(static_cast<unsigned>(day.day()))};
}

Date date_of_change(Date last, std::uint64_t now) { return later(date_at(now), last); }

Effect effect_of(std::shared_ptr<const Ground> ground, const procedures::Request& request,
                 std::optional<std::uint16_t> port, std::uint64_t now, const std::vector<registry::Contact>& cards) {
  const Date date = date_of_change(ground->info().effective, now);
  const auto changes = procedures::outcome(ground->policy(), ground->world(), request, port, date);
  auto after = std::make_shared<registry::Registry>(procedures::with_changes(ground->registry(), changes));
  introduce(*after, changes, cards, date);
  after->updated = date;
  auto difference = registry::difference(ground->registry(), *after);
  return Effect{std::move(ground), std::move(after), std::move(difference)};
}

Effect preview(std::shared_ptr<const Ground> ground, const procedures::Request& request, std::uint64_t now,
               const std::vector<registry::Contact>& cards) {
  const auto port = procedures::port_for(ground->policy(), ground->world(), request);
  return effect_of(std::move(ground), request, port, now, cards);
}

}  // namespace portolan::desk
