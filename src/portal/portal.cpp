// SPDX-License-Identifier: Apache-2.0
#include "portal/portal.h"

#include <array>

#include "portal/routes.h"

namespace portolan::portal {
namespace {

using net::Method;
using server::NavigationEntry;
using server::Route;

constexpr std::array kPages = {
    Route{.pattern = "/sign-in", .answer = page<sign_in_page>},
    Route{.method = Method::kPost, .pattern = "/sign-in", .answer = form<sign_in>},
    Route{.method = Method::kPost, .pattern = "/sign-in/code", .answer = form<give_code>},
    Route{.method = Method::kPost, .pattern = "/sign-out", .answer = form<sign_out>},
    Route{.pattern = "/new-password/{secret}", .answer = page<new_password_page>},
    Route{.method = Method::kPost, .pattern = "/new-password/{secret}", .answer = form<new_password>},
    Route{.pattern = "/invitation/{secret}", .answer = page<invitation_page>},
    Route{.method = Method::kPost, .pattern = "/invitation/{secret}", .answer = form<accept_invitation>},
    Route{.pattern = "/applications", .answer = page<applications_page>},
    Route{.pattern = "/applications/{number}", .answer = page<application_page>},
    Route{.method = Method::kPost, .pattern = "/applications/{number}", .answer = form<act_on_application>},
    Route{.pattern = "/apply", .answer = page<apply_page>},
    Route{.method = Method::kPost, .pattern = "/apply", .answer = form<submit_application>},
    Route{.pattern = "/desk", .answer = page<desk_page>},
    Route{.pattern = "/account", .answer = page<account_page>},
    Route{.method = Method::kPost, .pattern = "/account", .answer = form<change_account>},
    Route{.pattern = "/people", .answer = page<people_page>},
    Route{.method = Method::kPost, .pattern = "/people", .answer = form<change_people>},
    Route{.pattern = "/audit", .answer = page<audit_page>},
};

constexpr std::array kApi = {
    Route{.pattern = "/api/v1/applications", .answer = api_applications, .programs = true},
    Route{.method = Method::kPost, .pattern = "/api/v1/applications", .answer = api_submit, .programs = true},
    Route{.pattern = "/api/v1/applications/{number}", .answer = api_application, .programs = true},
    Route{
        .method = Method::kPost, .pattern = "/api/v1/applications/{number}/{act}", .answer = api_act, .programs = true},
    Route{.method = Method::kPost, .pattern = "/api/v1/claims", .answer = api_claim, .programs = true},
    Route{.pattern = "/api/v1/check", .answer = api_check, .programs = true},
    Route{.pattern = "/api/v1/me", .answer = api_me, .programs = true},
};

constexpr std::array kNavigation = {
    NavigationEntry{"/applications", "Applications"},
    NavigationEntry{"/apply", "Apply"},
    NavigationEntry{"/desk", "My desk"},
};

}  // namespace

std::vector<std::span<const Route>> Portal::all_routes() { return {kPages, kApi}; }

std::span<const NavigationEntry> Portal::navigation() const noexcept { return kNavigation; }

}  // namespace portolan::portal
