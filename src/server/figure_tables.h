// SPDX-License-Identifier: Apache-2.0
//
// Tables of figures and lists, row by row.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/html.h"

namespace portolan::server {

class Table {
 public:
  struct Column {
    std::string_view name;
    bool number = false;
  };

  Table(std::string_view caption, std::vector<Column> columns);

  // The first cell is the row's heading. REQUIRES: as many cells as columns.
  void add(const std::vector<Markup>& cells);
  bool empty() const noexcept { return rows_.empty(); }
  // The table in a region that scrolls sideways where the window is too narrow.
  Markup scrolling() const;

 private:
  std::string caption_;
  std::vector<Column> columns_;
  Markup rows_;
};

// Folded away under a summary; nothing where there is nothing.
Markup folded(std::string_view summary, const Markup& content);

}  // namespace portolan::server
