// SPDX-License-Identifier: Apache-2.0
#include "server/pages.h"

#include <array>

namespace portolan::server {
namespace {

// What people cut an address down to.
Reply all_records(Context& context) { return redirect(context, "/records"); }

constexpr std::array kRoutes = {
    Route{.pattern = "/", .answer = home_page},
    Route{.pattern = "/search", .answer = search_page},
    Route{.pattern = "/ports/{port}", .answer = port_page},
    Route{.pattern = "/ports/{port}/{transport}", .answer = port_page},
    Route{.pattern = "/services/{name}", .answer = service_page},
    Route{.pattern = "/contacts/{id}", .answer = contact_page},
    Route{.pattern = "/records", .answer = records_page},
    Route{.pattern = "/ports", .answer = all_records},
    Route{.pattern = "/services", .answer = all_records},
    Route{.pattern = "/changes", .answer = changes_page},
    Route{.pattern = "/diff", .answer = diff_page},
    Route{.pattern = "/pick", .answer = pick_page},
    Route{.pattern = "/api", .answer = api_page},
    Route{.pattern = "/about", .answer = about_page},
};

}  // namespace

std::span<const Route> page_routes() noexcept { return kRoutes; }

}  // namespace portolan::server
