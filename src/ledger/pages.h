// SPDX-License-Identifier: Apache-2.0
//
// All events with what is kept beside them, page by page: for those who read a whole ledger and write between, which
// the function that takes the rows of a query must not.
//
// Thread-safety: that of the database. Take all pages inside of one transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "database/database.h"
#include "ledger/derived.h"
#include "portolan/error.h"
#include "proof/hash.h"

namespace portolan::ledger {

// A page ends with so many events or bytes, whichever comes first.
inline constexpr std::uint64_t kPageEvents = 1024;
inline constexpr std::size_t kPageBytes = std::size_t{4} << 20U;

struct StoredPersonal {
  std::uint64_t registry = 0;
  std::uint64_t contact = 0;
  std::uint64_t application = 0;
  std::string id;
  events::Personal personal;
};

struct StoredEvent {
  std::uint64_t position = 0;
  EventColumns columns;  // as they are kept, right or wrong
  std::string bytes;
  std::optional<proof::Hash> leaf;  // the same; nothing if it is no hash
  std::optional<StoredPersonal> personal;
};

class EventPages {
 public:
  explicit EventPages(database::Database& database) : database_(database) {}

  // The next events, in the order of their positions; none at the end. kDamaged where one is missing.
  Result<std::vector<StoredEvent>> next();

 private:
  Result<void> read_events(std::vector<StoredEvent>& page);
  Result<void> read_personal(std::vector<StoredEvent>& page);

  database::Database& database_;
  std::uint64_t next_ = 0;
};

}  // namespace portolan::ledger
