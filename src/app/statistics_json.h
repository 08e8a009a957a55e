// SPDX-License-Identifier: Apache-2.0
//
// Statistics as JSON, for programs: the schema Statistics of docs/openapi.yaml.
//
// Thread-safety: a pure function.
#pragma once

#include <string>

#include "app/statistics.h"

namespace portolan::app {

// Appends one object on one line without a newline.
void write_statistics_json(const Statistics& statistics, std::string& out);

}  // namespace portolan::app
