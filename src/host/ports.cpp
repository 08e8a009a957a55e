// SPDX-License-Identifier: Apache-2.0
#include "host/ports.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "host/processes.h"
#include "host/sockets.h"

namespace portolan::host {
namespace {

namespace fs = std::filesystem;

// Lists of sockets. Linux always has tcp and udp; the others come and go with their protocol.
struct List {
  std::string_view file;
  Transport transport;
  bool always;
};
constexpr std::array<List, 5> kLists = {{{"net/tcp", Transport::kTcp, true},
                                         {"net/tcp6", Transport::kTcp, false},
                                         {"net/udp", Transport::kUdp, true},
                                         {"net/udp6", Transport::kUdp, false},
                                         {"net/sctp/eps", Transport::kSctp, false}}};

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

std::optional<std::uint16_t> port_of(std::string_view digits) noexcept {
  std::uint16_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

std::optional<PortRange> range_of(std::string_view first_digits, std::string_view last_digits) noexcept {
  const auto first = port_of(first_digits);
  const auto last = port_of(last_digits);
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{*first, *last};
}

std::string why() { return std::generic_category().message(errno == 0 ? EIO : errno); }

// The first line of a file, or why there is none.
Result<std::string> first_line(const fs::path& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::kIo, why());
  std::string line;
  std::getline(in, line);
  if (in.bad()) return fail(ErrorCode::kIo, why());
  return line;
}

template <class Value>
Result<Value> read_value(const fs::path& path, Result<Value> (*parse)(std::string_view)) {
  const auto line = first_line(path);
  return line ? parse(*line) : std::unexpected(line.error());
}

void read_ephemeral(const fs::path& proc, PortFacts& out) {
  const fs::path path = proc / "sys/net/ipv4/ip_local_port_range";
  const auto range = read_value(path, parse_port_range);
  if (range) {
    out.facts.ephemeral = *range;
    out.facts.ephemeral_known = true;
    out.ephemeral_from = path.native();
  } else {
    out.unknown.push_back(fmt::format("{}: {}: the ephemeral range {}, Linux's default, is assumed", path.native(),
                                      range.error().message, to_string(out.facts.ephemeral)));
  }
}

void read_reserved(const fs::path& proc, PortFacts& out) {
  const fs::path path = proc / "sys/net/ipv4/ip_local_reserved_ports";
  auto ranges = read_value(path, parse_reserved_ports);
  if (ranges)
    out.facts.reserved_from_ephemeral = std::move(*ranges);
  else
    out.unknown.push_back(fmt::format("{}: {}: no port is taken to be left out of the ephemeral range", path.native(),
                                      ranges.error().message));
}

void read_list(const fs::path& proc, const List& list, std::vector<Socket>& sockets, PortFacts& out) {
  const fs::path path = proc / list.file;
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in && errno == ENOENT && !list.always) return;
  Sockets read;
  if (in) read = list.transport == Transport::kSctp ? parse_sctp_endpoints(in) : parse_inet(in, list.transport);
  std::ranges::move(read.listening, std::back_inserter(sockets));
  out.malformed += read.malformed;
  if (in.bad() || !in.eof())
    out.unknown.push_back(
        fmt::format("{}: {}: listeners on {} may be missing", path.native(), why(), to_string(list.transport)));
}

void add_listeners(const fs::path& proc, Processes processes, std::vector<Socket> sockets, PortFacts& out) {
  std::unordered_set<std::uint64_t> inodes;
  if (processes == Processes::kName)
    for (const Socket& socket : sockets) inodes.insert(socket.inode);
  const auto owners = socket_owners(proc, std::move(inodes));
  auto& listeners = out.facts.listeners;
  for (Socket& socket : sockets) {
    if (const auto owner = owners.find(socket.inode); owner != owners.end()) socket.listener.process = owner->second;
    listeners.push_back(std::move(socket.listener));
  }
  std::ranges::sort(listeners);
  const auto repeated = std::ranges::unique(listeners);
  listeners.erase(repeated.begin(), repeated.end());
}

}  // namespace

Result<PortRange> parse_port_range(std::string_view text) {
  const std::string_view line = trimmed(text);
  const std::size_t blank = line.find_first_of(" \t");
  const auto range =
      blank == std::string_view::npos ? std::nullopt : range_of(line.substr(0, blank), trimmed(line.substr(blank)));
  if (!range) return fail(ErrorCode::kInvalidValue, "not two ports, the lower one first");
  return *range;
}

Result<std::vector<PortRange>> parse_reserved_ports(std::string_view text) {
  std::vector<PortRange> out;
  std::string_view rest = trimmed(text);
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view item = rest.substr(0, comma);
    const std::size_t hyphen = item.find('-');
    const auto range = hyphen == std::string_view::npos ? range_of(item, item)
                                                        : range_of(item.substr(0, hyphen), item.substr(hyphen + 1));
    if (!range || comma == rest.size() - 1)
      return fail(ErrorCode::kInvalidValue, "not a list of ports and ranges with commas between them");
    out.push_back(*range);
    rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
  }
  return out;
}

PortFacts read_port_facts(const fs::path& proc, Processes processes) {
  PortFacts out;
  read_ephemeral(proc, out);
  read_reserved(proc, out);
  std::vector<Socket> sockets;
  for (const List& list : kLists) read_list(proc, list, sockets, out);
  add_listeners(proc, processes, std::move(sockets), out);
  return out;
}

}  // namespace portolan::host
