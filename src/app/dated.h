// SPDX-License-Identifier: Apache-2.0
//
// What the records themselves say of when something happened to them. It is less than a ledger knows: of all changes
// of a record only the last has a date, and what is gone left none.
//
// Thread-safety: free functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "portolan/lookup.h"

namespace portolan::app {

enum class DatedWhat : std::uint8_t { kRegistered, kModified, kDeassigned };
// "registered", "modified", "de-assigned".
std::string_view to_string(DatedWhat what) noexcept;

struct Dated {
  Date date;
  DatedWhat what = DatedWhat::kRegistered;
  RecordView record;
};

// Newest first; of one date in registry order. A month without a day is as late as its last day. A modification on the
// day of the registration, or of the de-assignment, is none of its own.
std::vector<Dated> dated(std::span<const RecordView> records);
// Of the whole registry the newest, at most about `most`: of the last date all.
std::vector<Dated> newest(const Lookup& lookup, std::size_t most);

// The last day that a date can mean: "2019-02" is 2019-02-28. REQUIRES: not empty.
Date last_day(Date date) noexcept;
// A time as RFC 3339 has it, for what knows days only: the beginning of its last day, "2019-02-28T00:00:00Z".
// REQUIRES: not empty.
std::string timestamp(Date date);

}  // namespace portolan::app
