// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/invocation.h"

namespace portolan::cli {

// The command search, which `lookup --like` runs too.
ExitStatus run_search(const Invocation& invocation);

}  // namespace portolan::cli
