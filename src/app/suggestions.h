// SPDX-License-Identifier: Apache-2.0
//
// What to say to a question for a name that nobody has.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/query.h"

namespace portolan::app {

// The registered names that are nearest to one that is not registered; at most five.
std::vector<std::string> similar_names(const Lookup& lookup, std::string_view name);
// Why a query for a name finds nothing: it is registered for other transports, or not at all; with similar names.
std::string not_found_words(const Lookup& lookup, const Query& query);

}  // namespace portolan::app
