// SPDX-License-Identifier: Apache-2.0
//
// IANA's XML, the master format: nothing of a registry is lost in it.
//
// Accepted is the subset that IANA uses: UTF-8, no DOCTYPE, no CDATA sections other than plain text, the elements of
// the registry schema. The order of a record's children and the white space between elements carry no meaning and
// are not kept; the writer has one order and one layout, so that a file read and written is byte-equal from then on.
#pragma once

#include <string>
#include <string_view>

#include "formats/format.h"

namespace portolan::formats {

Reading read_xml(std::string_view bytes, const ReadOptions& options);
void write_xml(const registry::Registry& registry, std::string& out);
// One record as it stands in such a file: its element, indented, with a newline behind it.
void write_xml_record(const registry::Record& record, std::string& out);

}  // namespace portolan::formats
