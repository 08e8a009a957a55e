// SPDX-License-Identifier: Apache-2.0
//
// The pages of figures: statistics, and the port map.
//
// Thread-safety: pure functions.
#pragma once

#include <vector>

#include "app/statistics.h"
#include "registry/registry.h"
#include "server/page_layout.h"

namespace portolan::server {

Page statistics_page(const Context& context, const app::Statistics& statistics);
Page map_page(const Context& context, const registry::Registry& registry);

}  // namespace portolan::server
