// SPDX-License-Identifier: Apache-2.0
//
// What the answers of the API say. That they have the form that docs/openapi.yaml describes is tested by
// tests/server/api_test.py.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "bundled/bundled.h"
#include "formats/csv.h"
#include "formats/json.h"
#include "keeping/views.h"
#include "scratch_folder.h"
#include "server/site.h"
#include "test_data.h"

namespace portolan::server {
namespace {

class Api : public ::testing::Test {
 protected:
  void SetUp() override { open(testing::fixture("excerpt-2024-07-01.xml").string()); }
  void open(const std::string& where) {
    auto opened = keeping::Views::open(where);
    ASSERT_TRUE(opened.has_value());
    site_.reset();
    views_ = std::move(*opened);
    site_ = std::make_unique<Site>(*views_, SiteSettings{});
  }

  net::Response ask(std::string_view target, net::Method method = net::Method::kGet,
                    std::vector<net::Header> headers = {}) {
    const std::size_t mark = target.find('?');
    const net::Request request{.method = method,
                               .path = target.substr(0, mark),
                               .query = mark == target.npos ? std::string_view() : target.substr(mark + 1),
                               .headers = headers,
                               .body = {},
                               .peer = "127.0.0.1"};
    net::Response response;
    at_once_ = site_->answer(request, response);
    if (!at_once_) {
      response.clear();
      site_->answer_slowly(request, response);
    }
    return response;
  }
  boost::json::value json(std::string_view target) {
    const net::Response response = ask(target);
    EXPECT_EQ(response.status, 200U) << target << " " << response.content();
    return boost::json::parse(response.content());
  }
  std::string detail(std::string_view target, unsigned status) {
    const net::Response response = ask(target);
    EXPECT_EQ(response.status, status) << target << " " << response.content();
    return std::string(boost::json::parse(response.content()).at("detail").as_string());
  }
  // The names of records, with blanks between.
  static std::string names(const boost::json::value& records) {
    std::string out;
    for (const auto& record : records.as_array()) {
      const auto& name = record.at("service_name");
      out += (out.empty() ? "" : " ") + std::string(name.is_null() ? "-" : name.as_string().c_str());
    }
    return out;
  }

