// SPDX-License-Identifier: Apache-2.0
//
// Noticing that a registry changed: a ledger by its version, a file by what the file system says of it.
//
// Thread-safety: a Watch belongs to one thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/view.h"
#include "keeping/place.h"
#include "keeping/wake.h"
#include "ledger/ledger.h"

namespace portolan::keeping {

// What the file system tells of a file that is there: another one in its place, or other content, is another stamp.
struct FileStamp {
  dev_t device = 0;
  ino_t file = 0;
  std::int64_t size = -1;     // negative: there is none
  std::int64_t modified = 0;  // nanoseconds since 1970
  std::int64_t changed = 0;

  bool operator==(const FileStamp&) const noexcept = default;
};
FileStamp stamp_of(const std::string& path) noexcept;

// What is new.
struct News {
  std::shared_ptr<const app::View> view;  // null: the latest state is as it was
  // What is known of the registry in the ledger now; nothing where there is no ledger.
  std::optional<ledger::RegistryInfo> info;
  // What was known of dates of the past does not hold any more: something was imported late.
  bool dates = false;
  // What was known of the past at all does not: somebody was erased from it, or it is another ledger.
  bool past = false;
  bool empty() const noexcept { return !view && !dates && !past; }
};

class Watch {
 public:
  virtual ~Watch() = default;
  // What is new since the last look, and the registry as it was first. Fails where it cannot be seen; then the next
  // look asks the same again.
  virtual Result<News> look() = 0;
  // Waits until it may be worth looking again, for `poll` at most, or until `wake`.
  virtual void wait(std::chrono::milliseconds poll, const Wake& wake) = 0;
};

// A view that takes the place of another says that it was modified now, and later than the one before: programs that
// ask by time alone (`wget -N`) learn of it however old the file or event is that it comes of. Hence `modified`, that
// of the first view.

// Of the registry of that name in a ledger. `info`: what was known of it before the first view was made.
std::unique_ptr<Watch> watch_ledger(Place place, std::string registry, ledger::RegistryInfo info,
                                    std::int64_t modified);
// Of what app::open_source(where) opens. `opened` is the file that it opened, `stamp` what it was like before that.
std::unique_ptr<Watch> watch_file(const std::string& where, const std::string& opened, FileStamp stamp,
                                  std::int64_t modified);

// The state of a moment as servers answer from it. `modified`: 0 is the time of its last event.
Result<std::shared_ptr<const app::View>> make_view(ledger::Ledger& ledger, std::string_view registry,
                                                   const Place& place, const ledger::StateAt& at,
                                                   std::int64_t modified = 0);

}  // namespace portolan::keeping
