// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "app/picking.h"
#include "formats/wrap.h"
#include "keeper/commands.h"
#include "keeper/session.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

Result<void> show(const Invocation& invocation, Session& session, std::uint64_t number) {
  const auto contact = session.ledger.contact(session.registry, number);
  if (!contact) return std::unexpected(contact.error());
  if (!*contact) return {};
  std::string line = (*contact)->id;
  for (const auto* part : {&(*contact)->name, &(*contact)->organization})
    if (*part && !(*part)->empty()) line += ", " + **part;
  for (const std::string& address : (*contact)->uris) line += ", " + address;
  invocation.out += formats::printable_line(line) + "\n";
  return {};
}

}  // namespace

ExitStatus run_erase(const Invocation& invocation) {
  auto session = open_session(invocation, ledger::Mode::kWrite);
  if (!session) return session.error();
  const std::string& id = invocation.arguments.positionals[0];
  const auto found = session->ledger.subjects_with_contact(session->registry, id);
  if (!found) return refuse(invocation, found.error());
  if (found->contacts.empty()) {
    invocation.complain(
        fmt::format("the ledger keeps nothing of a contact '{}'; `portolan log` shows what was erased", id));
    return ExitStatus::kNotFound;
  }
  for (const std::uint64_t number : found->contacts)
    if (auto shown = show(invocation, *session, number); !shown) return refuse(invocation, shown.error());
  if (!invocation.arguments.has("yes") && !confirmed(invocation, "Erase this for ever?")) {
    invocation.complain("nothing was erased; --yes erases without asking");
    return ExitStatus::kNotFound;
  }
  for (const std::uint64_t number : found->contacts) {
    const auto erased = session->ledger.erase_contact(session->registry, number, app::login_name(),
                                                      std::string(invocation.arguments.value("reason")), now());
    if (!erased) return refuse(invocation, erased.error());
    invocation.out += fmt::format("erased: contact #{}, event @{}\n", number, erased->first);
  }
  return refresh_lookup(invocation, *session, session->registry);
}

}  // namespace portolan::keeper
