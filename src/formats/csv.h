// SPDX-License-Identifier: Apache-2.0
//
// IANA's CSV (RFC 4180): the twelve columns, derived from the XML. It holds no head, no footnotes and no contact
// table, and texts lose their markup: what is read back is the registry as far as the format can hold it.
#pragma once

#include <string>
#include <string_view>

#include "formats/format.h"

namespace portolan::formats {

Reading read_csv(std::string_view bytes, const ReadOptions& options);
// Byte for byte what IANA publishes for the same registry.
void write_csv(const registry::Registry& registry, std::string& out);

}  // namespace portolan::formats
