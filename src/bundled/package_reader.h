// SPDX-License-Identifier: Apache-2.0
//
// The two packages as records. Each is rewritten as IANA's CSV and read by that format's reader, so that dates,
// ports, persons and references follow one set of rules, and a package is refused for what a registry would be.
//
// Problems are placed by file (the package's name) and by entry: "[12].Port Number", "6379/tcp".
#pragma once

#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "registry/record.h"

namespace portolan::bundled {

// A list of objects, one for each record; a column that holds nothing is left out.
Result<std::vector<registry::Record>> read_columns(std::string_view json);

// An object from "port/transport" to [name, description]. A port that nobody holds has an empty name.
Result<std::vector<registry::Record>> read_names(std::string_view json);

}  // namespace portolan::bundled
