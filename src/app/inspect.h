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
#include "registry/check.h"

namespace portolan::app {

struct Finding {
  registry::Severity severity = registry::Severity::kError;
  const registry::Rule* rule = nullptr;  // null: the reader's own problem, of which error.code tells the kind
  Error error;                           // its line is 0 where no record is concerned or the format has no lines
};

struct Inspection {
  // Empty: nothing is wrong. Problems of reading in the order of the file, or else violations: those of records in
  // their order, then the rest.
  std::vector<Finding> findings;
  bool read = false;  // false: it cannot be read whole, so that only problems of reading are known
  // What it holds, where it could be read.
  std::size_t records = 0;
  std::size_t contacts = 0;
  Date updated;
};

// Fails only where there is nothing to look at: a file that is missing, or of a format that cannot be read.
Result<Inspection> inspect(const std::string& path, std::string_view from, const formats::Limits& limits = {});

}  // namespace portolan::app
