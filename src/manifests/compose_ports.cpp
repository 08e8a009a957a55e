// SPDX-License-Identifier: Apache-2.0
#include "manifests/compose_ports.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <utility>

#include "manifests/findings.h"
#include "manifests/variables.h"

namespace portolan::manifests {
namespace {

// Takes what is behind the last `separator` away from `text`, but not inside of [IPv6]; nothing if there is none.
std::optional<std::string_view> cut_last(std::string_view& text, char separator) noexcept {
  const std::size_t at = text.rfind(separator);
  if (at == text.npos || (text.ends_with(']') && at > text.rfind('['))) return std::nullopt;
  const std::string_view last = text.substr(at + 1);
  text = text.substr(0, at);
  return last;
}

// The words of a short form whose variables are put in. Any text has them.
LongPort split(std::string_view text) noexcept {
  LongPort words;
  words.transport = cut_last(text, '/').value_or(std::string_view());
  const auto container = cut_last(text, ':');
  words.container = container.value_or(text);
  if (!container) return words;
  const auto host = cut_last(text, ':');
  words.host = host.value_or(text);
  if (host) words.address = text;
  return words;
}

std::string unset_words(std::string_view variable) {
  return fmt::format("it is that of ${}, which has no default", shown(variable));
}

bool is_address(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

Result<void> read_address(std::string_view words, Published& out) {
  out.unset_address = unset_in(words);
  if (!out.unset_address.empty() || words.empty()) return {};
  const bool brackets = words.size() > 2 && words.starts_with('[') && words.ends_with(']');
  out.address = brackets ? words.substr(1, words.size() - 2) : words;
  if (is_address(out.address)) return {};
  return fail(ErrorCode::kInvalidValue, fmt::format("'{}' is no IP address of the host", shown(words)));
}

Result<void> read_transport(std::string_view words, Published& out) {
  const std::string_view unset = unset_in(words);
  if (!unset.empty()) out.why_not = "its transport is not known: " + unset_words(unset);
  if (!unset.empty() || words.empty()) return {};
  const auto transport = parse_transport(words);
  if (!transport || *transport == Transport::kDccp)
    return fail(ErrorCode::kInvalidValue, fmt::format("unknown transport '{}': it is tcp, udp or sctp", shown(words)));
  out.transport = *transport;
  return {};
}

Result<void> read_container(std::string_view words, Published& out) {
  if (!unset_in(words).empty()) return {};
  const auto ports = parse_used_ports(words);
  if (!ports) return std::unexpected(ports.error());
  out.container = *ports;
  return {};
}

Result<void> read_host(std::string_view words, Published& out) {
  const std::string_view unset = unset_in(words);
  if (!unset.empty())
    out.why_not = "its port on the host is not known: " + unset_words(unset);
  else if (words.empty() || words == "0")
    out.why_not = "it has no fixed port on the host: Docker chooses one";
  if (!out.why_not.empty()) return {};
  const auto ports = parse_used_ports(words);
  if (!ports) return std::unexpected(ports.error());
  out.host = *ports;
  return {};
}

// Ranges are published port by port; only for one port may there be several to choose from.
Result<void> check_sizes(Published& out) {
  if (!out.host || out.container.first == 0) return {};
  const auto [host, container] = std::pair(out.host->size(), out.container.size());
  out.one_of_them = container == 1 && host > 1;
  if (host == container || out.one_of_them) return {};
  return fail(ErrorCode::kInvalidValue, fmt::format("{} are {} ports and {} are {}: ranges have the same size",
                                                    to_string(*out.host), host, to_string(out.container), container));
}

Result<Published> publish(const LongPort& words) {
  Published out;
  const auto steps = {std::pair(&read_address, words.address), std::pair(&read_transport, words.transport),
                      std::pair(&read_container, words.container), std::pair(&read_host, words.host)};
  for (const auto& [read, word] : steps)
    if (const auto done = read(word, out); !done) return std::unexpected(done.error());
  if (!out.why_not.empty()) out.host.reset();
  if (const auto same = check_sizes(out); !same) return std::unexpected(same.error());
  return out;
}

}  // namespace

Result<Published> publish_short(std::string_view text) {
  const auto expanded = expand(text);
  if (!expanded) return std::unexpected(expanded.error());
  const LongPort words = split(*expanded);
  // A variable alone may be all of it.
  const std::string_view unset = unset_in(words.container);
  if (words.host.empty() && !unset.empty()) {
    Published out;
    out.why_not = "its port is not known: " + unset_words(unset);
    return out;
  }
  return publish(words);
}

Result<Published> publish_long(const LongPort& words) {
  std::array<std::string, 4> texts;
  const std::array parts = {words.address, words.host, words.container, words.transport};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto expanded = expand(parts[i]);
    if (!expanded) return std::unexpected(expanded.error());
    texts[i] = std::move(*expanded);
  }
  return publish({texts[0], texts[1], texts[2], texts[3]});
}

}  // namespace portolan::manifests
