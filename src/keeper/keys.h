// SPDX-License-Identifier: Apache-2.0
//
// The keys that commands sign and check with, and the notes that they are given.
#pragma once

#include <string>

#include "cli/invocation.h"
#include "keeper/session.h"
#include "proof/keys.h"

namespace portolan::keeper {

// That of --key-file, or that of the ledger's folder; it is made if it is not there.
Result<proof::PrivateKey> signing_key(const cli::Invocation& invocation, const Session& session);

// That of --key, which is a key or a file with one; without it the public half of the ledger's own.
Result<proof::VerifierKey> verifier_key(const cli::Invocation& invocation, const Session& session);
// That of --key only. REQUIRES: it is given.
Result<proof::VerifierKey> named_verifier_key(const cli::Invocation& invocation);

// A checkpoint or a proof: a file, or "-" for standard input.
Result<std::string> read_note(const std::string& file);

}  // namespace portolan::keeper
