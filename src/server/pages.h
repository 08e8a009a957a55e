// SPDX-License-Identifier: Apache-2.0
//
// The functions of the pages, one per file page_NAME.cpp; pages.cpp has their table.
//
// Thread-safety: called by several threads at once.
#pragma once

#include "server/context.h"

namespace portolan::server {

Reply home_page(Context& context);
Reply search_page(Context& context);
Reply port_page(Context& context);
Reply service_page(Context& context);
Reply contact_page(Context& context);
Reply records_page(Context& context);
Reply changes_page(Context& context);
Reply diff_page(Context& context);
Reply pick_page(Context& context);
Reply api_page(Context& context);
Reply about_page(Context& context);

}  // namespace portolan::server
