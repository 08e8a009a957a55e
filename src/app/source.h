// SPDX-License-Identifier: Apache-2.0
//
// The registry in use: the one that was named, or the one installed on this machine, or the one inside the program.
//
// Thread-safety: opening reads the environment; what is opened can be read from any number of threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/document.h"
#include "portolan/lookup.h"

namespace portolan::app {

struct Source {
  enum class Origin : std::uint8_t {
    kNamed,      // the caller named it
    kInstalled,  // found in a data directory
    kBundled,    // inside the program
  };

  Origin origin = Origin::kBundled;
  std::string where;                         // its file; empty for kBundled
  std::unique_ptr<const std::string> bytes;  // what `lookup` points into, where that is no mapped file
  Lookup lookup;
};

// `where` is a lookup file, a directory that holds registry.lookup, a document in any readable format, or "-". A
// document is compiled in memory. If `where` is empty it is the first of installed_lookups() that is there and may be
// read, else the bundled registry. Fails with everything that is wrong with a named one; an installed file that is
// damaged is a failure too, since the older answer from inside the program would be a wrong one.
Outcome<Source> open_source(const std::string& where, const formats::Limits& limits = {});

// True for the address of a PostgreSQL database, where a ledger may be: nothing that open_source takes.
bool is_database(std::string_view where) noexcept;

// "./ports#harbour": one of several registries of a ledger. What stands before the last '#', and the name behind it,
// which is empty where there is none, or where a file or folder is called so.
struct Named {
  std::string_view where;
  std::string_view registry;
};
Named split_registry(std::string_view where);
// True for what only a ledger answers: a database, or a registry that is named.
bool asks_a_ledger(std::string_view where);

// Where a registry can be installed, in the order in which it is looked for: $PORTOLAN_DATA, else
// $XDG_DATA_HOME/portolan or ~/.local/share/portolan, and /var/lib/portolan; each with registry.lookup.
std::vector<std::string> installed_lookups();

// "registry of 2026-08-17, from a.xml", or what the bundled one is, for people who ask how old an answer is.
std::string description(const Source& source);

}  // namespace portolan::app
