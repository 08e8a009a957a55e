// SPDX-License-Identifier: Apache-2.0
//
// One attempt to download a document.
#pragma once

#include <chrono>
#include <expected>
#include <string_view>

#include "fetch/failure.h"
#include "fetch/fetch.h"

namespace portolan::fetch {

// Asks once, redirects included, for at most `time`. The request has been checked. fetch.h has the rules.
std::expected<Answer, Failure> transfer(const Request& request, const OnProgress& progress,
                                        std::chrono::milliseconds time);

// Cannot stand in a header: a line break would begin another one.
bool has_control(std::string_view text);

}  // namespace portolan::fetch