  std::unique_ptr<keeping::Views> views_;
  std::unique_ptr<Site> site_;
  bool at_once_ = false;  // the last answer did not wait
};

TEST_F(Api, APortOnATransportIsAnsweredAtOnceWithItsRecord) {
  const auto told = json("/api/v1/ports/1113/dccp");
  EXPECT_TRUE(at_once_);
  EXPECT_EQ(told.at("query").as_string(), "1113/dccp");
  EXPECT_EQ(told.at("transport").as_string(), "dccp");
  EXPECT_EQ(names(told.at("records")), "ltp-deepspace");
  EXPECT_EQ(told.at("records").at(0).at("service_code").to_number<int>(), 7107696);
  EXPECT_EQ(told.at("transports"),
            boost::json::parse(R"([{"transport":"dccp","status":"assigned","words":"assigned"}])"));
  EXPECT_TRUE(told.at("uncovered").as_array().empty());
}

TEST_F(Api, ARecordIsThatOfTheJsonFile) {
  const auto registry = views_->current()->registry();
  ASSERT_TRUE(registry);
  std::string expected;
  formats::write_json_record(registry->records[20], expected);
  const std::string name = registry->records[20].name.text();
  EXPECT_TRUE(ask("/api/v1/services/" + name).content().contains(expected)) << expected;
}

TEST_F(Api, APortSaysWhatItIsOnEachTransport) {
  const auto told = json("/api/v1/ports/1276");
  EXPECT_EQ(told.at("transports").as_array().size(), 4U);
  EXPECT_EQ(told.at("transports").at(0).at("status").as_string(), "de-assigned");
  EXPECT_EQ(told.at("transports").at(0).at("words").as_string(), "removed on 2014-05-23");
  EXPECT_EQ(told.at("transports").at(2).at("status").as_string(), "uncovered");
  EXPECT_EQ(told.at("ranges").at(0).at("name").as_string(), "user");
}

TEST_F(Api, APortOfWhichNothingIsKnownIsAnAnswer) {
  const auto system = json("/api/v1/ports/7");
  EXPECT_TRUE(system.at("records").as_array().empty());
  EXPECT_EQ(system.at("uncovered"), boost::json::parse(R"([{"first_port":7,"last_port":7,"words":"unassigned"}])"));
  const auto dynamic = json("/api/v1/ports/50000/tcp");
  EXPECT_EQ(dynamic.at("uncovered").at(0).at("words").as_string(), "dynamic port, never assigned");
}

TEST_F(Api, APortOfAnotherTransportIsNotCalledFree) {
  const auto told = json("/api/v1/ports/1113/sctp");
  EXPECT_EQ(told.at("transports").at(0).at("words").as_string(),
            "not assigned for sctp; ltp-deepspace has it for tcp,udp,dccp");
}

TEST_F(Api, UncoveredPortsOfARangeDoNotCrossTheDynamicOnes) {
  const auto told = json("/api/v1/ports/40000-60000");
  EXPECT_EQ(told.at("uncovered").as_array().size(), 2U);
  EXPECT_EQ(told.at("ranges").as_array().size(), 2U);
  EXPECT_TRUE(told.at("transports").as_array().empty());
}

TEST_F(Api, ServicesAreFoundInAnyCaseAndWithTheirTransport) {
  EXPECT_EQ(json("/api/v1/services/PROOFD").at("name").as_string(), "proofd");
  EXPECT_EQ(json("/api/v1/services/ltp-deepspace").at("records").as_array().size(), 3U);
  const auto one = json("/api/v1/services/_ltp-deepspace._udp");
  EXPECT_EQ(one.at("records").as_array().size(), 1U);
  EXPECT_EQ(one.at("transport").as_string(), "udp");
  EXPECT_EQ(json("/api/v1/services/ltp-deepspace/udp").at("records"), one.at("records"));
  EXPECT_EQ(json("/api/v1/services/ltp-deepspace%2Fudp").at("records"), one.at("records"));
}

TEST_F(Api, AMisspeltServiceIsToldWhatItMightBe) {
  EXPECT_TRUE(detail("/api/v1/services/profd", 404).contains("did you mean: proofd"));
  EXPECT_TRUE(detail("/api/v1/services/proofd/tcp", 404).contains("is not registered for tcp, but for udp"));
}

TEST_F(Api, AContactComesWithItsRecords) {
  const auto told = json("/api/v1/contacts/Nexum");
  EXPECT_EQ(told.at("contact").at("id").as_string(), "Nexum");
  EXPECT_FALSE(told.at("records").as_array().empty());
}

TEST_F(Api, AnIndexThatIsNotThereIsMadeWhereItMayTakeTime) {
  ask("/api/v1/search?q=admin");
  EXPECT_FALSE(at_once_);
  ask("/api/v1/search?q=admin");
  EXPECT_TRUE(at_once_);
  ask("/api/v1/records?status=reserved");
  EXPECT_TRUE(at_once_);
  ask("/api/v1/availability?port=80");
  EXPECT_TRUE(at_once_);
}

TEST_F(Api, AListCanBeAFile) {
  const net::Response whole = ask("/api/v1/records.csv");
  std::string expected;
  formats::write_csv(views_->current()->registry().value(), expected);
  EXPECT_EQ(whole.content(), expected);
  EXPECT_EQ(ask("/api/v1/records.csv?columns=port_number,service_name&ports=1138&sort=-name").content(),
            "Port Number,Service Name\r\n1138,encrypted_admin\r\n1138,encrypted_admin\r\n"
            "1138,encrypted-admin\r\n1138,encrypted-admin\r\n");
}

TEST_F(Api, SearchRanksAndFindsPeople) {
  const auto told = json("/api/v1/search?q=encrypted-admin");
  EXPECT_EQ(told.at("hits").at(0).at("rank").as_string(), "exact-name");
  EXPECT_EQ(json("/api/v1/search?q=nexum").at("contacts").at(0).at("id").as_string(), "Nexum");
  EXPECT_EQ(json("/api/v1/search?q=admin&limit=1").at("hits").as_array().size(), 1U);
}

TEST_F(Api, PickGivesTheSamePortForTheSameName) {
  const auto first = json("/api/v1/pick?name=web&user=alice&count=2");
  EXPECT_EQ(first.at("ports"), json("/api/v1/pick?name=WEB&user=alice&count=2").at("ports"));
  EXPECT_NE(first.at("port"), json("/api/v1/pick?name=web&user=bob").at("port"));
  EXPECT_TRUE(first.at("ephemeral").at("from").is_null()) << "the server's own host is nobody's business";
  for (const auto& port : first.at("ports").as_array()) {
    const std::string target = "/api/v1/availability?port=" + std::to_string(port.to_number<int>());
    EXPECT_TRUE(json(target).at("usable").as_bool());
  }
}

TEST_F(Api, AvailabilityGivesEveryReason) {
  const auto told = json("/api/v1/availability?port=1113");
  EXPECT_FALSE(told.at("usable").as_bool());
  EXPECT_EQ(told.at("reasons").at(0).at("words").as_string(), "assigned: ltp-deepspace on tcp,udp,dccp");
  EXPECT_TRUE(json("/api/v1/availability?port=1113&allow=assigned").at("usable").as_bool());
}

TEST_F(Api, OfAnErrorNothingElseIsSent) {
  const net::Response response = ask("/api/v1/changes");
  EXPECT_EQ(response.status, 404U);
  EXPECT_TRUE(response.content().starts_with("{\"type\":\"about:blank\""));
  EXPECT_TRUE(response.headers.contains("Content-Type: application/problem+json\r\n"));
  EXPECT_TRUE(response.headers.contains("Cache-Control: no-store\r\n"));
}

TEST_F(Api, TheTagIsThatOfTheBytes) {
  const auto tag_of = [](const net::Response& response) {
    const std::size_t at = response.headers.find("ETag: ");
    return response.headers.substr(at + 6, response.headers.find("\r\n", at) - at - 6);
  };
  const net::Response first = ask("/api/v1/ports/1113/tcp");
  const std::string tag = tag_of(first);
  EXPECT_NE(tag, tag_of(ask("/api/v1/ports/1113/udp")));
  const net::Response again = ask("/api/v1/ports/1113/tcp", net::Method::kGet, {{"If-None-Match", tag}});
  EXPECT_EQ(again.status, 304U);
  EXPECT_TRUE(again.content().empty());
  EXPECT_EQ(tag_of(again), tag);
}

TEST_F(Api, NothingOfARequestCanBreakOutOfAString) {
  const auto told = json("/api/v1/pick?name=%22%5C%0A%01&user=%3Cscript%3E");
  EXPECT_EQ(told.at("name").as_string(), "\"\\\n\x01");
  EXPECT_TRUE(detail("/api/v1/services/%22%0D%0AX%3A%20y", 404).contains("\"\r\nX: y"));
  EXPECT_FALSE(ask("/api/v1/services/%22%0D%0AX%3A%20y").headers.contains("X: y"));
}

TEST_F(Api, TheBundledRegistryAnswersToo) {
  const testing::ScratchFolder folder("api");
  const auto bytes = bundled::bundled_registry();
  std::ofstream(folder / "a.lookup", std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  open(folder / "a.lookup");
  EXPECT_TRUE(names(json("/api/v1/ports/443/tcp").at("records")).starts_with("https"));
  EXPECT_EQ(ask("/api/v1/ports/0-65535").status, 413U);
  EXPECT_GT(json("/api/v1/records?limit=1").at("total").to_number<int>(), 12'000);
  EXPECT_EQ(json("/api/v1/services/cl/1").at("name").as_string(), "cl/1") << "a name with a slash";
}

}  // namespace
}  // namespace portolan::server
