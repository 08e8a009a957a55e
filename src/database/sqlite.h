// SPDX-License-Identifier: Apache-2.0
//
// A database in a file, by SQLite. Several processes may share it.
//
// Written so that what was committed is there after a power failure: rollback journal, synchronous=EXTRA (the folder is
// flushed too), no memory mapping. A reader that holds a transaction open holds up the commit of a writer, so reads
// should be short.
//
// If the system fails to flush or write (kIo), the state of the file is unknown until it is opened anew: from then on
// this Database refuses to write, and only reads.
//
// A program must never open the database's file by other means while a Database is open on it: closing such a
// descriptor drops SQLite's locks.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "database/database.h"

namespace portolan::database {

struct SqliteOptions {
  bool read_only = false;                          // the file must be there; nothing is written
  bool create = true;                              // make the file if it is not there, readable by its owner only
  bool wal = false;                                // a write-ahead log; refused where it can lose commits
  std::chrono::milliseconds busy_timeout{10'000};  // how long to wait for somebody else's lock
  std::string vfs = {};                            // the name of a registered SQLite VFS; empty is SQLite's own
};

// Fails with kNotFound, kDamaged (not a database), kUnavailable (locked), kUnsupported (a write-ahead log is asked for,
// or in the file, and this SQLite is older than 3.51.3, whose logs can lose commits) or kIo.
Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, const SqliteOptions& options = {});

// True for versions (as sqlite3_libversion_number() has them) whose write-ahead log is sound. Releases from 3.7.0 to
// 3.51.2 can lose commits or damage the file when two connections use it (https://sqlite.org/wal.html).
bool wal_is_sound(int version) noexcept;

// Pages done, pages of all; false ends the backup.
using BackupProgress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

// A copy of the database as it is at one moment, without stopping those who use it. The copy is written beside `path`,
// flushed, and takes the place of whatever is there only when it is whole. Not inside of a write transaction.
// Fails with kUnsupported if `database` is not from open_sqlite, kConflict if a journal lies beside `path` (the
// database there is in use, or was not closed), kInvalidArgument if `path` is the database itself or `progress` ended
// it, kIo, kUnavailable.
Result<void> backup_to(Database& database, const std::string& path, const BackupProgress& progress = {});

}  // namespace portolan::database
