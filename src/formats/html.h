// SPDX-License-Identifier: Apache-2.0
//
// One self-contained, accessible HTML page with the content and the anchors of IANA's; it needs no script.
//
// The page is HTML5 and well-formed XML at once, asks the network for nothing (and forbids itself to), and follows the
// reader's choice of light or dark. Other formats of the same registry are linked beside it: ID.csv, ID.xml, ID.txt.
#pragma once

#include <string>
#include <string_view>

#include "formats/format.h"

namespace portolan::formats {

// The page's Content-Security-Policy: its own style, told by its hash, and nothing else that is loaded, run or sent.
inline constexpr std::string_view kHtmlPolicy =
    "default-src 'none'; style-src 'sha256-A02s7Rh8M3EPh63i8N8qWzMNhz9g2f2cY4H/8mE3iXs='; base-uri 'none'; form-action "
    "'none'";

void write_html(const registry::Registry& registry, std::string& out);

}  // namespace portolan::formats
