// SPDX-License-Identifier: Apache-2.0
//
// Records as people think of them: a service has a name, a port and several transports, where the registry has a record
// for each transport.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "portolan/lookup.h"
#include "portolan/types.h"

namespace portolan::app {

// Records that differ in their transport only; for one without a name, also the description must be the same.
struct Row {
  std::vector<RecordView> records;  // never empty

  const RecordView& first() const { return records.front(); }
};

// In the order of each row's first record.
std::vector<Row> join_rows(std::span<const RecordView> records);

// The columns as a table shows them. "-" stands for nothing, "any" for a port on all transports.
std::string name_cell(const Row& row);
std::string ports_cell(const Row& row);
std::string transports_cell(const Row& row);
// On one line, without the sentence about a replaced name, which a table says in its own words.
std::string description_cell(const Row& row);

// What the description does not already say of the state: "de-assigned on 2019-10-30", "historic alias of
// encrypted-admin", "unassigned, may be requested"; empty for an ordinary assignment.
std::string status_words(const Row& row);

// What one should know besides: how large a range is, names it replaces, service code, unauthorized use, and its
// notes, which can be a page long: only their beginning unless they are wanted whole.
std::vector<std::string> remarks(const Row& row, bool whole_notes);
// Everything else that the registry says: assignee, contact, dates, reference.
std::vector<std::string> particulars(const Row& row, const Lookup& lookup);

}  // namespace portolan::app
