// SPDX-License-Identifier: Apache-2.0
#include "keeper/keys.h"

#include <filesystem>

#include "app/document.h"
#include "keeping/proving.h"

namespace portolan::keeper {
namespace {

constexpr std::size_t kMostNoteBytes = std::size_t{2} << 20U;

}  // namespace

Result<proof::PrivateKey> signing_key(const cli::Invocation& invocation, const Session& session) {
  const std::string named(invocation.arguments.value("key-file"));
  if (named.empty() && !session.place.is_folder())
    return fail(ErrorCode::kInvalidArgument,
                "a ledger in a database has no folder for a key: say with --key-file where it is");
  return keeping::signing_key(named.empty() ? session.place.key_file() : named, session.ledger.origin(), true);
}

Result<proof::VerifierKey> verifier_key(const cli::Invocation& invocation, const Session& session) {
  if (invocation.arguments.has("key")) return named_verifier_key(invocation);
  if (!session.place.is_folder())
    return fail(ErrorCode::kInvalidArgument, "a ledger in a database has no folder for a key: say with --key which");
  const auto key = keeping::signing_key(session.place.key_file(), session.ledger.origin(), false);
  if (!key) return std::unexpected(key.error());
  return key->verifier();
}

Result<proof::VerifierKey> named_verifier_key(const cli::Invocation& invocation) {
  std::string word(invocation.arguments.value("key"));
  std::error_code ignored;
  if (std::filesystem::exists(word, ignored)) {
    auto text = read_note(word);
    if (!text) return std::unexpected(std::move(text.error()));
    word = std::move(*text);
    while (word.ends_with('\n')) word.pop_back();
  }
  return proof::VerifierKey::parse(word);
}

Result<std::string> read_note(const std::string& file) { return app::read_file(file, kMostNoteBytes); }

}  // namespace portolan::keeper
