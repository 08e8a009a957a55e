// SPDX-License-Identifier: Apache-2.0
//
// The commands of the program. Each is defined in the file of its name.
#pragma once

#include <string_view>

#include "cli/spec.h"

namespace portolan::cli {

extern const CommandSpec kLookupCommand;
extern const CommandSpec kSearchCommand;
extern const CommandSpec kPickCommand;
extern const CommandSpec kConvertCommand;
extern const CommandSpec kExportCommand;
extern const CommandSpec kCompileCommand;
extern const CommandSpec kCheckCommand;
extern const CommandSpec kDiffCommand;

// The program with all of them, in the order in which help shows them.
Program the_program(std::string_view version);

}  // namespace portolan::cli
