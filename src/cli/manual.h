// SPDX-License-Identifier: Apache-2.0
//
// The page of the manual, portolan(1), in the man macros of roff.
#pragma once

#include <string>

#include "cli/spec.h"

namespace portolan::cli {

// The same program gives the same bytes: the page has a version but no date.
std::string manual_page(const Program& program);

}  // namespace portolan::cli
