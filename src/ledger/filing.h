// SPDX-License-Identifier: Apache-2.0
//
// What is noted beside the events so that they are found again, for verifying: where subjects occur, which documents
// were imported, where applications stand, which keys were used, and how far each registry is. All of it follows from
// the events.
//
// Thread-safety: one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "database/database.h"
#include "events/event.h"
#include "portolan/error.h"

namespace portolan::ledger {

class Filing {
 public:
  struct Misfiled {
    std::uint64_t position = 0;  // of the event that is not found, or the end
    std::string what;
  };

  // An event of the registry with this number in the tables.
  void add(std::uint64_t registry, std::uint64_t position, const events::Event& event);
  // The first of each kind that is not as the events say. `end` is one more than the position of the last event.
  Result<std::vector<Misfiled>> compare(database::Database& database, std::uint64_t end);

 private:
  struct Subject {
    std::uint64_t registry = 0;
    std::string name;
    std::int64_t first_port = 0;
    std::int64_t last_port = 0;
    std::uint64_t record = 0;
    std::uint64_t position = 0;
    auto key() const { return std::tie(registry, name, first_port, last_port, record); }
  };
  struct Registry {
    std::int64_t effective = 0;
    std::uint64_t next_record = 1;
    std::uint64_t next_contact = 1;
    std::uint64_t next_application = 1;
    std::uint64_t position = 0;  // of its last event
  };

  Result<void> compare_subjects(database::Database& database, std::uint64_t end, std::vector<Misfiled>& out);
  Result<void> compare_documents(database::Database& database, std::uint64_t end, std::vector<Misfiled>& out) const;
  Result<void> compare_applications(database::Database& database, std::uint64_t end, std::vector<Misfiled>& out) const;
  Result<void> compare_keys(database::Database& database, std::uint64_t end, std::vector<Misfiled>& out) const;
  Result<void> compare_registries(database::Database& database, std::uint64_t end, std::vector<Misfiled>& out) const;

  std::vector<Subject> subjects_;
  std::map<std::pair<std::uint64_t, events::Digest>, std::uint64_t> documents_;
  std::map<std::uint64_t, Registry> registries_;
  struct Application {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t submitted = 0;
    std::uint64_t changed = 0;
    std::uint64_t steps = 0;
    events::Standing standing;
    bool operator==(const Application&) const = default;
  };
  std::map<std::pair<std::uint64_t, std::uint64_t>, Application> applications_;                // by registry and number
  std::map<std::tuple<std::uint64_t, std::string, std::string>, std::uint64_t> request_keys_;  // positions
};

}  // namespace portolan::ledger
