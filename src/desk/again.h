// SPDX-License-Identifier: Apache-2.0
//
// Whether a command under a key is the one that was given under it before, where the digest of that one was erased with
// what was written: by what its first event still says.
//
// Thread-safety: pure functions.
#pragma once

#include "procedures/decide.h"

namespace portolan::desk {

// `happened` is the first thing that came of the command before. Of a request what is not said is not compared: ports
// and transports that the rules would fill in.
bool may_be_of(const procedures::Happening& happened, const procedures::Command& command);

}  // namespace portolan::desk
