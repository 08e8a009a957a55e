// SPDX-License-Identifier: Apache-2.0
//
// Texts and references in JSON. A text is its published form, a string; where that does not give back the same text,
// a second key beside it, named <key>_markup, holds the nodes: strings, {"break":true}, {"reference":{...}} and
// {"paragraph":[...]}.
//
// Thread-safety: free functions; a Walk belongs to one thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "formats/json_walk.h"
#include "registry/text.h"

namespace portolan::formats::json {

// {"type":"rfc","data":"rfc6335"}; parts that are not there are left out.
void write_reference(const registry::Reference& reference, std::string& out);
// The elements of a list of references, each with `before` in front of it. Where `persons_as_ids` is set, a person
// without shown text and section is just the contact's id.
void write_references(const registry::References& references, bool persons_as_ids, std::string_view before,
                      std::string& out);
// `,"<key>_markup":[...]`, or nothing if the published form says it all.
void write_markup(std::string_view key, const registry::RichText& text, std::string_view published, std::string& out);

// An array of references. An element that is a string is a person, where `persons_as_ids` is set.
registry::References read_references(Walk& walk, const Value& array, bool persons_as_ids);
// The text of the members `text` and `markup`. The markup wins; a published form that disagrees is a problem.
registry::RichText read_text(Walk& walk, const Members& members, std::size_t text, std::size_t markup);

}  // namespace portolan::formats::json
