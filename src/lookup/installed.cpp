// SPDX-License-Identifier: Apache-2.0
//
// Where the registry lies that was installed with the library.
#include "portolan/portolan.h"

#ifndef PORTOLAN_REGISTRY_PATH
#error "the build gives the place of the installed registry"
#endif

#ifdef PORTOLAN_DATA_FROM_LIBRARY

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <climits>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>

namespace {

// Without a destructor, so that the answer is good until the library is gone, also while a process ends.
using Path = std::array<char, PATH_MAX>;

// The folder of data that belongs to the folder of the library; empty if there is none.
std::string data_beside_library() {
  static const char anchor = 0;
  Dl_info library{};
  if (::dladdr(&anchor, &library) == 0 || library.dli_fname == nullptr) return {};
  const std::string_view file = library.dli_fname;
  const std::string folder(file.substr(0, file.rfind('/') + 1));
  std::error_code error;
  return std::filesystem::canonical(folder + PORTOLAN_DATA_FROM_LIBRARY, error).string();
}

// All zero if no registry lies there.
Path registry_beside_library() noexcept {
  Path path{};
  try {
    const std::string found = data_beside_library() + "/registry.lookup";
    std::error_code error;
    if (found.size() < path.size() && std::filesystem::exists(found, error)) std::ranges::copy(found, path.begin());
  } catch (const std::bad_alloc&) {
    return {};
  }
  return path;
}

}  // namespace

extern "C" const char* portolan_registry_path(void) {
  static const Path path = registry_beside_library();
  return path[0] == '\0' ? PORTOLAN_REGISTRY_PATH : path.data();
}

#else  // A static library has no place of its own.

extern "C" const char* portolan_registry_path(void) { return PORTOLAN_REGISTRY_PATH; }

#endif
