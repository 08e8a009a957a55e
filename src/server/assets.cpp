// SPDX-License-Identifier: Apache-2.0
#include "server/assets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "server/context.h"
#include "server/site.h"
#include "web/files.h"

namespace portolan::server {
namespace {

constexpr std::string_view kFolder = "/assets/";
// The address changes with the content (RFC 8246).
constexpr std::string_view kForEver = "public, max-age=31536000, immutable";
// What has one address for good is asked for again after a day.
constexpr std::string_view kForADay = "public, max-age=86400";

struct Address {
  std::string_view name;
  std::string address;
};

const std::vector<Address>& addresses() {
  static const std::vector<Address> all = [] {
    std::vector<Address> made;
    for (const web::WebFile& file : web::files())
      if (!file.name.empty() && file.name != file.file)
        made.push_back({file.name, fmt::format("{}{}", kFolder, file.file)});
    return made;
  }();
  return all;
}

const web::WebFile* file_called(std::string_view name) {
  const auto all = web::files();
  const auto found = std::ranges::find(all, name, &web::WebFile::file);
  return found == all.end() ? nullptr : &*found;
}

// The file in the client's coding; compressed once, by the first who asks.
Reply send_file(Context& context, const web::WebFile& file, std::string_view caching) {
  const std::string key = fmt::format("asset {}", file.file);
  Shelf& shelf = context.site.shelf();
  auto body = shelf.find(key);
  if (!body) {
    if (!context.may_wait) return Reply::kWait;
    auto made = shelf.get(key, [&]() -> Result<std::shared_ptr<const Body>> {
      return prepare_body(std::string(file.media_type), std::string(file.bytes));
    });
    if (!made) return send_error(context, made.error());
    body = std::move(*made);
  }
  context.response.add("Cache-Control", caching);
  return send(context, std::move(body));
}

Reply answer_asset(Context& context) {
  const web::WebFile* file = file_called(context.parts[0]);
  if (file == nullptr || file->file == file->name)
    return send_status(context, 404, "Not found", "There is no such file, or no longer: load the page again");
  return send_file(context, *file, kForEver);
}

// Files at the root of the site.
Reply answer_root(Context& context) {
  const web::WebFile* file = file_called(context.request.path.substr(1));
  if (file == nullptr) return send_status(context, 404, "Not found", "There is no such file");
  return send_file(context, *file, kForADay);
}

constexpr std::array kRoutes = {
    Route{.pattern = "/assets/{name}", .answer = answer_asset},
    Route{.pattern = "/favicon.svg", .answer = answer_root},
    Route{.pattern = "/robots.txt", .answer = answer_root},
    Route{.pattern = "/site.webmanifest", .answer = answer_root},
};

}  // namespace

std::string_view asset_address(std::string_view name) noexcept {
  const auto found = std::ranges::find(addresses(), name, &Address::name);
  return found == addresses().end() ? std::string_view() : std::string_view(found->address);
}

std::span<const std::string> asset_preloads() noexcept {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> made;
    for (const web::WebFile& file : web::files())
      if (file.preloaded) made.push_back(fmt::format("{}{}", kFolder, file.file));
    return made;
  }();
  return all;
}

std::span<const Route> asset_routes() noexcept { return kRoutes; }

}  // namespace portolan::server
