// SPDX-License-Identifier: Apache-2.0
//
// The limits of a server as the command line writes them: header-time=5.
//
// Thread-safety: a pure function.
#pragma once

#include <string_view>

#include "net/limits.h"
#include "portolan/error.h"

namespace portolan::keeper {

// Sets the limit of "NAME=VALUE"; times are whole seconds, sizes as cli::parse_size has them. Fails with
// kInvalidArgument, naming the limits there are.
Result<void> set_limit(net::Limits& limits, std::string_view text);

}  // namespace portolan::keeper
