// SPDX-License-Identifier: Apache-2.0
//
// services(5), the file that getservbyname(3) and getservbyport(3) read.
//
// Written: a line per port and transport, the first name in registry order as the name, all others as aliases. Read:
// each name and alias is a record. A local file merged in wins over the registry.
#pragma once

#include <string>
#include <string_view>

#include "formats/format.h"

namespace portolan::formats {

Reading read_services(std::string_view bytes, const ReadOptions& options);
void write_services(const registry::Registry& registry, std::string& out);

// The registry with the names of `local` laid over it: where both name a port and transport, the local names come
// first and the registry's remain as aliases; a local name that the registry gives another port takes the local one.
registry::Registry merge_services(const registry::Registry& registry, const registry::Registry& local);

}  // namespace portolan::formats
