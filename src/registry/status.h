// SPDX-License-Identifier: Apache-2.0
//
// What a record says about its port or name. The registry has no status column; this is the one place where the
// words of descriptions and notes become a Status.
#pragma once

#include "portolan/types.h"
#include "registry/record.h"

namespace portolan::registry {

struct RecordStatus {
  Status status = Status::kAssigned;
  Date since;            // of a de-assignment, where the record gives its date
  bool removed = false;  // de-assigned, and the record's word for it is "removed"

  bool operator==(const RecordStatus&) const = default;
};

RecordStatus status_of(const Record& record);

// In words: "assigned", "de-assigned on 2019-10-30", "removed on 2014-05-23", "historic".
std::string to_string(const RecordStatus& status);

// A port that no record covers (RFC 6335, section 6): unassigned, or of the range that is never assigned.
std::string_view uncovered_words(std::uint16_t port) noexcept;

}  // namespace portolan::registry
