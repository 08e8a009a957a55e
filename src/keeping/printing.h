// SPDX-License-Identifier: Apache-2.0
//
// Proofs about a ledger as texts that others check without it.
//
// Thread-safety: free functions; a Ledger serves one thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "ledger/ledger.h"
#include "proof/checkpoint.h"
#include "proof/keys.h"

namespace portolan::keeping {

// That the event at this position is in the ledger; its bytes are the extra data. Signs, as signed_checkpoint does.
Result<std::string> printed_event(ledger::Ledger& ledger, std::uint64_t position, const proof::PrivateKey& key);

// That the ledger continues the tree of an older checkpoint of its own. Signs likewise.
Result<std::string> printed_growth(ledger::Ledger& ledger, const proof::TreeHead& old, const proof::PrivateKey& key);

// What such a text proves, in words; `old` is the note of the older checkpoint, which a proof of growth needs. Fails
// with kInvalidValue or kNotFound if it does not hold, with kInvalidArgument if `old` is missing.
Result<std::string> what_is_proved(std::string_view text, std::string_view old,
                                   std::span<const proof::VerifierKey> keys);

}  // namespace portolan::keeping
