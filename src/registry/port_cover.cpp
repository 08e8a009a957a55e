// SPDX-License-Identifier: Apache-2.0
#include "registry/port_cover.h"

#include <numeric>
#include <utility>

namespace portolan::registry {
namespace {

constexpr std::uint32_t kPorts = 65536;

}  // namespace

PortCover::PortCover() {
  for (Line& line : lines_) {
    line.free.resize(kPorts + 1);
    std::iota(line.free.begin(), line.free.end(), 0U);
    line.record.resize(kPorts);
  }
}

std::uint32_t PortCover::next_free(Line& line, std::uint32_t port) {
  std::uint32_t end = port;
  while (line.free[end] != end) end = line.free[end];
  // The way there is shortened, or a thousand repeated ranges would each walk it.
  while (line.free[port] != port) port = std::exchange(line.free[port], end);
  return end;
}

void PortCover::add(PortRange range, Transports transports, std::size_t record) {
  for (const Transport transport : kAllTransports) {
    if (!transports.contains(transport)) continue;
    Line& line = lines_[static_cast<std::size_t>(transport)];
    for (std::uint32_t port = next_free(line, range.first); port <= range.last; port = next_free(line, port)) {
      line.record[port] = static_cast<std::uint32_t>(record);
      line.free[port] = port + 1;
    }
  }
}

void PortCover::finish() {
  for (Line& line : lines_) {
    line.taken.assign(kPorts + 1, kPorts);
    for (std::uint32_t port = kPorts; port-- > 0;)
      line.taken[port] = line.free[port] == port ? line.taken[port + 1] : port;
  }
}

std::optional<std::size_t> PortCover::find(PortRange range, Transports transports) const {
  std::uint32_t lowest = kPorts;
  std::optional<std::size_t> record;
  for (const Transport transport : kAllTransports) {
    const Line& line = lines_[static_cast<std::size_t>(transport)];
    const std::uint32_t port = line.taken[range.first];
    if (!transports.contains(transport) || port > range.last || port >= lowest) continue;
    lowest = port;
    record = line.record[port];
  }
  return record;
}

}  // namespace portolan::registry
