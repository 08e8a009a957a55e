// SPDX-License-Identifier: Apache-2.0
#include "server/assets.h"

#include "server/context.h"

namespace portolan::server {

std::string_view asset_address(std::string_view) noexcept { return {}; }

std::span<const Route> asset_routes() noexcept { return {}; }

}  // namespace portolan::server
