// SPDX-License-Identifier: Apache-2.0
//
// portolan checkpoint, portolan statement.
#include <fmt/format.h>

#include "app/moment.h"
#include "keeper/commands.h"
#include "keeper/keys.h"
#include "keeper/session.h"
#include "keeping/asking.h"
#include "keeping/proving.h"

namespace portolan::keeper {

using cli::ExitStatus;
using cli::Invocation;

ExitStatus run_checkpoint(const Invocation& invocation) {
  auto session = open_session(invocation, ledger::Mode::kWrite);
  if (!session) return session.error();
  const auto key = signing_key(invocation, *session);
  if (!key) return refuse(invocation, key.error());
  if (invocation.arguments.has("public")) {
    invocation.out += key->verifier().to_text() + "\n";
    return ExitStatus::kDone;
  }
  const auto note = keeping::signed_checkpoint(session->ledger, *key);
  if (!note) return refuse(invocation, note.error());
  invocation.out += *note;
  return ExitStatus::kDone;
}

ExitStatus run_statement(const Invocation& invocation) {
  ledger::Moment moment = ledger::Latest{};
  if (invocation.arguments.has("as-of")) {
    const auto parsed = keeping::parse_moment(invocation.arguments.value("as-of"));
    if (!parsed) {
      invocation.complain(fmt::format("--as-of takes {}", app::kMomentWords));
      return ExitStatus::kUsage;
    }
    moment = *parsed;
  }
  auto session = open_session(invocation, ledger::Mode::kWrite);
  if (!session) return session.error();
  const auto key = signing_key(invocation, *session);
  if (!key) return refuse(invocation, key.error());
  const auto text = keeping::signed_statement(session->ledger, session->registry, invocation.arguments.positionals[0],
                                              moment, *key, now());
  if (!text) return refuse(invocation, text.error());
  invocation.out += *text;
  return ExitStatus::kDone;
}

}  // namespace portolan::keeper
