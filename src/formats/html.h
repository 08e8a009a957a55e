// SPDX-License-Identifier: Apache-2.0
//
// One self-contained, accessible HTML page with the content and the anchors of IANA's; it needs no script.
#pragma once

#include <string>

#include "formats/format.h"

namespace portolan::formats {

void write_html(const registry::Registry& registry, std::string& out);

}  // namespace portolan::formats
