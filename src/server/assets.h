// SPDX-License-Identifier: Apache-2.0
//
// The files of the web application, which are part of the program.
//
// Thread-safety: constants.
#pragma once

#include <string_view>

namespace portolan::server {

// The address of a file by its plain name: "site.css" is "/assets/site-1a2b3c4d.css". Addresses change with the
// content, so browsers may keep what they name for ever. Empty if there is no such file.
std::string_view asset_address(std::string_view name) noexcept;

}  // namespace portolan::server
