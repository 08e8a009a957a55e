// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "app/port_map.h"
#include "app/statistics.h"
#include "app/statistics_json.h"
#include "server/context.h"
#include "server/figure_pages.h"

namespace portolan::server {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kHtml = "text/html; charset=utf-8";

// What `write` makes of the whole registry, kept.
template <class Write>
Reply send_of_registry(Context& context, std::string_view key, std::string_view media_type, Write write) {
  return send_kept(context, key, media_type, [&]() -> Result<std::string> {
    const auto registry = context.view->registry();
    if (!registry) return std::unexpected(registry.error());
    return write(*registry);
  });
}

Reply statistics_json(Context& context) {
  return send_of_registry(context, "statistics", kJson, [](const registry::Registry& registry) {
    std::string out;
    app::write_statistics_json(app::statistics_of(registry), out);
    return out += '\n';
  });
}

Reply map_json(Context& context) {
  return send_of_registry(context, "map", kJson, [](const registry::Registry& registry) {
    std::string out;
    app::write_port_map_json(app::port_map_of(registry), out);
    return out += '\n';
  });
}

// A page is kept for everybody, so nothing of one client's address may be in it but the date that it asks for.
template <class Make>
Reply send_kept_page(Context& context, std::string_view name, Make make) {
  const std::string as_of(context.as_of());
  context.query = as_of.empty() ? net::Parameters() : net::Parameters::parse("as_of=" + net::encode_uri(as_of)).value();
  const std::string key = fmt::format("page {} {}", name, as_of);
  return send_of_registry(context, key, kHtml,
                          [&](const registry::Registry& registry) { return page_document(context, make(registry)); });
}

Reply statistics(Context& context) {
  return send_kept_page(context, "statistics", [&](const registry::Registry& registry) {
    return statistics_page(context, app::statistics_of(registry));
  });
}

Reply map(Context& context) {
  return send_kept_page(context, "map",
                        [&](const registry::Registry& registry) { return map_page(context, registry); });
}

constexpr std::array kRoutes = {
    Route{.pattern = "/api/v1/statistics", .answer = statistics_json, .programs = true},
    Route{.pattern = "/api/v1/map", .answer = map_json, .programs = true},
    Route{.pattern = "/statistics", .answer = statistics},
    Route{.pattern = "/map", .answer = map},
};

}  // namespace

std::span<const Route> figure_routes() noexcept { return kRoutes; }

}  // namespace portolan::server
