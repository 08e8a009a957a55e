// SPDX-License-Identifier: Apache-2.0
//
// The cells of IANA's CSV that hold references: `[Jon_Postel][Jane_Doe]`, `[RFC6335][http://example.org]`.
// Thread-safety: free functions.
#pragma once

#include <string_view>
#include <vector>

#include "portolan/error.h"
#include "registry/text.h"

namespace portolan::formats {

// The parts of "[a][b]" without their brackets; an empty cell has none. Brackets inside a part are kept where they
// pair: "[a [b] c]" has one part. Where they do not, as in "[a [b]", a part ends only before the next or at the end.
// Fails if text stands outside the brackets. The views point into `cell`.
Result<std::vector<std::string_view>> split_brackets(std::string_view cell);

// A column of contacts. Fails also for `[]`: a contact has an id.
Result<registry::References> parse_persons(std::string_view cell);

// A column of documents. The CSV does not say of which kind a reference is; it is told by its text: RFC6335, a draft
// (draft-..., and RFC-... for one that is about to be an RFC), an address, the number of a footnote, or else words.
Result<registry::References> parse_references(std::string_view cell);

}  // namespace portolan::formats
