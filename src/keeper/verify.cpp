// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "app/document.h"
#include "cli/process.h"
#include "keeper/commands.h"
#include "keeper/session.h"
#include "keeping/proving.h"

namespace portolan::keeper {
namespace {

using cli::ExitStatus;
using cli::Invocation;

constexpr std::size_t kMostNoteBytes = std::size_t{1} << 20U;

std::string trimmed(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

// The key of --key (itself or a file), or that of the ledger.
Result<proof::VerifierKey> verifier(const Invocation& invocation, const Session& session) {
  std::string word(invocation.arguments.value("key"));
  if (word.empty()) {
    auto key = keeping::signing_key(session.place.key_file(), session.ledger.origin(), false);
    if (!key) return std::unexpected(std::move(key.error()));
    return key->verifier();
  }
  std::error_code ignored;
  if (std::filesystem::exists(word, ignored)) {
    auto text = app::read_file(word, kMostNoteBytes);
    if (!text) return std::unexpected(std::move(text.error()));
    word = trimmed(std::move(*text));
  }
  return proof::VerifierKey::parse(word);
}

Result<std::vector<proof::TreeHead>> kept_elsewhere(const Invocation& invocation, const Session& session) {
  const std::string file(invocation.arguments.value("checkpoint"));
  if (file.empty()) return std::vector<proof::TreeHead>();
  const auto note = app::read_file(file, kMostNoteBytes);
  if (!note) return std::unexpected(note.error());
  const auto key = verifier(invocation, session);
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
  const bool shown = ::isatty(STDERR_FILENO) == 1;
  const auto done = ledger::verify(session->ledger, *known, [&](std::uint64_t events) {
    if (shown) cli::write_out(STDERR_FILENO, fmt::format("\rverifying: {} events", events));
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
