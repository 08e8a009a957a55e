// SPDX-License-Identifier: Apache-2.0
#include "registrar/paperwork.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "accounts/roles.h"

namespace portolan::registrar {
namespace {

bool is_registered(const desk::Ground& ground, std::string_view contact) {
  return std::ranges::find(ground.registry().contacts, contact, &registry::Contact::id) !=
         ground.registry().contacts.end();
}

// "Ann Onym" is Ann_Onym, as IANA writes it.
std::string id_of(std::string_view shown) {
  std::string id(shown.substr(0, 100));
  std::ranges::replace_if(
      id, [](char c) { return static_cast<unsigned char>(c) <= ' '; }, '_');
  return id;
}

registry::Contact card_of(const accounts::Account& account, std::string id) {
  registry::Contact card;
  card.id = std::move(id);
  card.name = account.shown;
  if (!account.mail.empty()) {
    std::string uri = "mailto:" + account.mail;
    // As the registry writes it, so that it is of less use to who gathers addresses.
    std::ranges::replace(uri, '@', '&');
    card.uris.push_back(std::move(uri));
  }
  return card;
}

// The cards of those whom the registry does not know yet and who can sign in here.
Result<std::vector<registry::Contact>> cards_of(Counter& counter, const procedures::Request& request) {
  std::vector<registry::Contact> cards;
  for (const std::string& id : {request.assignee, request.contact}) {
    if (id.empty() || std::ranges::find(cards, id, &registry::Contact::id) != cards.end()) continue;
    const auto speakers = accounts::speakers_for(counter.office(), counter.registry(), id);
    if (!speakers) return std::unexpected(speakers.error());
    if (speakers->size() != 1) continue;
    const auto account = accounts::find_account(counter.office(), speakers->front());
    if (!account) return std::unexpected(account.error());
    if (*account && !(*account)->erased) cards.push_back(card_of(**account, id));
  }
  return cards;
}

std::unexpected<desk::Refusal> failed(Error error) { return std::unexpected(desk::Refusal{{}, std::move(error)}); }

}  // namespace

Result<std::string> contact_of(Counter& counter, const Visitor& visitor) {
  if (!visitor.person.acts_for.empty()) return visitor.person.acts_for.front();
  const auto ground = counter.desk().ground();
  if (!ground) return std::unexpected(ground.error());
  std::string id = id_of(visitor.account.shown);
  const auto speakers = accounts::speakers_for(counter.office(), counter.registry(), id);
  if (!speakers) return std::unexpected(speakers.error());
  if (is_registered(**ground, id) || !speakers->empty()) id += fmt::format("_{}", visitor.account.id);
  return id;
}

Result<procedures::Request> completed(Counter& counter, const Visitor& visitor, procedures::Request request) {
  if (request.kind != procedures::Kind::kAssignment) return request;
  if (request.assignee.empty()) {
    auto own = contact_of(counter, visitor);
    if (!own) return std::unexpected(std::move(own.error()));
    request.assignee = std::move(*own);
  }
  if (request.contact.empty()) request.contact = request.assignee;
  return request;
}

desk::Outcome submit(Counter& counter, const Visitor& visitor, const procedures::Request& request, desk::Order order,
                     const accounts::Act& act) {
  const auto ground = counter.desk().ground();
  if (!ground) return failed(ground.error());
  // Before it is written: whoever it introduces could else be spoken for by somebody faster.
  if (!order.dry_run && request.kind == procedures::Kind::kAssignment)
    for (const std::string& id : {request.assignee, request.contact})
      if (!id.empty() && !visitor.person.speaks_for(id) && !is_registered(**ground, id))
        if (const auto taken =
                accounts::take_contact(counter.office(), visitor.account.id, counter.registry(), id, act);
            !taken)
          return failed(taken.error());
  auto cards = cards_of(counter, request);
  if (!cards) return failed(std::move(cards.error()));
  order.cards = std::move(*cards);
  return counter.desk().submit(request, order);
}

desk::Outcome act(Counter& counter, std::uint64_t number, const procedures::Command& command, desk::Order order) {
  if (command.act == procedures::Act::kPublish) {
    const auto file = counter.desk().file(number);
    if (!file) return failed(file.error());
    if (*file) {
      auto cards = cards_of(counter, (*file)->application.request);
      if (!cards) return failed(std::move(cards.error()));
      order.cards = std::move(*cards);
    }
  }
  return counter.desk().act(number, command, order);
}

}  // namespace portolan::registrar
