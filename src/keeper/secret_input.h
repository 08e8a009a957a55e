// SPDX-License-Identifier: Apache-2.0
//
// Passwords from a file or from the person in front of the terminal. Never from the command line, which everybody on
// the machine can read.
#pragma once

#include <optional>

#include "cli/invocation.h"
#include "portolan/error.h"
#include "proof/keys.h"

namespace portolan::keeper {

// That of --password-file, or what is typed, twice, without being shown. Nothing where there is no file and no
// terminal, or nothing was typed.
Result<std::optional<proof::SecretText>> read_password(const cli::Invocation& invocation);

}  // namespace portolan::keeper
