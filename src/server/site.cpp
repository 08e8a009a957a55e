// SPDX-License-Identifier: Apache-2.0
#include "server/site.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/moment.h"
#include "keeping/asking.h"

namespace portolan::server {
namespace {

constexpr std::size_t kShelfBytes = std::size_t{64} << 20U;

// The path without slashes behind its last word; empty if there are none. Never one that begins with two: that would
// lead to another host.
std::string_view without_end(std::string_view path) {
  if (!path.ends_with('/') || path.find("//") != path.npos) return {};
  return path.substr(0, path.size() - 1);
}

// What every answer says to a browser (spec of CSP: what the pages need is their own origin, and nothing inline). With
// a Referrer-Policy of no-referrer a browser would send "Origin: null" with this site's own forms (Fetch standard,
// "append a request Origin header"), which are then refused as those of another site.
constexpr std::string_view kCommon =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";
constexpr std::string_view kSecure = "Strict-Transport-Security: max-age=31536000\r\n";
constexpr std::string_view kAnyOrigin =
    "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: ETag, Portolan-Position, Link\r\n";

const std::string& secure_common() {
  static const std::string both = std::string(kCommon) + std::string(kSecure);
  return both;
}

// A browser asks so before it lets a page of another origin send what is not plain (Fetch standard, CORS preflight).
Reply answer_preflight(net::Response& response, std::string_view methods) {
  response.status = 204;
  response.add("Access-Control-Allow-Methods", methods);
  response.add("Access-Control-Allow-Headers", "Accept, If-None-Match");
  response.add("Access-Control-Max-Age", "86400");
  return Reply::kDone;
}

std::vector<std::span<const Route>> added_routes(const Area* area) {
  return area == nullptr ? std::vector<std::span<const Route>>() : area->routes();
}

}  // namespace

Site::Site(keeping::Views& views, SiteSettings settings)
    : views_(views), settings_(std::move(settings)), routes_(added_routes(settings_.area)), shelf_(kShelfBytes) {
  hearer_ = views_.tell([this] { publications_.prepare(views_.current()); });
}

Site::~Site() { views_.be_silent(hearer_); }

std::string_view Site::common_headers(bool secure) const noexcept { return secure ? secure_common() : kCommon; }

bool Site::answer(const net::Request& request, net::Response& response) {
  return run(request, response, false) == Reply::kDone;
}

void Site::answer_slowly(const net::Request& request, net::Response& response) { run(request, response, true); }

Reply Site::run(const net::Request& request, net::Response& response, bool may_wait) {
  response.headers += common_headers(request.secure);
  Found found = routes_.find(request.method, request.path);
  auto query = net::Parameters::parse(request.query);
  Context context{.request = request,
                  .response = response,
                  .site = *this,
                  .view = views_.current(),
                  .may_wait = may_wait,
                  .programs = found.programs || (found.route == nullptr && request.path.starts_with("/api/")),
                  .parts = std::move(found.parts),
                  .query = query ? std::move(*query) : net::Parameters()};
  if (context.programs) response.headers += kAnyOrigin;
  if (found.broken || !query)
    return send_status(context, 400, "The address cannot be read", "Its percent-encoding is broken, or is no UTF-8");
  if (found.route != nullptr) return run_route(context, *found.route);
  if (const auto path = without_end(request.path); !path.empty() && routes_.find(request.method, path).route != nullptr)
    return redirect(context, request.query.empty() ? std::string(path) : fmt::format("{}?{}", path, request.query));
  if (!found.other_method) return send_status(context, 404, "Not found", "There is nothing at this address");
  if (found.programs) found.allowed += ", OPTIONS";
  response.add("Allow", found.allowed);
  if (found.programs && request.method == net::Method::kOptions) return answer_preflight(response, found.allowed);
  return send_status(context, 405, "Not for this address", fmt::format("This address takes {} only", found.allowed));
}

Reply Site::run_route(Context& context, const Route& route) {
  if (!context.as_of().empty()) {
    const auto moment = keeping::parse_moment(context.as_of());
    if (!moment)
      return send_status(context, 400, "The request makes no sense", fmt::format("as_of takes {}", app::kMomentWords),
                         "as_of");
    auto known = views_.known(*moment);
    if (!known && !context.may_wait) return Reply::kWait;
    auto view = known ? Result<std::shared_ptr<const app::View>>(std::move(known)) : views_.at(*moment);
    if (!view) return send_error(context, view.error());
    context.view = std::move(*view);
    context.past = true;
  }
  if (context.view->position() != 0)
    context.response.add("Portolan-Position", fmt::format(FMT_COMPILE("{}"), context.view->position()));
  return route.answer(context);
}

}  // namespace portolan::server
