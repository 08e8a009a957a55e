// SPDX-License-Identifier: Apache-2.0
#include "desk/effect.h"

#include <algorithm>
#include <utility>

#include "procedures/outcome.h"

namespace portolan::desk {
namespace {

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

Effect effect_of(std::shared_ptr<const Ground> ground, const procedures::Request& request,
                 std::optional<std::uint16_t> port, const std::vector<registry::Contact>& cards, Date date) {
  const auto changes = procedures::outcome(ground->policy(), ground->world(), request, port, date);
  auto after = std::make_shared<registry::Registry>(procedures::with_changes(ground->registry(), changes));
  introduce(*after, changes, cards, date);
  after->updated = date;
  auto difference = registry::difference(ground->registry(), *after);
  return {std::move(ground), std::move(after), std::move(difference)};
}

}  // namespace portolan::desk
