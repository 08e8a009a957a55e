// SPDX-License-Identifier: Apache-2.0
//
// JSON: the whole registry, nothing lost. docs/registry.schema.json is its schema.
#pragma once

#include <string>
#include <string_view>

#include "formats/format.h"
#include "registry/alias.h"

namespace portolan::formats {

Reading read_json(std::string_view bytes, const ReadOptions& options);
void write_json(const registry::Registry& registry, std::string& out);

// One record as one JSON object on one line without a newline: the twelve columns and what is derived from them
// (first and last port, status in words, alias links).
void write_json_record(const registry::Record& record, std::string& out);
// One contact likewise.
void write_json_contact(const registry::Contact& contact, std::string& out);
// A JSON string with its quotes. REQUIRES: UTF-8.
void write_json_string(std::string_view text, std::string& out);

}  // namespace portolan::formats
