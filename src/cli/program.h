// SPDX-License-Identifier: Apache-2.0
//
// The program from its words to its exit status, without the process around it.
#pragma once

#include <span>
#include <string>

#include "cli/invocation.h"
#include "cli/spec.h"

namespace portolan::cli {

struct Outcome {
  ExitStatus status = ExitStatus::kDone;
  std::string out;       // for standard output
  std::string messages;  // for standard error
};

// `words` are those after the program's own name.
Outcome run_program(const Program& program, std::span<const char* const> words, const Terminal& terminal);

}  // namespace portolan::cli
