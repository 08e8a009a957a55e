// SPDX-License-Identifier: Apache-2.0
//
// Where a ledger lies, and opening it.
//
// Thread-safety: free functions; they read the environment.
#pragma once

#include <memory>
#include <string>

#include "ledger/ledger.h"
#include "portolan/error.h"

namespace portolan::keeping {

// A folder with ledger.sqlite, or a PostgreSQL database.
struct Place {
  std::string folder;    // empty: `address` is it
  std::string address;   // postgresql://...
  std::string registry;  // of those that the ledger holds; empty: nobody named one

  bool is_folder() const noexcept { return address.empty(); }
  // The ledger's file, and the lookup file of its latest state.
  std::string ledger_file() const { return folder + "/ledger.sqlite"; }
  std::string lookup_file() const { return folder + "/registry.lookup"; }
  std::string key_file() const { return folder + "/checkpoint.key"; }
  // For people. Without a password.
  std::string words() const;
};

// What `--registry` names, with the name of a registry behind a '#'. If it is empty: the first of the folders of
// app::installed_lookups() that holds a ledger, or else, for writing, the first of them.
Place place_of(const std::string& where);

// The database of a place, whatever is in it.
Result<std::unique_ptr<database::Database>> open_database(const Place& place, bool create);

// Opens the ledger; kCreate makes its folder too. Fails with kNotFound if there is none.
Result<ledger::Ledger> open_ledger(const Place& place, ledger::Mode mode);

// The registry of a ledger that is meant: the one that is named, or the only one, or IANA's. Fails with kNotFound.
Result<std::string> registry_in(ledger::Ledger& ledger, std::string_view name = {});

}  // namespace portolan::keeping
