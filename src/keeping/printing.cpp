// SPDX-License-Identifier: Apache-2.0
#include "keeping/printing.h"

#include <fmt/format.h>

#include "formats/wrap.h"
#include "keeping/proving.h"
#include "keeping/telling.h"
#include "proof/growth_text.h"
#include "proof/proof_text.h"

namespace portolan::keeping {
namespace {

// The checkpoint that a proof ends with, and its tree.
struct Signed {
  std::string note;
  proof::TreeHead tree;
};

Result<Signed> sign_now(ledger::Ledger& ledger, const proof::PrivateKey& key) {
  auto note = signed_checkpoint(ledger, key);
  if (!note) return std::unexpected(std::move(note.error()));
  const std::vector keys = {key.verifier()};
  const auto tree = known_head(*note, keys, ledger.origin());
  if (!tree) return std::unexpected(tree.error());
  return Signed{std::move(*note), *tree};
}

Result<std::string> proved_event(const proof::PrintedProof& proof, std::span<const proof::VerifierKey> keys) {
  if (proof.extra.empty()) return fail(ErrorCode::kInvalidValue, "this proof does not hold the event that it is about");
  const auto checkpoint = proof::check_proof(proof, proof.extra, keys);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  const auto event = events::decode(proof.extra);
  if (!event) return std::unexpected(event.error());
  return fmt::format("{}\nof the registry {} is in the ledger {}, which had {} events when this was signed\n",
                     log_line(proof.index, *event), formats::printable_line(event->registry),
                     formats::printable_line(checkpoint->origin), checkpoint->tree.size);
}

Result<std::string> proved_growth(const proof::PrintedGrowth& growth, std::string_view old,
                                  std::span<const proof::VerifierKey> keys) {
  if (old.empty())
    return fail(ErrorCode::kInvalidArgument,
                "this proof says that a ledger grew from an older checkpoint: name that with --checkpoint");
  const auto before = proof::open_checkpoint(old, keys);
  if (!before) return std::unexpected(before.error());
  const auto now = proof::check_growth(growth, *before, keys);
  if (!now) return std::unexpected(now.error());
  return fmt::format("the ledger {} has {} events and begins with the {} of the older checkpoint\n",
                     formats::printable_line(now->origin), now->tree.size, before->tree.size);
}

}  // namespace

Result<std::string> printed_event(ledger::Ledger& ledger, std::uint64_t position, const proof::PrivateKey& key) {
  auto bytes = ledger.event_bytes(position);
  if (!bytes) return bytes;
  auto now = sign_now(ledger, key);
  if (!now) return std::unexpected(std::move(now.error()));
  auto hashes = ledger.prove_inclusion(position, now->tree.size);
  if (!hashes) return std::unexpected(std::move(hashes.error()));
  if (!proof::verify_inclusion(proof::leaf_hash(*bytes), position, now->tree, *hashes))
    return fail(ErrorCode::kDamaged, "the tree that is kept is not that of the events: run `portolan verify`");
  return proof::to_text(proof::PrintedProof{std::move(*bytes), position, std::move(*hashes), std::move(now->note)});
}

Result<std::string> printed_growth(ledger::Ledger& ledger, const proof::TreeHead& old, const proof::PrivateKey& key) {
  auto now = sign_now(ledger, key);
  if (!now) return std::unexpected(std::move(now.error()));
  if (old.size > now->tree.size)
    return fail(
        ErrorCode::kDamaged,
        fmt::format("the ledger has {} events, the older checkpoint {}: its end is missing", now->tree.size, old.size));
  auto hashes = ledger.prove_consistency(old.size, now->tree.size);
  if (!hashes) return std::unexpected(std::move(hashes.error()));
  if (const auto holds = proof::verify_consistency(old, now->tree, *hashes); !holds)
    return fail(ErrorCode::kDamaged,
                "the ledger does not begin with the events of the older checkpoint: `portolan "
                "verify --checkpoint FILE` says more");
  return proof::to_text(proof::PrintedGrowth{old.size, std::move(*hashes), std::move(now->note)});
}

Result<std::string> what_is_proved(std::string_view text, std::string_view old,
                                   std::span<const proof::VerifierKey> keys) {
  if (text.starts_with("old ")) {
    const auto growth = proof::parse_growth(text);
    if (!growth) return std::unexpected(growth.error());
    return proved_growth(*growth, old, keys);
  }
  const auto proof = proof::parse_proof(text);
  if (!proof) return std::unexpected(proof.error());
  return proved_event(*proof, keys);
}

}  // namespace portolan::keeping
