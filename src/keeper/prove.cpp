// SPDX-License-Identifier: Apache-2.0
//
// portolan prove, portolan check-proof.
#include "app/moment.h"
#include "keeper/commands.h"
#include "keeper/keys.h"
#include "keeper/session.h"
#include "keeping/printing.h"
#include "keeping/proving.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

Result<std::string> growth_since(const Invocation& invocation, Session& session, const proof::PrivateKey& key) {
  const auto note = read_note(std::string(invocation.arguments.value("since")));
  if (!note) return note;
  const auto old = keeping::known_head(*note, {key.verifier()}, session.ledger.origin());
  if (!old) return std::unexpected(old.error());
  return keeping::printed_growth(session.ledger, *old, key);
}

// Whose proof it is.
Result<proof::VerifierKey> key_of_proof(const Invocation& invocation) {
  if (invocation.arguments.has("key")) return named_verifier_key(invocation);
  const auto place = keeping::place_of(std::string(invocation.arguments.value("registry")));
  auto ledger = keeping::open_ledger(place, ledger::Mode::kRead);
  if (!ledger)
    return fail(ErrorCode::kInvalidArgument, "there is no ledger in use here: say with --key whose proof it is");
  return verifier_key(invocation, {place, std::move(*ledger), {}});
}

}  // namespace

ExitStatus run_prove(const Invocation& invocation) {
  const auto& positionals = invocation.arguments.positionals;
  if (positionals.empty() == !invocation.arguments.has("since")) {
    invocation.complain("say either which event (@N) or --since which checkpoint");
    return ExitStatus::kUsage;
  }
  const auto moment = positionals.empty() ? std::nullopt : app::parse_moment(positionals[0]);
  if (!positionals.empty() && (!moment || !std::holds_alternative<std::uint64_t>(*moment))) {
    invocation.complain("a position is written @N");
    return ExitStatus::kUsage;
  }
  auto session = open_session(invocation, ledger::Mode::kWrite);
  if (!session) return session.error();
  const auto key = signing_key(invocation, *session);
  if (!key) return refuse(invocation, key.error());
  const auto text = moment ? keeping::printed_event(session->ledger, std::get<std::uint64_t>(*moment), *key)
                           : growth_since(invocation, *session, *key);
  if (!text) return refuse(invocation, text.error());
  invocation.out += *text;
  return ExitStatus::kDone;
}

ExitStatus run_check_proof(const Invocation& invocation) {
  const auto unreadable = [&](const Error& error) { return invocation.refuse(error, ExitStatus::kUnreadable); };
  const auto text = read_note(invocation.arguments.positionals[0]);
  if (!text) return unreadable(text.error());
  std::string old;
  if (invocation.arguments.has("checkpoint")) {
    auto note = read_note(std::string(invocation.arguments.value("checkpoint")));
    if (!note) return unreadable(note.error());
    old = std::move(*note);
  }
  const auto key = key_of_proof(invocation);
  if (!key) return unreadable(key.error());
  const auto words = keeping::what_is_proved(*text, old, std::span(&*key, 1));
  if (words) {
    invocation.out += *words;
    return ExitStatus::kDone;
  }
  const ErrorCode code = words.error().code;
  const bool refuted = code == ErrorCode::kInvalidValue || code == ErrorCode::kNotFound;
  return invocation.refuse(words.error(), refuted ? ExitStatus::kNotFound : ExitStatus::kUnreadable);
}

}  // namespace portolan::keeper
