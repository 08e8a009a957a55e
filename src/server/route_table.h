// SPDX-License-Identifier: Apache-2.0
//
// Which route a path has.
//
// Thread-safety: immutable.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/context.h"

namespace portolan::server {

struct Found {
  const Route* route = nullptr;      // null: no such path
  bool other_method = false;         // there is such a path, but not for this method
  std::string allowed;               // then: those that it has, "GET, HEAD"
  std::array<std::string, 3> parts;  // what stands in the path, decoded
  bool broken = false;               // a part cannot be decoded
  bool programs = false;             // as in the route; with other_method, as in one for another method
};

class RouteTable {
 public:
  // The site's own, and those that are added to them. All must live as long as this.
  explicit RouteTable(std::span<const std::span<const Route>> added = {});

  Found find(net::Method method, std::string_view path) const;

 private:
  // A route's pattern, cut at its slashes. A word that points nowhere stands for a part.
  struct Pattern {
    const Route* route = nullptr;
    std::vector<std::string_view> words;
    bool rest = false;  // the last part takes all that is left
  };
  static Pattern cut(const Route& route);
  static bool fits(const Pattern& pattern, std::string_view path, std::array<std::string_view, 3>& parts);

  std::vector<Pattern> patterns_;
};

}  // namespace portolan::server
