// SPDX-License-Identifier: Apache-2.0
//
// Lists with commas between their parts, as options and addresses have them.
//
// Thread-safety: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "portolan/types.h"

namespace portolan::app {

// The parts between the commas, empty ones too. They point into the text.
std::vector<std::string_view> split_list(std::string_view text);
// "80,8000-8100". Fails with kInvalidArgument.
Result<std::vector<PortRange>> parse_port_list(std::string_view text);

}  // namespace portolan::app
