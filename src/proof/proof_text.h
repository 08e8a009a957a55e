// SPDX-License-Identifier: Apache-2.0
//
// A proof that an entry is in a ledger, as a text that can be printed, sent and checked elsewhere without asking the
// ledger (C2SP tlog-proof):
//
//   c2sp.org/tlog-proof@v1
//   extra AAAA                                     may be missing: bytes in base 64, which nothing vouches for
//   index 2                                        the number of the entry, from 0
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=   the hashes of the proof, from the bottom of the tree upwards
//                                                  an empty line
//   ...                                            a checkpoint with its signatures
//
// Thread-safety: pure functions and values.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "portolan/error.h"
#include "proof/checkpoint.h"
#include "proof/merkle_proof.h"

namespace portolan::proof {

// Longer texts are refused.
inline constexpr std::size_t kMaxProofBytes = 2 * kMaxNoteBytes;

struct PrintedProof {
  std::string extra;  // any bytes; empty for none
  std::uint64_t index = 0;
  Proof hashes;
  std::string checkpoint;  // the signed note, byte for byte

  bool operator==(const PrintedProof&) const = default;
};

// Fails as parse_proof would: what cannot be read is not written.
Result<std::string> to_text(const PrintedProof& proof);

// Takes the text apart; the checkpoint in it must be one of a tree that has the entry, but nothing is verified.
// to_text(*parse_proof(text)) == text. kSyntax, kLimit or kInvalidValue, with the line and the rule.
Result<PrintedProof> parse_proof(std::string_view text);

// The checkpoint that says so, if one of the keys has signed it and these bytes are the entry. Compare its origin with
// the one that is expected. Fails as open_checkpoint and verify_inclusion; lines are those of the checkpoint.
Result<Checkpoint> check_proof(const PrintedProof& proof, std::string_view entry, std::span<const VerifierKey> keys);

}  // namespace portolan::proof
