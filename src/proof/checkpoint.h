// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints (C2SP tlog-checkpoint): signed notes in which a ledger says how many entries it has and which root its
// tree has. Whoever keeps one can later tell whether the ledger still begins with the same entries.
//
//   example.com/ports                              the origin: which ledger it is
//   5                                              the number of entries
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=   the root of the tree, in base 64
//   ...                                            extension lines, which other programs ignore
//
// Thread-safety: pure functions and values.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "proof/merkle.h"
#include "proof/note.h"

namespace portolan::proof {

struct Checkpoint {
  std::string origin;  // best an address without a scheme, and the name of the key
  TreeHead tree;
  std::vector<std::string> extensions;  // C2SP advises against any

  bool operator==(const Checkpoint&) const = default;
};

// The text that is signed. kSyntax if an origin or extension is empty or no line of text, kInvalidValue if an empty
// tree has a root of its own.
Result<std::string> to_text(const Checkpoint& checkpoint);
// Fails with the line and the rule.
Result<Checkpoint> parse_checkpoint(std::string_view text);

// The checkpoint as a signed note. Never sign two that contradict each other: who calls this checks first that the tree
// continues the one that was signed last.
Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const PrivateKey& key);

// As open_note. Says nothing about the origin: compare it with the one that is expected, for one key may sign for
// several ledgers. To know which of several keys signed, use open_note and parse_checkpoint.
Result<Checkpoint> open_checkpoint(std::string_view note, std::span<const VerifierKey> keys);

// Signs any other text, but not one that reads as a checkpoint (kInvalidValue): or somebody who may choose a text could
// have a false checkpoint signed.
Result<std::string> sign_statement(std::string_view text, const PrivateKey& key);

}  // namespace portolan::proof
