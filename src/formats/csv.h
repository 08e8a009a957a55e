// SPDX-License-Identifier: Apache-2.0
//
// IANA's CSV (RFC 4180): the twelve columns, derived from the XML. It holds no head, no footnotes and no contact
// table, and texts lose their markup: what is read back is the registry as far as the format can hold it.
//
// Read: rows end in CRLF or LF, a byte order mark is skipped, CRLF inside a quoted field is a line break. The header
// must be the twelve columns; files before 2016 call the eleventh `Known Unauthorized Uses`. Everything else that
// breaks RFC 4180 is a problem, never a guess. A problem's field is the title of its column.
//
// Written: rows end in CRLF, line breaks inside a field are LF, and a field is quoted only if it holds a comma, a
// quote, CR or LF.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "formats/format.h"

namespace portolan::formats {

// One pass over the bytes. An Assignee column that is empty or repeats the Contact column is taken as not stated.
Reading read_csv(std::string_view bytes, const ReadOptions& options);
// Byte for byte what IANA publishes for the same registry.
void write_csv(const registry::Registry& registry, std::string& out);
// What programs read is what was registered. A spreadsheet takes a cell that begins with = + - @, TAB or CR for a
// formula, which may run commands: for it such a cell begins with an apostrophe, which it does not show.
enum class CsvFor : std::uint8_t { kPrograms, kSpreadsheets };
// The same of some records and columns, in the order that is given; no columns: all.
void write_csv(std::span<const registry::Record> records, std::span<const registry::Column> columns, std::string& out,
               CsvFor reader = CsvFor::kPrograms);

}  // namespace portolan::formats
