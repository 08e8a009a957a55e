// SPDX-License-Identifier: Apache-2.0
//
// Completion for three shells, made from the definitions.
#pragma once

#include <string>

#include "cli/spec.h"

namespace portolan::cli {

std::string bash_completion(const Program& program);  // bash-completion/completions/portolan
std::string zsh_completion(const Program& program);   // site-functions/_portolan
std::string fish_completion(const Program& program);  // vendor_completions.d/portolan.fish

}  // namespace portolan::cli
