// SPDX-License-Identifier: Apache-2.0
//
// JSON (RFC 8259): the whole registry, nothing lost. docs/registry.schema.json is its schema and describes every key.
//
// What is written and read again is the same registry, and written once more it is the same bytes. One record and one
// contact stand on one line each, so that line-wise tools show what changed. Strict in reading: unknown and repeated
// keys are problems, since a misspelt key would lose data. Keys that repeat what others say (status, first_port,
// addresses, ...) are for readers of the file; read_json passes over them.
//
// Thread-safety: free functions without shared state.
#pragma once

#include <string>
#include <string_view>

#include "formats/format.h"

namespace portolan::formats {

// Also reads a bare array of record objects; its head is that of set_default_head(). A byte order mark is passed over
// and does not count in columns. Problems name the value by its path ("records[3].port_number") and the place where
// it begins; the document being no JSON is one problem alone.
Reading read_json(std::string_view bytes, const ReadOptions& options);
void write_json(const registry::Registry& registry, std::string& out);

// One record as one JSON object on one line without a newline: the twelve columns under their keys, what makes it
// lossless where they do not, and what is derived from them (first and last port, status, alias links).
void write_json_record(const registry::Record& record, std::string& out);
// One contact likewise.
void write_json_contact(const registry::Contact& contact, std::string& out);
// A JSON string with its quotes. Only what must be is escaped (RFC 8259, section 7). REQUIRES: UTF-8.
void write_json_string(std::string_view text, std::string& out);

}  // namespace portolan::formats
