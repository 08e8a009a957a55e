// SPDX-License-Identifier: Apache-2.0
//
// One self-contained, accessible HTML page with the content and the anchors of IANA's; it needs no script.
//
// The page is HTML5 and well-formed XML at once, asks the network for nothing (and forbids itself to), and follows the
// reader's choice of light or dark. Other formats of the same registry are linked beside it: ID.csv, ID.xml, ID.txt.
#pragma once

#include <string>

#include "formats/format.h"

namespace portolan::formats {

void write_html(const registry::Registry& registry, std::string& out);

}  // namespace portolan::formats
