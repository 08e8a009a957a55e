// SPDX-License-Identifier: Apache-2.0
//
// A whole ledger in one portable file (docs/ledger-format.md, "Backup file"), and a ledger from such a file, on any of
// the databases: a backup that is restored elsewhere is also how a ledger moves from SQLite to PostgreSQL or back.
//
// The file holds the events with their exact bytes and the personal data beside them, so it is to be kept as safely as
// the ledger. What was erased after it was taken is in it: erase it again after restoring it.
//
// A restored ledger is the same ledger, with the same origin. Let only one of the two go on: what both append, nobody
// can put together again, and to those who keep checkpoints it looks like a forgery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "database/database.h"
#include "ledger/ledger.h"
#include "portolan/error.h"
#include "proof/merkle.h"

namespace portolan::ledger {

struct BackupInfo {
  std::string origin;
  proof::TreeHead tree;        // over the events that are in it
  std::uint64_t personal = 0;  // how many personal data are in it
  std::uint64_t bytes = 0;     // of the file
};

// Takes the next bytes of the file. What it fails with is what the caller gets.
using Sink = std::function<Result<void>(std::string_view bytes)>;
// Puts the next bytes of the file into the buffer and says how many; 0 only at the end.
using Source = std::function<Result<std::size_t>(std::span<char> buffer)>;

// The ledger as it is at one moment, read in one transaction, while others use it. On SQLite a reader holds up commits
// until it is done, so let `sink` be quick: a local file.
//
// Fails with kDamaged, for what cannot be made again from the events: one is missing or is not what the tree was made
// of; personal data is missing, or is not what was committed to. What has gone to the sink is no backup then. Holds a
// page of events in memory, never all.
Result<BackupInfo> write_backup(Ledger& ledger, const Sink& sink, const Progress& progress = {});

// All or nothing, in one transaction: what is not a whole, unchanged backup leaves the database as it was. Everything
// that follows from events is made from them, and all is verified before it is committed. `progress` is called for
// bringing in the events, for making what follows, and for verifying, each from the first event on. Holds a page of
// events and the registries' states in memory.
//
// Fails with kConflict if there is a ledger in the database, kSyntax for what is no backup, kUnsupported for one of a
// newer program, kDamaged for one that was cut or changed, or that was taken of a ledger that does not verify.
Result<BackupInfo> restore_backup(const Source& source, database::Database& database, const Progress& progress = {});

}  // namespace portolan::ledger
