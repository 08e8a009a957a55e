// SPDX-License-Identifier: Apache-2.0
//
// docs/openapi.yaml inside the program, as it is and as JSON.
//
// Thread-safety: constants, which live as long as the program.
#pragma once

#include <string_view>

namespace portolan::server {

std::string_view description_yaml() noexcept;
std::string_view description_json() noexcept;

}  // namespace portolan::server
