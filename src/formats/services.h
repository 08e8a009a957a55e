// SPDX-License-Identifier: Apache-2.0
//
// services(5), the file that getservbyname(3) and getservbyport(3) read:
//
//     name port/transport alias...  # description
//
// Written: a line per port and transport that has a name. The first name in registry order is the name, all others
// are aliases; a well-formed name comes before the historic one that it replaces. A named range has a line for each
// of its ports, a named port without a transport one for tcp and one for udp. The comment is the description of the
// record that gives the line its name, on one line. Names with blanks or '#' are left out: the file cannot hold them.
//
// Order of lines: by port, then by transport. But getservbyname takes the first line that has the name, as name or as
// alias, with case. So the line of a name's first port in registry order comes before all other lines of that name:
// for each transport, and also over all transports, as a caller that names none sees it. Where names claim this
// against each other, the promise over all transports is given up for the names concerned; and where two ports of
// one transport still claim to be before each other, the lower one goes without the name that has its first port
// later.
//
// Read: each name and each alias is a record. CRLF and LF end a line; '/' or ',' stands between port and transport,
// since the BSD readers take both. What was written reads back to a registry that gives the same lines; the date in
// the head comment is not read.
//
// Thread-safety: free functions.
#pragma once

#include <string>
#include <string_view>

#include "formats/format.h"

namespace portolan::formats {

Reading read_services(std::string_view bytes, const ReadOptions& options);
// REQUIRES: named ranges that can be written out: each port of them costs a line.
void write_services(const registry::Registry& registry, std::string& out);

// The registry with the names of `local` laid over it, for write_services: the records of `local` that have a name
// and a port, then those of the registry. So on a port and transport that both name, the local names come first, in
// local order, and the registry's remain as aliases; a local name that the registry has on another port is found on
// the local one. A registry record with the name (with case), ports and transport of a local one is left out; its
// description stays, for the local names of that port that have none.
registry::Registry merge_services(const registry::Registry& registry, const registry::Registry& local);

}  // namespace portolan::formats
