// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include "cli/process.h"
#include "keeper/commands.h"
#include "keeper/keys.h"
#include "keeper/session.h"
#include "keeping/proving.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

Result<std::vector<proof::TreeHead>> kept_elsewhere(const Invocation& invocation, const Session& session) {
  const std::string file(invocation.arguments.value("checkpoint"));
  if (file.empty()) return std::vector<proof::TreeHead>();
  const auto note = read_note(file);
  if (!note) return std::unexpected(note.error());
  const auto key = verifier_key(invocation, session);
  if (!key) return std::unexpected(key.error());
  auto head = keeping::known_head(*note, {*key}, session.ledger.origin());
  if (!head && head.error().place.file.empty()) head.error().place.file = file;
  if (!head) return std::unexpected(std::move(head.error()));
  return std::vector{*head};
}

}  // namespace

ExitStatus run_verify(const Invocation& invocation) {
  auto session = open_session(invocation, ledger::Mode::kRead);
  if (!session) return session.error();
  const auto known = kept_elsewhere(invocation, *session);
  if (!known) return refuse(invocation, known.error());
  const auto size = session->ledger.size();
  if (!size) return refuse(invocation, size.error());
  const bool shown = ::isatty(STDERR_FILENO) == 1;
  const auto done = ledger::verify(session->ledger, *known, [&](std::uint64_t events) {
    if (shown) cli::write_out(STDERR_FILENO, fmt::format("\rverifying: {} of {} events", events, *size));
    return true;
  });
  if (shown) cli::write_out(STDERR_FILENO, "\r\x1b[K");
  if (!done) return refuse(invocation, done.error());
  for (const ledger::Finding& finding : done->findings)
    invocation.out += fmt::format("@{}: {}\n", finding.position, finding.what);
  if (!done->findings.empty()) return ExitStatus::kNotFound;
  std::string root;
  for (const std::byte byte : done->tree.root) root += fmt::format("{:02x}", static_cast<unsigned>(byte));
  invocation.out += fmt::format("{} events, {} bytes, root {}: all of it holds\n", done->events, done->bytes, root);
  return ExitStatus::kDone;
}

}  // namespace portolan::keeper
