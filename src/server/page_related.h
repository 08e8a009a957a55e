// SPDX-License-Identifier: Apache-2.0
//
// What stands beside a port or a service on its page: lines to copy, neighbours, what else its holders have.
//
// Thread-safety: free functions.
#pragma once

#include <vector>

#include "server/indexes.h"
#include "server/page_layout.h"

namespace portolan::server {

// The warning that an assignment says nothing sure about traffic.
Markup traffic_warning();
// Lines for configuration files and JSON, to be copied.
Markup copy_section(const Context& context, std::string_view services, std::string_view nftables,
                    const std::vector<RecordView>& records);
// Links to the nearest ports on both sides that are assigned.
Markup neighbours(const Context& context, PortRange ports);
// What the holders of these records have besides them; empty if nothing.
Markup same_holders(const Context& context, const Indexes& indexes, const std::vector<RecordView>& records);

}  // namespace portolan::server
