// SPDX-License-Identifier: Apache-2.0
//
// The files of the web application, which are part of the program.
//
// Thread-safety: constants.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace portolan::server {

// The address of a file by its plain name: "site.css" is "/assets/site-1a2b3c4d.css". Addresses change with the
// content, so browsers may keep what they name for ever. Empty if there is no such file.
std::string_view asset_address(std::string_view name) noexcept;

// The addresses of the modules that "main.js" cannot begin without. A page that names them (<link rel="modulepreload">)
// has them fetched together with it, not after it.
std::span<const std::string> asset_preloads() noexcept;

}  // namespace portolan::server
