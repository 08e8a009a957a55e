// SPDX-License-Identifier: Apache-2.0
#include <expat.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/statistics.h"
#include "keeping/views.h"
#include "server/map_picture.h"
#include "server/site.h"
#include "test_data.h"

namespace portolan::server {
namespace {

class Figures : public ::testing::Test {
 protected:
  // Answers from a registry file.
  void open(const std::filesystem::path& file) {
    auto opened = keeping::Views::open(file.string());
    ASSERT_TRUE(opened.has_value());
    site_.reset();
    views_ = std::move(*opened);
    site_ = std::make_unique<Site>(*views_, SiteSettings{});
  }
  void SetUp() override { open(testing::fixture("excerpt-2024-07-01.xml")); }

  net::Response get(std::string_view path, std::string_view query = {}, std::vector<net::Header> headers = {}) {
    const net::Request request{.path = path, .query = query, .headers = headers, .body = {}, .peer = "127.0.0.1"};
    net::Response response;
    if (!site_->answer(request, response)) {
      response.clear();
      site_->answer_slowly(request, response);
    }
    return response;
  }
  boost::json::value json(std::string_view path) { return boost::json::parse(get(path).content()); }

  std::unique_ptr<keeping::Views> views_;
  std::unique_ptr<Site> site_;
};

// What an XML reader finds wrong with it, empty if nothing; and the values of its id attributes.
std::string problem_of(std::string_view page, std::multiset<std::string>* ids = nullptr) {
  const XML_Parser parser = XML_ParserCreate("UTF-8");
  XML_SetUserData(parser, ids);
  if (ids != nullptr)
    XML_SetStartElementHandler(parser, [](void* data, const char*, const char** attributes) {
      for (; *attributes != nullptr; attributes += 2)
        if (std::string_view(*attributes) == "id")
          static_cast<std::multiset<std::string>*>(data)->insert(attributes[1]);
    });
  std::string problem;
  if (XML_Parse(parser, page.data(), static_cast<int>(page.size()), 1) == XML_STATUS_ERROR)
    problem = std::to_string(XML_GetCurrentLineNumber(parser)) + ": " + XML_ErrorString(XML_GetErrorCode(parser));
  XML_ParserFree(parser);
  return problem;
}

TEST_F(Figures, StatisticsForProgramsAreThoseOfTheRegistry) {
  const auto registry = views_->current()->registry();
  ASSERT_TRUE(registry.has_value());
  const app::Statistics expected = app::statistics_of(*registry);
  const net::Response response = get("/api/v1/statistics");
  EXPECT_EQ(response.status, 200U);
  EXPECT_TRUE(response.headers.contains("Content-Type: application/json\r\n"));
  EXPECT_TRUE(response.headers.contains("Access-Control-Allow-Origin: *\r\n"));
  const auto told = boost::json::parse(response.content());
  EXPECT_EQ(told.at("updated").as_string(), "2024-07-01");
  EXPECT_EQ(told.at("records").at("total").to_number<std::uint32_t>(), expected.records);
  EXPECT_EQ(told.at("years").as_array().size(), expected.years.size());
}

TEST_F(Figures, TheMapForProgramsSaysWhatEveryPortIs) {
  const auto map = json("/api/v1/map");
  const auto& runs = map.at("runs").as_object();
  std::uint32_t first = 0;
  bool found = false;
  for (std::size_t i = 0; i < runs.at("gap").as_array().size(); ++i) {
    first += runs.at("gap").at(i).to_number<std::uint32_t>();
    if (first != 1093 || (runs.at("transports").at(i).to_number<unsigned>() & 2U) == 0) continue;
    found = true;
    EXPECT_EQ(runs.at("name").at(i).as_string(), "proofd");
  }
  EXPECT_TRUE(found);
}

TEST_F(Figures, AreMadeOnceAndThenKept) {
  for (const std::string_view path : {"/api/v1/statistics", "/api/v1/map", "/statistics", "/map"}) {
    const net::Request request{.path = path, .query = {}, .headers = {}, .body = {}, .peer = {}};
    net::Response response;
    EXPECT_FALSE(site_->answer(request, response)) << path;
    response.clear();
    site_->answer_slowly(request, response);
    const std::string_view made = response.content();
    net::Response again;
    ASSERT_TRUE(site_->answer(request, again)) << path;
    EXPECT_EQ(again.content().data(), made.data()) << path;
  }
}

TEST_F(Figures, ClientsThatHaveThemAreToldSo) {
  const std::string headers = get("/api/v1/map").headers;
  const std::size_t begin = headers.find("ETag: ") + 6;
  const std::string tag = headers.substr(begin, headers.find('\r', begin) - begin);
  const net::Response again = get("/api/v1/map", {}, {{"If-None-Match", tag}});
  EXPECT_EQ(again.status, 304U);
  EXPECT_TRUE(again.content().empty());
}

TEST_F(Figures, PagesAreWellFormedAndNeedNoScript) {
  for (const std::string_view path : {"/statistics", "/map"}) {
    const net::Response response = get(path);
    EXPECT_EQ(response.status, 200U);
    EXPECT_TRUE(response.headers.contains("Content-Type: text/html; charset=utf-8\r\n"));
    std::multiset<std::string> ids;
    EXPECT_EQ(problem_of(response.content(), &ids), "") << path;
    for (const std::string& id : ids) EXPECT_EQ(ids.count(id), 1U) << path << '#' << id;
    EXPECT_FALSE(response.content().contains(" style=")) << "the policy of the site forbids it";
    EXPECT_FALSE(response.content().contains("<style"));
  }
  EXPECT_TRUE(get("/statistics").content().contains("data-island=\"statistics\""));
  EXPECT_TRUE(get("/map").content().contains("data-island=\"map\""));
}

TEST_F(Figures, EveryPlotHasATableOrTheNumbersInWords) {
  const net::Response response = get("/statistics");
  const std::string_view page = response.content();
  for (std::size_t at = page.find("<figure"); at != std::string_view::npos; at = page.find("<figure", at + 1)) {
    const std::string_view rest = page.substr(at, page.find("</section>", at) - at);
    EXPECT_TRUE(rest.contains("<table>")) << rest.substr(0, 200);
    EXPECT_TRUE(rest.contains("<title id=")) << rest.substr(0, 200);
    EXPECT_TRUE(rest.contains("<desc id=")) << rest.substr(0, 200);
  }
}

TEST_F(Figures, WhatElseAnAddressSaysIsNotKeptInAPage) {
  const std::string page(get("/statistics").content());
  EXPECT_EQ(get("/statistics", "utm=%3Cb%3E").content(), page);
}

TEST_F(Figures, WithoutALedgerThereIsNoPast) {
  EXPECT_EQ(get("/api/v1/statistics", "as_of=2019-01-01").status, 404U);
  EXPECT_EQ(get("/map", "as_of=yesterday").status, 400U);
}

TEST(MapPicture, TheCurveVisitsEveryCellOnceAndNeverJumps) {
  std::set<std::pair<int, int>> cells;
  Cell before = cell_of(0);
  for (std::uint32_t port = 0; port < app::kPortCount; ++port) {
    const Cell cell = cell_of(port);
    EXPECT_TRUE(cells.emplace(cell.x, cell.y).second);
    EXPECT_EQ(std::abs(cell.x - before.x) + std::abs(cell.y - before.y), port == 0 ? 0 : 1);
    before = cell;
  }
  EXPECT_EQ(cells.size(), 65536U);
  EXPECT_EQ(std::pair(cell_of(0).x, cell_of(0).y), std::pair(0, 0));
  EXPECT_EQ(std::pair(cell_of(65535).x, cell_of(65535).y), std::pair(255, 0));
  // As the web application has it: the cells of 443 and of the first user and dynamic ports.
  EXPECT_EQ(std::pair(cell_of(443).x, cell_of(443).y), std::pair(24, 13));
  EXPECT_EQ(std::pair(cell_of(1024).x, cell_of(1024).y), std::pair(0, 32));
  EXPECT_EQ(std::pair(cell_of(49152).x, cell_of(49152).y), std::pair(255, 127));
}

TEST(MapPicture, EveryCellIsStrokedOnceInItsShade) {
  auto shades = std::make_unique<Shades>();
  shades->fill(Shade::kUncovered);
  (*shades)[0] = Shade::kAssigned;
  const std::string svg = map_picture(*shades).html();
  EXPECT_TRUE(svg.contains(R"(<path class="assigned" d="M0 .5m0 0h1"></path>)")) << svg.substr(0, 600);
  EXPECT_TRUE(svg.contains(R"(<path class="uncovered" d="M0 .5m1 0h255m-256 1h256m-256 1h256)"));
}

TEST_F(Figures, OfTheRealRegistryAreSmallEnough) {
  const auto path = testing::real_xml("2026-08-17");
  PORTOLAN_NEEDS_REAL_DATA(path);
  open(path);
  const auto size = [&](std::string_view address, std::string_view coding) {
    return get(address, {}, {{"Accept-Encoding", coding}}).content().size();
  };
  EXPECT_LT(size("/api/v1/map", "br"), 60'000U);
  EXPECT_LT(size("/api/v1/map", "gzip"), 80'000U);
  EXPECT_LT(size("/map", "identity"), 200'000U);
  EXPECT_LT(size("/map", "gzip"), 60'000U);
  EXPECT_LT(size("/statistics", "gzip"), 60'000U);
  EXPECT_EQ(problem_of(get("/statistics").content()), "");
}

}  // namespace
}  // namespace portolan::server
