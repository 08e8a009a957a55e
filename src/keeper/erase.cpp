// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "app/picking.h"
#include "desk/erasure.h"
#include "desk/story.h"
#include "formats/wrap.h"
#include "keeper/commands.h"
#include "keeper/desk.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

// Prints what is kept of it, and adds what the person is called.
Result<void> show(const Invocation& invocation, Session& session, std::uint64_t number,
                  std::vector<std::string>& names) {
  const auto contact = session.ledger.contact(session.registry, number);
  if (!contact) return std::unexpected(contact.error());
  if (!*contact) return {};
  std::string line = (*contact)->id;
  for (const auto* part : {&(*contact)->name, &(*contact)->organization})
    if (*part && !(*part)->empty()) line += ", " + **part;
  for (const std::string& address : (*contact)->uris) line += ", " + address;
  if ((*contact)->name) names.push_back(*(*contact)->name);
  invocation.out += formats::printable_line(line) + "\n";
  return {};
}

// Whether the person wants it gone; complains if not.
bool wanted(const Invocation& invocation) {
  if (invocation.arguments.has("yes") || confirmed(invocation, "Erase this for ever?")) return true;
  invocation.complain("nothing was erased; --yes erases without asking");
  return false;
}

desk::Erasing erasing(const Invocation& invocation) {
  return {.actor = app::login_name(), .reason = std::string(invocation.arguments.value("reason")), .now = now()};
}

// --- what was written in an application

ExitStatus erase_application(const Invocation& invocation) {
  const auto number = application_number(invocation, invocation.arguments.value("application"));
  if (!number) return ExitStatus::kUsage;
  auto session = open_session(invocation, ledger::Mode::kWrite);
  if (!session) return session.error();
  desk::Desk desk(session->ledger, session->registry);
  const auto file = desk.file(*number);
  if (!file) return refuse(invocation, file.error());
  if (*file) invocation.out += desk::file_text(**file);
  // What cannot be erased is said before anybody is asked.
  const bool closed = *file && procedures::is_closed((*file)->application.state);
  if (closed && !wanted(invocation)) return ExitStatus::kNotFound;
  const auto erased = desk::erase_texts(session->ledger, session->registry, *number, erasing(invocation));
  if (!erased) return refuse(invocation, erased.error());
  invocation.out += fmt::format("erased: what was written in application {}, event @{}\n", *number, erased->first);
  return ExitStatus::kDone;
}

// --- a contact

// Texts of applications are not the contact table's: they are erased one by one, by somebody who has read them.
Result<void> tell_applications(const Invocation& invocation, Session& session, const std::string& id,
                               const std::vector<std::string>& names) {
  const auto found = desk::applications_naming(session.ledger, session.registry, names);
  if (!found) return std::unexpected(found.error());
  for (const std::uint64_t number : *found)
    invocation.messages += fmt::format(
        "note: '{0}' may be written of in application {1} as well: 'portolan erase --application {1}' shows and erases "
        "that\n",
        formats::printable_line(id), number);
  return {};
}

ExitStatus erase_contact(const Invocation& invocation) {
  auto session = open_session(invocation, ledger::Mode::kWrite);
  if (!session) return session.error();
  const std::string& id = invocation.arguments.positionals[0];
  const auto found = session->ledger.subjects_with_contact(session->registry, id);
  if (!found) return refuse(invocation, found.error());
  std::vector<std::string> names = {id};
  for (const std::uint64_t number : found->contacts)
    if (auto shown = show(invocation, *session, number, names); !shown) return refuse(invocation, shown.error());
  if (auto told = tell_applications(invocation, *session, id, names); !told) return refuse(invocation, told.error());
  if (found->contacts.empty()) {
    invocation.complain(
        fmt::format("the ledger keeps nothing of a contact '{}'; `portolan log` shows what was erased", id));
    return ExitStatus::kNotFound;
  }
  if (!wanted(invocation)) return ExitStatus::kNotFound;
  for (const std::uint64_t number : found->contacts) {
    const desk::Erasing by = erasing(invocation);
    const auto erased = session->ledger.erase_contact(session->registry, number, by.actor, by.reason, by.now);
    if (!erased) return refuse(invocation, erased.error());
    invocation.out += fmt::format("erased: contact #{}, event @{}\n", number, erased->first);
  }
  return refresh_lookup(invocation, *session, session->registry);
}

}  // namespace

ExitStatus run_erase(const Invocation& invocation) {
  const bool application = invocation.arguments.has("application");
  if (application != invocation.arguments.positionals.empty()) {
    invocation.complain("erase takes the id of a contact, or --application and a number");
    return ExitStatus::kUsage;
  }
  return application ? erase_application(invocation) : erase_contact(invocation);
}

}  // namespace portolan::keeper
