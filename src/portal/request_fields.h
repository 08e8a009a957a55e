// SPDX-License-Identifier: Apache-2.0
//
// A request as forms, addresses and JSON write it: the same names of fields everywhere, those of docs/openapi.yaml.
//
// Thread-safety: pure functions.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/uri.h"
#include "procedures/application.h"
#include "procedures/checks.h"
#include "procedures/policy.h"

namespace portolan::portal {

// The value of a field; empty where it is not there. Several transports have commas between them.
using FieldOf = std::function<std::string(std::string_view name)>;
FieldOf fields_of(const net::Parameters& parameters);

// Fails with what is wrong with the fields themselves; what is asked is not checked.
std::expected<procedures::Request, std::vector<procedures::Violation>> read_request(const procedures::Policy& policy,
                                                                                    const FieldOf& field);

// "assignment", "de-assignment", ...
std::optional<procedures::Kind> kind_named(std::string_view word) noexcept;

}  // namespace portolan::portal
