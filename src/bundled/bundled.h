// SPDX-License-Identifier: Apache-2.0
//
// The registry inside the program: what answers before any registry was imported.
//
// Thread-safety: constants.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace portolan::bundled {

// A compiled lookup file, for Lookup::from_bytes. It is part of the program: aligned to 64 bytes, read-only, there
// until the process ends, and as trustworthy as the program itself (Lookup::Verify::kNone).
// To link it: the target portolan_bundled_data.
std::span<const std::byte> bundled_registry() noexcept;

// What the bundled registry is, on one line, for wherever the date of the data is shown.
std::string bundled_description();

}  // namespace portolan::bundled
