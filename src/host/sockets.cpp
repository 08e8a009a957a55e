// SPDX-License-Identifier: Apache-2.0
#include "host/sockets.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace portolan::host {
namespace {

// States of a socket, the same numbers for all transports (include/net/tcp_states.h of Linux).
constexpr unsigned kListen = 0x0A;
constexpr unsigned kClosed = 0x07;

template <class Number>
std::optional<Number> number(std::string_view digits, int base) noexcept {
  Number value{};
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, value, base);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  std::vector<std::string_view> out;
  for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const std::size_t end = line.find_first_of(kBlanks, at);
    out.push_back(line.substr(at, end == std::string_view::npos ? end : end - at));
    at = end == std::string_view::npos ? end : line.find_first_not_of(kBlanks, end);
  }
  return out;
}

// "0100007F" as "127.0.0.1". Each word holds an address in network order, printed as a number of the host.
std::optional<std::string> address_of(std::string_view digits) {
  if (digits.size() != 8 && digits.size() != 32) return std::nullopt;
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i * 8 < digits.size(); ++i) {
    const auto word = number<std::uint32_t>(digits.substr(i * 8, 8), 16);
    if (!word) return std::nullopt;
    words[i] = *word;
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = digits.size() == 8 ? AF_INET : AF_INET6;
  if (inet_ntop(family, words.data(), text.data(), text.size()) == nullptr) return std::nullopt;
  return text.data();
}

// Adds what a line says; false if it has not the form.
bool add_inet(std::string_view line, Transport transport, std::vector<Socket>& out) {
  const auto words = words_of(line);
  if (words.size() < 10) return false;
  const std::size_t colon = words[1].find(':');
  if (colon == std::string_view::npos) return false;
  auto address = address_of(words[1].substr(0, colon));
  const auto port = number<std::uint16_t>(words[1].substr(colon + 1), 16);
  const auto state = number<unsigned>(words[3], 16);
  const auto inode = number<std::uint64_t>(words[9], 10);
  if (!address || !port || !state || !inode) return false;
  const unsigned open = transport == Transport::kUdp ? kClosed : kListen;
  if (*state == open && *port != 0)
    out.push_back({.listener = {.port = *port, .transport = transport, .address = std::move(*address), .process = {}},
                   .inode = *inode});
  return true;
}

// The kernel writes IPv6 addresses in full here; the usual short form is the same address.
std::optional<std::string> short_address(std::string_view written) {
  const std::string copy(written);
  std::array<std::byte, sizeof(in6_addr)> address{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = copy.contains(':') ? AF_INET6 : AF_INET;
  if (inet_pton(family, copy.c_str(), address.data()) != 1) return std::nullopt;
  if (inet_ntop(family, address.data(), text.data(), text.size()) == nullptr) return std::nullopt;
  return text.data();
}

bool add_sctp(std::string_view line, std::vector<Socket>& out) {
  const auto words = words_of(line);
  if (words.size() < 8) return false;
  const auto state = number<unsigned>(words[3], 10);
  const auto port = number<std::uint16_t>(words[5], 10);
  const auto inode = number<std::uint64_t>(words[7], 10);
  if (!state || !port || !inode) return false;
  if (*state != kListen || *port == 0) return true;
  std::vector<Socket> found;
  for (std::size_t i = 8; i < words.size(); ++i) {
    auto address = short_address(words[i]);
    if (!address) return false;
    found.push_back(
        {.listener = {.port = *port, .transport = Transport::kSctp, .address = std::move(*address), .process = {}},
         .inode = *inode});
  }
  // An endpoint without an address of its own takes what comes to any.
  if (found.empty()) found.push_back({.listener = {*port, Transport::kSctp, "*", {}}, .inode = *inode});
  std::ranges::move(found, std::back_inserter(out));
  return true;
}

// The first line of each list is its header.
template <class Add>
Sockets parse(std::istream& list, Add add) {
  Sockets out;
  std::string line;
  if (!std::getline(list, line)) return out;
  while (std::getline(list, line))
    if (!line.empty() && !add(std::string_view(line), out.listening)) ++out.malformed;
  return out;
}

}  // namespace

Sockets parse_inet(std::istream& list, Transport transport) {
  return parse(list, [transport](std::string_view line, auto& out) { return add_inet(line, transport, out); });
}

Sockets parse_sctp_endpoints(std::istream& list) {
  return parse(list, [](std::string_view line, auto& out) { return add_sctp(line, out); });
}

}  // namespace portolan::host
