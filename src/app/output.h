// SPDX-License-Identifier: Apache-2.0
//
// Writing files so that a reader sees the old content or the new one, never a part.
#pragma once

#include <string>
#include <string_view>

#include "portolan/error.h"

namespace portolan::app {

// Writes the bytes to a temporary file in the same folder and renames it over `path`; what replaces an old file is
// flushed to the disk first. A new
// file gets its permissions from the umask, a replaced one keeps its own; a symbolic link stays and its target is
// replaced. What is no regular file (a pipe, a device) is written to as it is, and so is "-", standard output. After a
// failure (kIo) `path` is as it was and the temporary file is gone.
Result<void> write_file(const std::string& path, std::string_view bytes);

// All the bytes to an open descriptor. Fails with kIo; Error::message is the system's.
Result<void> write_all(int descriptor, std::string_view bytes, const std::string& name);

}  // namespace portolan::app
