// SPDX-License-Identifier: Apache-2.0
//
// Signing what a ledger holds, and checking it.
//
// Thread-safety: free functions; a Ledger serves one thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "keeping/place.h"
#include "ledger/ledger.h"
#include "proof/checkpoint.h"
#include "proof/keys.h"

namespace portolan::keeping {

// The key in that file. With `create` it is made if it is not there, readable by its owner only, named after the
// ledger.
Result<proof::PrivateKey> signing_key(const std::string& file, std::string_view name, bool create);

// A checkpoint of the ledger, signed. Before the key is used the tree is computed anew from the events as they are in
// the database, and compared with the tree that was kept and with the last checkpoint that was signed: a ledger that
// lost or changed something is not signed for (kDamaged).
Result<std::string> signed_checkpoint(ledger::Ledger& ledger, const proof::PrivateKey& key);

// A text that can be printed: to whom the query belonged at that moment, as the ledger has it, with the position and
// root of the ledger, signed. `now` in microseconds since 1970, UTC.
Result<std::string> signed_statement(ledger::Ledger& ledger, std::string_view registry, std::string_view query,
                                     const ledger::Moment& moment, const proof::PrivateKey& key, std::uint64_t now);

// The tree head of a checkpoint that was kept, once its signature is checked by one of the keys.
Result<proof::TreeHead> known_head(std::string_view note, const std::vector<proof::VerifierKey>& keys,
                                   std::string_view origin);

}  // namespace portolan::keeping
