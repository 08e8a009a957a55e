// SPDX-License-Identifier: Apache-2.0
#include "server/route_table.h"

#include <algorithm>
#include <utility>

namespace portolan::server {
namespace {

using net::Method;

bool is_part(std::string_view word) { return word.data() == nullptr; }

bool takes(const Route& route, Method method) {
  return route.method == method || (route.method == Method::kGet && method == Method::kHead);
}

}  // namespace

RouteTable::RouteTable(std::span<const std::span<const Route>> added) {
  const std::array own = {api_routes(),  figure_routes(), page_routes(),  download_routes(),
                          feed_routes(), asset_routes(),  health_routes()};
  for (const std::span<const Route> table : own)
    for (const Route& route : table) patterns_.push_back(cut(route));
  for (const std::span<const Route> table : added)
    for (const Route& route : table) patterns_.push_back(cut(route));
}

RouteTable::Pattern RouteTable::cut(const Route& route) {
  Pattern pattern{&route, {}, false};
  std::string_view left = route.pattern.substr(1);
  for (;;) {
    const std::string_view word = left.substr(0, left.find('/'));
    pattern.rest = word.ends_with("...}");
    pattern.words.push_back(word.starts_with('{') ? std::string_view() : word);
    if (word.size() == left.size()) return pattern;
    left.remove_prefix(word.size() + 1);
  }
}

bool RouteTable::fits(const Pattern& pattern, std::string_view path, std::array<std::string_view, 3>& parts) {
  std::size_t part = 0;
  std::string_view left = path.substr(1);
  for (std::size_t i = 0; i < pattern.words.size(); ++i) {
    const bool last = i + 1 == pattern.words.size();
    const bool whole = last && pattern.rest;
    const std::string_view word = whole ? left : left.substr(0, left.find('/'));
    if (is_part(pattern.words[i]) ? word.empty() : word != pattern.words[i]) return false;
    if (is_part(pattern.words[i])) parts[part++] = word;
    if (last) return word.size() == left.size();
    if (word.size() == left.size()) return false;
    left.remove_prefix(word.size() + 1);
  }
  return false;
}

Found RouteTable::find(Method method, std::string_view path) const {
  Found found;
  std::array<std::string_view, 3> parts;
  for (const Pattern& pattern : patterns_) {
    if (!fits(pattern, path, parts)) continue;
    if (takes(*pattern.route, method)) {
      found.route = pattern.route;
      found.other_method = false;
      found.programs = pattern.route->programs;
      for (std::size_t i = 0; i < parts.size(); ++i) {
        auto decoded = net::decode_segment(parts[i]);
        found.broken = found.broken || !decoded;
        if (decoded) found.parts[i] = std::move(*decoded);
      }
      return found;
    }
    found.other_method = true;
    found.programs = found.programs || pattern.route->programs;
    if (!found.allowed.empty()) found.allowed += ", ";
    found.allowed += pattern.route->method == Method::kGet ? "GET, HEAD" : net::to_string(pattern.route->method);
  }
  return found;
}

}  // namespace portolan::server
