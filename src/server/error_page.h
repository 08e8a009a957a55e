// SPDX-License-Identifier: Apache-2.0
//
// The page of an error.
//
// Thread-safety: a pure function.
#pragma once

#include <string>
#include <string_view>

#include "server/context.h"

namespace portolan::server {

std::string error_page(const Context& context, unsigned status, std::string_view title, std::string_view detail);

}  // namespace portolan::server
