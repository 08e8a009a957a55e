// SPDX-License-Identifier: Apache-2.0
//
// The tables of one room, made by numbered scripts. Each script is applied once, in a transaction of its own, and never
// changed afterwards; a table notes which ones were. Several rooms can have tables in one database, each with versions
// of its own.
//
// Thread-safety: values; the functions are those of the database.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "database/database.h"
#include "portolan/error.h"

namespace portolan::database {

// All views, which must outlive it: constants of a room.
struct Schema {
  std::string_view versions;                  // the table that notes what was applied: a lower-case name
  std::string_view subject;                   // whose schema it is, for messages: "this ledger has"
  std::span<const std::string_view> scripts;  // the first makes version 1

  std::uint64_t newest() const noexcept { return scripts.size(); }
};

// The version that the database has; 0 if there is nothing of it.
Result<std::uint64_t> version_of(Database& database, const Schema& schema);

// Applies what is missing; several may do so at once. Fails with kUnsupported if the database is newer than the
// program.
Result<void> migrate(Database& database, const Schema& schema);

// The newest version in a database that has nothing of it, inside of a write transaction.
Result<void> make_schema(Database& database, const Schema& schema);

}  // namespace portolan::database
