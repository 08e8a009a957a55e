// SPDX-License-Identifier: Apache-2.0
//
// One request on its way to an answer, and the table of routes.
//
// A route's function is pure translation: it reads the request, asks the rooms below, writes the response. It is called
// first where it must not wait; if it has to (a ledger, a state of the past, a body that is still to be compressed), it
// returns Reply::kWait without having done anything, and is called again where it may.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "app/view.h"
#include "keeping/views.h"
#include "ledger/ledger.h"
#include "net/http.h"
#include "net/uri.h"
#include "portolan/error.h"
#include "server/body.h"

namespace portolan::server {

class Site;

enum class Reply : std::uint8_t {
  kDone,  // the response is there
  kWait,  // call me again where I may wait
};

struct Context {
  const net::Request& request;
  net::Response& response;
  Site& site;
  // The registry that is asked: the latest, or that of `as_of`. Never null.
  std::shared_ptr<const app::View> view;
  bool may_wait = false;
  bool past = false;      // `view` is that of `as_of`
  bool programs = false;  // as in the route
  // What stands in the path where the pattern has {name}, decoded; in its order.
  std::array<std::string, 3> parts;
  net::Parameters query;

  // "2024-07-01", "@1234" as the client wrote it; empty if it asks for the latest.
  std::string_view as_of() const noexcept { return query.value("as_of"); }
  // What a body that is kept was made of: the view, and what is known of the past.
  std::string state_key() const;
};

using Answer = Reply (*)(Context& context);

struct Route {
  net::Method method = net::Method::kGet;  // kGet answers HEAD too
  std::string_view pattern;                // "/api/v1/ports/{port}/{transport}"; {name...} takes the rest, slashes too
  Answer answer = nullptr;
  bool programs = false;  // an answer for programs: errors are problem+json, any origin may read it
};

// A link in the navigation of all pages, for every visitor the same.
struct NavigationEntry {
  std::string_view path;
  std::string_view words;
};

// Every area of the site has its table, in the file of its name.
std::span<const Route> api_routes() noexcept;       // api_*.cpp
std::span<const Route> figure_routes() noexcept;    // figures.cpp: statistics and the port map
std::span<const Route> page_routes() noexcept;      // page_*.cpp
std::span<const Route> download_routes() noexcept;  // downloads.cpp
std::span<const Route> feed_routes() noexcept;      // feeds.cpp
std::span<const Route> asset_routes() noexcept;     // assets.cpp
std::span<const Route> health_routes() noexcept;    // health.cpp

// --- answering

// Bytes made for this request, with an entity tag, in the client's coding; 304 where the client has them.
Reply send(Context& context, std::string_view media_type, std::string bytes);
// The same of the bytes that were written into response.body already: an answer without a copy.
Reply send_written(Context& context, std::string_view media_type);
// A body that is kept.
Reply send(Context& context, std::shared_ptr<const Body> body);
// A body that is the same as long as the view is: made at the first request and kept on the site's shelf. `key` tells
// it from others of the view; `make` fails with an error that is answered as such. Waits where it has to be made.
Reply send_kept(Context& context, std::string_view key, std::string_view media_type,
                const std::function<Result<std::string>()>& make);
// The error in the form that the route's clients read: problem+json (RFC 9457), or a page. `field` of its place is the
// parameter that is wrong.
Reply send_error(Context& context, const Error& error);
Reply send_status(Context& context, unsigned status, std::string_view title, std::string_view detail,
                  std::string_view field = {});
Reply redirect(Context& context, std::string_view location, unsigned status = 308);

// What everybody may read of an error. What a database or the system says of its failures names hosts and files: that
// is for who runs the server, and told where it writes its messages. Lives as long as the error.
std::string_view public_words(const Error& error) noexcept;

// What registry this is and of when, for everybody: not where the server has it from, which is nobody's business but of
// who runs it.
std::string source_words(const app::View& view);

// The HTTP status of an error.
unsigned status_of(ErrorCode code) noexcept;

}  // namespace portolan::server
