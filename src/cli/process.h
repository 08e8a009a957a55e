// SPDX-License-Identifier: Apache-2.0
//
// The process around a program: its descriptors, signals, output and exit status.
#pragma once

#include "cli/program.h"

namespace portolan::cli {

// Runs the program on the words of main() and gives its exit status.
int run_process(const Program& program, int argc, char** argv);

// All the bytes to a descriptor: 0, or the number of the system's error.
int write_out(int descriptor, std::string_view bytes);

}  // namespace portolan::cli
