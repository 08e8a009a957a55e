// SPDX-License-Identifier: Apache-2.0
//
// A difference between two registries as JSON, for programs.
//
// One object: `from` and `to` (dates or null), `summary` (the sentence, and how many records and contacts changed in
// each way), `changes` (a record each: `kind`, `before` and `after` as record objects or null, `changed` column keys),
// `contacts` likewise, `head`.
//
// Thread-safety: a pure function.
#pragma once

#include <string>

#include "registry/difference.h"

namespace portolan::app {

// Appends the object on one line without a newline. Unlike the words of difference_text.h it counts records, so that
// the numbers are those of `changes`, and it leaves nothing out.
void write_difference_json(const registry::Difference& difference, std::string& out);

}  // namespace portolan::app
