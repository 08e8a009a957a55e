// SPDX-License-Identifier: Apache-2.0
//
// The whole site: finds the route of a request, gives it the registry it asks for, sends what comes of it.
//
// Thread-safety: as net::Handler.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keeping/views.h"
#include "net/http.h"
#include "net/metrics.h"
#include "server/context.h"
#include "server/publication.h"
#include "server/route_table.h"
#include "server/shelf.h"

namespace portolan::server {

// A part of the site that another room adds. Its routes find it through their context.
//
// Thread-safety: as Site.
class Area {
 public:
  Area() = default;
  virtual ~Area() = default;
  Area(const Area&) = delete;
  Area& operator=(const Area&) = delete;

  // Constant, and alive as long as the area.
  virtual std::vector<std::span<const Route>> routes() const = 0;
  virtual std::span<const NavigationEntry> navigation() const noexcept = 0;  // behind the site's own
};

struct SiteSettings {
  std::string public_url;  // "https://ports.example.org", for feeds; empty: what the client called it
  Area* area = nullptr;    // must outlive the site
};

class Site final : public net::Handler {
 public:
  // `views` must outlive the site. While it follows, the files of each new state are prepared before they are asked
  // for.
  Site(keeping::Views& views, SiteSettings settings);
  ~Site() override;

  bool answer(const net::Request& request, net::Response& response) override;
  void answer_slowly(const net::Request& request, net::Response& response) override;
  std::string_view common_headers(bool secure) const noexcept override;

  keeping::Views& views() noexcept { return views_; }
  Shelf& shelf() noexcept { return shelf_; }
  Publications& publications() noexcept { return publications_; }
  const SiteSettings& settings() const noexcept { return settings_; }
  // What the server counts that this is the handler of. To be set before it runs.
  void set_totals(std::function<net::Totals()> totals) { totals_ = std::move(totals); }
  net::Totals totals() const { return totals_ ? totals_() : net::Totals(); }

 private:
  Reply run(const net::Request& request, net::Response& response, bool may_wait);
  Reply run_route(Context& context, const Route& route);

  keeping::Views& views_;
  SiteSettings settings_;
  RouteTable routes_;
  Shelf shelf_;
  Publications publications_;
  std::uint64_t hearer_ = 0;
  std::function<net::Totals()> totals_;
};

}  // namespace portolan::server
