// SPDX-License-Identifier: Apache-2.0
//
// What must hold of whatever a backup was restored from.
//
// Thread-safety: free functions without shared state.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "database/database.h"
#include "ledger/backup.h"

namespace portolan::fuzz {

struct Unpacked {
  std::string content;
  bool whole = false;
};

// As much of what is compressed in a backup file as can be unpacked, up to about `most` bytes. By hand, not with the
// code that is tested.
Unpacked unpack_backup(std::string_view file, std::size_t most);

// Ends the process unless restoring `file` has left a problem with words and an empty database, or a ledger that
// verifies and of which a backup has the same content again.
void check_restored(std::string_view file, const Result<ledger::BackupInfo>& restored,
                    std::unique_ptr<database::Database> database);

}  // namespace portolan::fuzz
