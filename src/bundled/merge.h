// SPDX-License-Identifier: Apache-2.0
//
// Two packages become one registry.
//
// The older one (packages.h: kColumns) has all columns of every record; the newer one (kNames) has one name for each
// port and transport, empty where nobody holds it, and leaves out ranges and names without a port. Its one name is the
// last of several, often an alias, so it says that a port is held and by whom among others, never by whom alone:
//
// - A name that both have at a port and transport confirms all names that the older one has there. They stay as they
//   are, but the newer one's description of the name that it has replaces the older one's.
// - Where the newer one has a name that the older one has not, or says that nobody holds the port, the older one's
//   records there are retired and the newer one's word takes their place.
// - Where the newer one says nothing, the older one's records stay.
// - A record about several ports or transports loses those of which the newer one says something else.
// - A port that is unassigned on all transports needs no record, since what no record covers is unassigned (RFC 6335,
//   section 6). So a record that says this of a range gives up every port of which any other record speaks.
//
// Records are ordered by port, those without one last.
#pragma once

#include <string_view>

#include "portolan/error.h"
#include "registry/registry.h"

namespace portolan::bundled {

// Takes the packages' JSON. Fails with kSyntax where one has another layout than the version of packages.h, and as
// formats::read_csv does where a value breaks a rule. Thread-safety: a pure function.
Result<registry::Registry> merge(std::string_view columns_json, std::string_view names_json);

}  // namespace portolan::bundled
