// SPDX-License-Identifier: Apache-2.0
#include "formats/json_place.h"

#include <algorithm>

namespace portolan::formats::json {
namespace {

// `at` is the opening quote; the result is behind the closing one.
std::size_t skip_string(std::string_view bytes, std::size_t at) {
  for (++at; at < bytes.size() && bytes[at] != '"'; ++at)
    if (bytes[at] == '\\') ++at;
  return at + 1;
}

// A number or a word; a container is one byte, since what it holds are tokens of their own.
std::size_t skip_token(std::string_view bytes, std::size_t at) {
  if (bytes[at] == '"') return skip_string(bytes, at);
  if (bytes[at] == '{' || bytes[at] == '[') return at + 1;
  return bytes.find_first_of(" \t\r\n,:]}", at);
}

}  // namespace

Position position_of(std::string_view bytes, std::size_t offset) {
  const std::string_view before = bytes.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  return {.line = 1 + static_cast<std::uint64_t>(std::ranges::count(before, '\n')),
          .column = newline == std::string_view::npos ? before.size() + 1 : before.size() - newline};
}

std::vector<Position> positions_of(std::string_view bytes, std::span<const std::size_t> tokens) {
  constexpr std::string_view kBetween = " \t\r,:]}";
  std::vector<Position> found;
  found.reserve(tokens.size());
  std::uint64_t line = 1;
  std::size_t line_begin = 0;
  std::size_t token = 0;
  for (std::size_t at = 0; at < bytes.size() && found.size() < tokens.size();) {
    if (bytes[at] == '\n') {
      ++line;
      line_begin = ++at;
    } else if (kBetween.contains(bytes[at])) {
      ++at;
    } else {
      while (found.size() < tokens.size() && tokens[found.size()] == token)
        found.push_back({.line = line, .column = at - line_begin + 1});
      ++token;
      at = skip_token(bytes, at);
    }
  }
  found.resize(tokens.size(), {.line = line, .column = bytes.size() - std::min(line_begin, bytes.size()) + 1});
  return found;
}

}  // namespace portolan::formats::json
