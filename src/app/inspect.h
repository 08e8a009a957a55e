// SPDX-License-Identifier: Apache-2.0
//
// Looking a registry file over: every problem of it, each with its place and the rule it breaks.
//
// Thread-safety: a free function without shared state.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "app/document.h"

namespace portolan::app {

struct Inspection {
  std::vector<Error> findings;  // in the order of the file; empty: nothing is wrong
  // What it holds, where it could be read.
  std::size_t records = 0;
  std::size_t contacts = 0;
  Date updated;
};

// Fails only where there is nothing to look at: a file that is missing, or of a format that cannot be read.
Result<Inspection> inspect(const std::string& path, std::string_view from, const formats::Limits& limits = {});

}  // namespace portolan::app
