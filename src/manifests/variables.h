// SPDX-License-Identifier: Apache-2.0
//
// The variables of docker-compose files. What they are set to is not in the file, so each counts as unset:
//
//     "$$"                                  a dollar sign
//     "$NAME", "${NAME}"                    without a value
//     "${NAME:-text}", "${NAME-text}"       the text, which may hold variables
//     "${NAME:?text}", "${NAME?text}"       without a value
//     "${NAME:+text}", "${NAME+text}"       nothing
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "portolan/error.h"

namespace portolan::manifests {

// The text with its variables put in. One without a value stays as a mark, which no file can hold, with its name. Fails
// if the variables are not written so, or stand deeper in one another than 8.
Result<std::string> expand(std::string_view text);

// The name of the first variable without a value in an expanded text; empty if there is none.
std::string_view unset_in(std::string_view expanded) noexcept;

}  // namespace portolan::manifests
