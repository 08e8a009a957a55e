// SPDX-License-Identifier: Apache-2.0
#include "server/context.h"

namespace portolan::server {

std::span<const Route> page_routes() noexcept { return {}; }

}  // namespace portolan::server
