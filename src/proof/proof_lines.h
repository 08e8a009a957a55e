// SPDX-License-Identifier: Apache-2.0
//
// What the texts of proofs have in common: hashes, one on a line, an empty line, a checkpoint.
//
// Thread-safety: pure functions.
#pragma once

#include <string>

#include "portolan/error.h"
#include "proof/checkpoint.h"
#include "proof/encoding.h"
#include "proof/merkle_proof.h"

namespace portolan::proof {

std::string hash_lines(const Proof& hashes);
// Up to and with the empty line. kSyntax, or kLimit for more hashes than a tree can ask for.
Result<Proof> read_hash_lines(Lines& lines);

// What is left is a checkpoint; its signatures are not looked at. Errors count the lines of the whole text.
Result<Checkpoint> read_checkpoint(const Lines& lines);
// An error of a line of the checkpoint, as one of the whole text.
std::unexpected<Error> in_checkpoint(const Lines& lines, Error error);

}  // namespace portolan::proof
