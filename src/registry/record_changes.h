// SPDX-License-Identifier: Apache-2.0
//
// The records' part of a difference: which record of one registry became which of the other, and what that means.
// For difference.cpp.
#pragma once

#include <cstddef>
#include <vector>

#include "registry/difference.h"

namespace portolan::registry {

struct RecordChanges {
  std::vector<RecordChange> changes;
  std::size_t unchanged = 0;
};

RecordChanges record_changes(const std::vector<Record>& before, const std::vector<Record>& after);

}  // namespace portolan::registry
