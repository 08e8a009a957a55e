// SPDX-License-Identifier: Apache-2.0
#include "server/api.h"

#include <array>

namespace portolan::server {
namespace {

// The addresses of docs/openapi.yaml. The one that is asked most comes first.
constexpr std::array kRoutes = {
    Route{.pattern = "/api/v1/ports/{port}/{transport}", .answer = api::ports, .programs = true},
    Route{.pattern = "/api/v1/ports/{port}", .answer = api::ports, .programs = true},
    Route{.pattern = "/api/v1/search", .answer = api::search, .programs = true},
    Route{.pattern = "/api/v1/services/{name...}", .answer = api::service, .programs = true},
    Route{.pattern = "/api/v1/contacts/{id...}", .answer = api::contact, .programs = true},
    Route{.pattern = "/api/v1/records", .answer = api::records, .programs = true},
    Route{.pattern = "/api/v1/records.csv", .answer = api::records_csv, .programs = true},
    Route{.pattern = "/api/v1/availability", .answer = api::availability, .programs = true},
    Route{.pattern = "/api/v1/pick", .answer = api::pick, .programs = true},
    Route{.pattern = "/api/v1/changes", .answer = api::changes, .programs = true},
    Route{.pattern = "/api/v1/diff", .answer = api::difference, .programs = true},
    Route{.pattern = "/api/v1/history/ports/{port}", .answer = api::port_history, .programs = true},
    Route{.pattern = "/api/v1/history/ports/{port}/{transport}", .answer = api::port_history, .programs = true},
    Route{.pattern = "/api/v1/history/services/{name...}", .answer = api::service_history, .programs = true},
    Route{.pattern = "/api/v1/history/contacts/{id...}", .answer = api::contact_history, .programs = true},
    Route{.pattern = "/api/v1/moments", .answer = api::moments, .programs = true},
    Route{.pattern = "/api/v1/registry", .answer = api::registry, .programs = true},
    Route{.pattern = "/api/v1/openapi.yaml", .answer = api::description_yaml, .programs = true},
    Route{.pattern = "/api/v1/openapi.json", .answer = api::description_json, .programs = true},
};

}  // namespace

std::span<const Route> api_routes() noexcept { return kRoutes; }

}  // namespace portolan::server
