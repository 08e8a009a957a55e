// SPDX-License-Identifier: Apache-2.0
#include "keeper/office.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <utility>

namespace portolan::keeper {

using cli::ExitStatus;
using cli::Invocation;

OpenOffice::OpenOffice(Session session, std::unique_ptr<registrar::Registrar> registrar,
                       registrar::Registrar::Lease counter)
    : session_(std::move(session)), registrar_(std::move(registrar)), counter_(std::move(counter)) {}

std::expected<std::unique_ptr<OpenOffice>, ExitStatus> OpenOffice::open(const Invocation& invocation, bool create) {
  auto session = open_session(invocation, ledger::Mode::kWrite);
  if (!session) return std::unexpected(session.error());
  auto registrar = registrar::Registrar::open(
      session->place, session->registry,
      {.key_file = std::string(invocation.arguments.value("accounts-key")), .create_key = create});
  if (!registrar) return std::unexpected(refuse(invocation, registrar.error()));
  auto counter = (*registrar)->counter();
  if (!counter) return std::unexpected(refuse(invocation, counter.error()));
  return std::unique_ptr<OpenOffice>(new OpenOffice(std::move(*session), std::move(*registrar), std::move(*counter)));
}

accounts::Act OpenOffice::act() const {
  return {.by = accounts::kLocalOperator,
          .now = accounts::Time(std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds(now())))};
}

std::expected<accounts::Account, ExitStatus> OpenOffice::account(const Invocation& invocation,
                                                                 const std::string& name) const {
  accounts::PersonId id = 0;
  const bool numbered =
      name.starts_with('#') && std::from_chars(name.data() + 1, name.data() + name.size(), id).ec == std::errc();
  auto found = numbered ? accounts::find_account(office(), id) : accounts::find_account_by(office(), name);
  if (!found) return std::unexpected(refuse(invocation, found.error()));
  if (*found) return std::move(**found);
  invocation.complain(fmt::format("there is no account '{}': 'portolan user' lists them", name));
  return std::unexpected(ExitStatus::kNotFound);
}

}  // namespace portolan::keeper
