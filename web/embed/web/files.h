// SPDX-License-Identifier: Apache-2.0
//
// The built files of the web application, inside the program.
//
// Thread-safety: constants.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace portolan::web {

struct WebFile {
  std::string_view file;  // "main-1a2b3c4d5e.js": changes with the content
  // "main.js", for what pages ask for; empty for what other files load by themselves. The same as `file`: it keeps its
  // name whatever its content, and lies at the root of the site.
  std::string_view name;
  std::string_view media_type;
  std::string_view bytes;
  bool preloaded;  // "main.js" cannot begin without it
};

std::span<const WebFile> files() noexcept;

}  // namespace portolan::web
