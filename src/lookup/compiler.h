// SPDX-License-Identifier: Apache-2.0
//
// Registry to lookup file and back. The file holds the registry whole: decompile(compile(r)) == r. The same registry
// gives the same bytes everywhere.
#pragma once

#include <string>

#include "portolan/lookup.h"
#include "registry/registry.h"

namespace portolan::lookup {

// The bytes of a lookup file. Fails with kLimit if a part is too large for the format (2^28 records, 16 GiB).
Result<std::string> compile(const registry::Registry& registry);

// The registry that a lookup file was made from. Fails with kDamaged.
Result<registry::Registry> decompile(const Lookup& lookup);

// True if bytes begin like a lookup file.
bool is_lookup_file(std::string_view bytes) noexcept;

// One record, without reading the rest. REQUIRES: view.valid().
Result<registry::Record> record_of(RecordView view);

}  // namespace portolan::lookup
