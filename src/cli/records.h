// SPDX-License-Identifier: Apache-2.0
//
// Printing records in the format of --format. The same for every command that finds some.
#pragma once

#include <span>
#include <vector>

#include "app/rows.h"
#include "cli/invocation.h"
#include "cli/table.h"

namespace portolan::cli {

// How much a table says below a line.
enum class Remarks : std::uint8_t {
  kStatus,  // only what the record is, if it is no ordinary assignment: for long lists
  kUsual,
};
// A row as a line of the table: with remarks on a terminal, without in a pipe, with everything for --details.
TableLine line_of(const app::Row& row, Remarks amount, const Invocation& invocation, const Lookup& lookup);
// The table as the terminal, or the lack of one, wants it.
void print_table(std::span<const TableLine> lines, const Invocation& invocation);
// In every format but the table. Fails with kDamaged; nothing is printed then.
Result<void> print_records(std::span<const RecordView> records, const Invocation& invocation);

}  // namespace portolan::cli
