// SPDX-License-Identifier: Apache-2.0
//
// What --help prints, made from the definitions.
#pragma once

#include <cstddef>
#include <string>

#include "cli/spec.h"

namespace portolan::cli {

// `width`: columns of the terminal; 0 where there is none. Lines are never wider than people like to read.
std::string program_help(const Program& program, std::size_t width);
std::string command_help(const Program& program, const CommandSpec& command, std::size_t width);

// "lookup [OPTION...] QUERY...", for help and manual.
std::string synopsis(const CommandSpec& command);
// "-n, --limit N".
std::string option_term(const OptionSpec& option);

}  // namespace portolan::cli
