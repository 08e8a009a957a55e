// SPDX-License-Identifier: Apache-2.0
//
// The two public packages that the bundled registry is made from, and of when their data is. packaging/bundled pins
// the same versions by hash; a test holds the two against each other.
#pragma once

#include <string_view>

#include "portolan/types.h"

namespace portolan::bundled {

struct Package {
  std::string_view name;
  std::string_view version;
  Date date;  // of the data: day or month
};

// All twelve columns of every record.
inline constexpr Package kColumns = {"service-names-port-numbers", "2.0.0", {2015, 7, 0}};
// One name per port and transport; the date is that of its publication.
inline constexpr Package kNames = {"port-numbers", "8.0.35", {2026, 9, 17}};

}  // namespace portolan::bundled
