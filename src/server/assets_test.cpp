// SPDX-License-Identifier: Apache-2.0
#include "server/assets.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "server/site.h"
#include "web/files.h"

namespace portolan::server {
namespace {

class Assets : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = keeping::Views::open(PORTOLAN_FIXTURES "/excerpt-2024-07-01.xml");
    ASSERT_TRUE(opened);
    views_ = std::move(*opened);
    site_ = std::make_unique<Site>(*views_, SiteSettings{});
  }

  net::Response get(std::string_view path, std::string_view coding = {}, std::string_view tag = {}) {
    const std::array headers = {net::Header{"Accept-Encoding", coding}, net::Header{"If-None-Match", tag}};
    net::Request request;
    request.path = path;
    request.headers = headers;
    net::Response response;
    if (site_->answer(request, response)) return response;
    response.clear();
    site_->answer_slowly(request, response);
    return response;
  }

  std::unique_ptr<keeping::Views> views_;
  std::unique_ptr<Site> site_;
};

TEST(AssetAddress, IsThatOfTheFileWithItsHash) {
  for (const std::string_view name : {"main.js", "site.css", "theme.js"}) {
    const std::string address(asset_address(name));
    const std::string stem(name.substr(0, name.find('.')));
    EXPECT_TRUE(address.starts_with("/assets/" + stem + "-")) << address;
    EXPECT_TRUE(address.ends_with(name.substr(name.find('.')))) << address;
  }
  EXPECT_EQ(asset_address("nothing.js"), "");
  EXPECT_EQ(asset_address("favicon.svg"), "");
}

TEST_F(Assets, WhatTheFirstModuleNeedsIsNamed) {
  EXPECT_FALSE(asset_preloads().empty());
  const std::string main(get(asset_address("main.js")).content());
  for (const std::string& address : asset_preloads()) {
    EXPECT_EQ(get(address).status, 200U) << address;
    EXPECT_NE(main.find(address.substr(address.rfind('/'))), std::string::npos) << address;
  }
}

TEST_F(Assets, EveryFileIsServedAsItIsAndMayBeKeptForEver) {
  for (const web::WebFile& file : web::files()) {
    if (file.name == file.file) continue;
    const net::Response response = get("/assets/" + std::string(file.file));
    EXPECT_EQ(response.status, 200U) << file.file;
    EXPECT_EQ(response.content(), file.bytes) << file.file;
    EXPECT_NE(response.headers.find("immutable"), std::string::npos);
    EXPECT_NE(response.headers.find("Content-Type: " + std::string(file.media_type)), std::string::npos);
  }
}

TEST_F(Assets, AreCompressedAsTheClientLikes) {
  for (const std::string_view coding : {"br", "gzip", "zstd"}) {
    const net::Response response = get(asset_address("main.js"), coding);
    EXPECT_NE(response.headers.find("Content-Encoding: " + std::string(coding)), std::string::npos);
    EXPECT_LT(response.content().size(), get(asset_address("main.js")).content().size());
  }
}

TEST_F(Assets, AreNotSentToWhoHasThem) {
  const net::Response first = get(asset_address("main.js"));
  const std::size_t begin = first.headers.find("ETag: ") + 6;
  const std::string tag = first.headers.substr(begin, first.headers.find("\r\n", begin) - begin);
  const net::Response second = get(asset_address("main.js"), {}, tag);
  EXPECT_EQ(second.status, 304U);
  EXPECT_EQ(second.content(), "");
}

TEST_F(Assets, FilesAtTheRootKeepTheirNames) {
  EXPECT_NE(get("/favicon.svg").headers.find("Content-Type: image/svg+xml\r\n"), std::string::npos);
  EXPECT_TRUE(get("/favicon.svg").content().starts_with("<svg"));
  EXPECT_NE(get("/robots.txt").content().find("User-agent: *"), std::string::npos);
  EXPECT_NE(get("/site.webmanifest").headers.find("application/manifest+json"), std::string::npos);
  EXPECT_EQ(get("/robots.txt").headers.find("immutable"), std::string::npos);
}

TEST_F(Assets, ThereIsNothingElseInTheFolder) {
  for (const std::string_view path :
       {"/assets/favicon.svg", "/assets/main.js", "/assets/", "/assets/..%2Fsite.css", "/assets/manifest.json"})
    EXPECT_EQ(get(path).status, 404U) << path;
}

// First page under 100 KB in all: what every page loads is half of that at most.
TEST_F(Assets, WhatAPageLoadsIsSmall) {
  std::size_t bytes = 0;
  for (const web::WebFile& file : web::files()) {
    const bool loaded = file.preloaded || file.name == "site.css" || file.name == "main.js" || file.name == "theme.js";
    if (loaded) bytes += get("/assets/" + std::string(file.file), "br").content().size();
  }
  EXPECT_LT(bytes, 45'000U);
}

}  // namespace
}  // namespace portolan::server
