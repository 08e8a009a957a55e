// SPDX-License-Identifier: Apache-2.0
//
// A proof that a ledger only grew since an older checkpoint, as a text: what C2SP tlog-witness sends to a witness.
//
//   old 3                                          how many entries the older checkpoint has
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=   the hashes of the proof, from the bottom of the tree upwards
//                                                  an empty line
//   ...                                            the newer checkpoint with its signatures
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

struct PrintedGrowth {
  std::uint64_t old_size = 0;
  Proof hashes;
  std::string checkpoint;  // the newer one, byte for byte

  bool operator==(const PrintedGrowth&) const = default;
};

// Fails as parse_growth would: what cannot be read is not written.
Result<std::string> to_text(const PrintedGrowth& growth);

// Takes the text apart; nothing is verified. to_text(*parse_growth(text)) == text. kSyntax, kLimit or kInvalidValue,
// with the line and the rule.
Result<PrintedGrowth> parse_growth(std::string_view text);

// The newer checkpoint, if one of the keys has signed it, its origin is that of `old` and its tree continues that of
// `old`. `old` must have been verified before: see open_checkpoint.
Result<Checkpoint> check_growth(const PrintedGrowth& growth, const Checkpoint& old, std::span<const VerifierKey> keys);

}  // namespace portolan::proof
