// SPDX-License-Identifier: Apache-2.0
//
// What the commands about people have in common: the accounts of the ledger of --registry.
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "accounts/people.h"
#include "cli/invocation.h"
#include "keeper/session.h"
#include "registrar/registrar.h"

namespace portolan::keeper {

class OpenOffice {
 public:
  // Complains and gives the status to end with where that fails. `create` makes the key where there is none.
  static std::expected<std::unique_ptr<OpenOffice>, cli::ExitStatus> open(const cli::Invocation& invocation,
                                                                          bool create);

  const Session& session() const noexcept { return session_; }
  registrar::Counter& counter() const noexcept { return *counter_; }
  const accounts::Office& office() const noexcept { return counter_->office(); }
  // By the operator of the ledger, now.
  accounts::Act act() const;
  // By name or number ("#7"); complains where there is none.
  std::expected<accounts::Account, cli::ExitStatus> account(const cli::Invocation& invocation,
                                                            const std::string& name) const;

 private:
  OpenOffice(Session session, std::unique_ptr<registrar::Registrar> registrar, registrar::Registrar::Lease counter);

  Session session_;
  std::unique_ptr<registrar::Registrar> registrar_;
  registrar::Registrar::Lease counter_;
};

}  // namespace portolan::keeper
