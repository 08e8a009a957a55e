// SPDX-License-Identifier: Apache-2.0
//
// Showing a plan, asking, and carrying it out: the second half of `import` and `update`.
#pragma once

#include "keeper/session.h"
#include "keeping/importing.h"

namespace portolan::keeper {

cli::ExitStatus show_and_write(const cli::Invocation& invocation, Session& session, const keeping::Plan& plan);

}  // namespace portolan::keeper
