// SPDX-License-Identifier: Apache-2.0
//
// A table of services for people. On a terminal it has a header, is wrapped to the width and takes its remarks along;
// in a pipe each line is one service, never wrapped, for awk and grep.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace portolan::cli {

enum class Style : std::uint8_t { kPlain, kBold, kDim };
// The text between the terminal's codes for that style, if `colour`.
std::string styled(std::string_view text, Style style, bool colour);

struct TableLine {
  std::string name;
  std::string ports;
  std::string transports;
  std::string description;
  std::vector<std::string> remarks;  // each on lines of its own, below
};

struct TableLook {
  bool header = false;
  bool colour = false;
  std::size_t width = 0;  // 0: nothing is wrapped
};

// Takes any text: what a terminal would obey is replaced.
void write_table(std::span<const TableLine> lines, const TableLook& look, std::string& out);

}  // namespace portolan::cli
