// SPDX-License-Identifier: Apache-2.0
//
// The order of lines is the smallest one, by port and transport, in which each name's first line comes first. Being
// the smallest makes it stable: a file read back asks for what its own order already fulfils, so that it is again the
// smallest.
#include <functional>
#include <queue>

#include "formats/services_lines.h"

namespace portolan::formats {
namespace {

using Order = std::vector<std::uint32_t>;

// Which lines wait for a line, and for how many each one waits.
class Waiting {
 public:
  explicit Waiting(const ServiceLines& table) : after_(table.lines.size()), open_(table.lines.size()) {
    for (std::uint32_t line = 0; line < table.lines.size(); ++line)
      for (const NameOnLine& on : table.lines[line].names) add_name(*on.name, table.lines[line].transport, line);
  }

  // Lines that are in a circle, or wait for one, are missing from the result.
  Order order() {
    std::priority_queue<std::uint32_t, Order, std::greater<>> free;
    for (std::uint32_t line = 0; line < open_.size(); ++line)
      if (open_[line] == 0) free.push(line);
    Order placed;
    placed.reserve(open_.size());
    while (!free.empty()) {
      placed.push_back(free.top());
      free.pop();
      for (const std::uint32_t line : after_[placed.back()])
        if (--open_[line] == 0) free.push(line);
    }
    return placed;
  }

 private:
  void add_name(const LineName& name, Transport transport, std::uint32_t line) {
    const std::uint32_t first = name.first_line[static_cast<std::size_t>(transport)];
    if (first != line) return wait(line, first);
    if (name.first_over_all && name.first_of_all() != line) wait(line, name.first_of_all());
  }

  void wait(std::uint32_t line, std::uint32_t first) {
    after_[first].push_back(line);
    ++open_[line];
  }

  std::vector<Order> after_;
  Order open_;
};

std::vector<bool> missing_from(const Order& placed, std::size_t lines) {
  std::vector<bool> missing(lines, true);
  for (const std::uint32_t line : placed) missing[line] = false;
  return missing;
}

void give_up_first_over_all(ServiceLines& table, const std::vector<bool>& stuck) {
  for (std::size_t line = 0; line < table.lines.size(); ++line)
    if (stuck[line])
      for (const NameOnLine& on : table.lines[line].names) on.name->first_over_all = false;
}

bool is_first_line(const ServiceLine& line, std::uint32_t number) {
  const auto slot = static_cast<std::size_t>(line.transport);
  for (const NameOnLine& on : line.names)
    if (on.name->first_line[slot] == number) return true;
  return false;
}

// Each circle goes down from a higher line to a lower one somewhere. A line that nobody waits for is in no circle and
// keeps its names, so none loses all of them.
void cut_circles(ServiceLines& table, const std::vector<bool>& stuck) {
  for (std::uint32_t number = 0; number < table.lines.size(); ++number) {
    ServiceLine& line = table.lines[number];
    if (!stuck[number] || !is_first_line(line, number)) continue;
    std::erase_if(line.names, [&](const NameOnLine& on) {
      const std::uint32_t first = on.name->first_line[static_cast<std::size_t>(line.transport)];
      return first > number && stuck[first];
    });
  }
}

}  // namespace

std::vector<std::uint32_t> order_lines(ServiceLines& table) {
  const std::size_t lines = table.lines.size();
  Order placed = Waiting(table).order();
  if (placed.size() == lines) return placed;
  give_up_first_over_all(table, missing_from(placed, lines));
  placed = Waiting(table).order();
  if (placed.size() == lines) return placed;
  cut_circles(table, missing_from(placed, lines));
  return Waiting(table).order();
}

}  // namespace portolan::formats
