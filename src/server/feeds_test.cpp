// SPDX-License-Identifier: Apache-2.0
//
// Feeds as readers of RFC 4287 take them.
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "asked_site.h"
#include "markup_tree.h"
#include "page_samples.h"

namespace portolan::server {
namespace {

using testing::AskedSite;
using testing::MarkupNode;
using testing::RegistryFolder;

registry::Registry older() {
  registry::Registry made = testing::small_registry();
  made.updated = {2026, 2, 1};
  made.records[0].description = testing::plain("Old signals");
  return made;
}

std::unique_ptr<MarkupNode> feed_of(AskedSite& site, std::string_view address) {
  const net::Response response = site.get(address);
  EXPECT_EQ(response.status, 200U) << address;
  EXPECT_NE(response.headers.find("Content-Type: application/atom+xml; charset=utf-8\r\n"), std::string::npos);
  auto parsed = testing::parse_markup(response.content());
  EXPECT_TRUE(parsed.root) << address << ": " << parsed.problem << "\n" << response.content();
  return std::move(parsed.root);
}

std::string child_text(const MarkupNode& node, std::string_view name) {
  for (const auto& child : node.children)
    if (child->name == name) return child->all_text();
  return {};
}

bool is_time(const std::string& text) {
  static const std::regex kTime(R"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))");
  return std::regex_match(text, kTime);
}

// The elements that RFC 4287, sections 4.1.1 and 4.1.2, wants of a feed or an entry.
void expect_elements(const MarkupNode& node, std::string_view address) {
  EXPECT_NE(child_text(node, "id"), "") << address;
  EXPECT_NE(child_text(node, "title"), "") << address;
  EXPECT_TRUE(is_time(child_text(node, "updated"))) << address << ": " << child_text(node, "updated");
}

void expect_feed(AskedSite& site, const std::string& address, std::size_t least_entries) {
  const auto feed = feed_of(site, address);
  ASSERT_TRUE(feed);
  EXPECT_EQ(feed->name, "feed");
  EXPECT_EQ(feed->attribute("xmlns"), "http://www.w3.org/2005/Atom");
  expect_elements(*feed, address);
  EXPECT_NE(feed->first("author"), nullptr);
  bool self = false;
  for (const MarkupNode* link : feed->all("link"))
    self = self || (link->attribute("rel") == "self" && link->attribute("href").ends_with(address));
  EXPECT_TRUE(self) << address;
  const auto entries = feed->all("entry");
  EXPECT_GE(entries.size(), least_entries) << address;
  std::set<std::string> ids = {child_text(*feed, "id")};
  std::string before = "9999";
  for (const MarkupNode* entry : entries) {
    expect_elements(*entry, address);
    EXPECT_TRUE(ids.insert(child_text(*entry, "id")).second) << "an id twice in " << address;
    EXPECT_LE(child_text(*entry, "updated"), before) << address << ": the newest comes first";
    before = child_text(*entry, "updated");
    EXPECT_TRUE(testing::parse_markup("<div>" + child_text(*entry, "content") + "</div>").root) << address;
  }
}

const std::vector<std::string> kFeeds = {"/feeds/changes.atom",
                                         "/feeds/ports/7.atom",
                                         "/feeds/ports/7/dccp.atom",
                                         "/feeds/ports/0-100.atom",
                                         "/feeds/services/lighthouse.atom",
                                         "/feeds/contacts/Bea_Tester.atom"};

TEST(Feeds, HoldWhatRfc4287Section41Wants) {
  RegistryFolder folder("feeds");
  AskedSite site(folder.with_ledger({older(), testing::small_registry()}));
  for (const std::string& address : kFeeds) expect_feed(site, address, 1);
}

TEST(Feeds, AreThereWithoutALedger) {
  RegistryFolder folder("feeds");
  AskedSite site(folder.with_file(testing::small_registry()));
  for (const std::string& address : kFeeds) expect_feed(site, address, 1);
  expect_feed(site, "/feeds/ports/50000.atom", 0);
}

TEST(Feeds, TellWhatChanged) {
  RegistryFolder folder("feeds");
  AskedSite site(folder.with_ledger({older(), testing::small_registry()}));
  const auto feed = feed_of(site, "/feeds/services/lighthouse.atom");
  ASSERT_TRUE(feed);
  const MarkupNode* entry = feed->first("entry");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(child_text(*entry, "title"), "2026-03-09: Changed");
  EXPECT_EQ(child_text(*entry, "updated"), "2026-03-09T00:00:00Z");
  EXPECT_NE(child_text(*entry, "content").find("Old signals"), std::string::npos);
  EXPECT_EQ(child_text(*feed_of(site, "/feeds/changes.atom")->first("entry"), "title"), "2026-03-09: 1 changed");
}

TEST(Feeds, OfAMonthAreOfItsLastDay) {
  RegistryFolder folder("feeds");
  AskedSite site(folder.with_file(testing::small_registry()));
  const auto feed = feed_of(site, "/feeds/ports/7.atom");
  ASSERT_TRUE(feed);
  const auto entries = feed->all("entry");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(child_text(*entries[0], "updated"), "2019-10-30T00:00:00Z");
  EXPECT_EQ(child_text(*entries[1], "updated"), "2001-05-31T00:00:00Z");
  EXPECT_EQ(child_text(*entries[1], "title"), "2001-05: lighthouse 7 registered");
}

TEST(Feeds, KeepTheirIdsWhateverTheSiteIsCalled) {
  RegistryFolder folder("feeds");
  const std::string where = folder.with_file(testing::small_registry());
  AskedSite site(where);
  const auto one = feed_of(site, "/feeds/ports/7.atom");
  net::Request request;
  const std::vector<net::Header> headers = {{"Host", "elsewhere.example"}};
  request.path = "/feeds/ports/7.atom";
  request.headers = headers;
  net::Response response;
  site.site().answer_slowly(request, response);
  const auto other = testing::parse_markup(response.content());
  ASSERT_TRUE(one && other.root);
  EXPECT_EQ(child_text(*one, "id"), child_text(*other.root, "id"));
  EXPECT_TRUE(child_text(*one, "id").starts_with("urn:uuid:"));
  EXPECT_EQ(other.root->attribute("xml:base"), "http://elsewhere.example/");
  AskedSite named(where, "https://ports.example.net");
  EXPECT_EQ(child_text(*feed_of(named, "/feeds/ports/7.atom"), "id"), "https://ports.example.net/feeds/ports/7.atom");
}

TEST(Feeds, OfWhatNeverWasAreNotThere) {
  RegistryFolder folder("feeds");
  AskedSite site(folder.with_file(testing::small_registry()));
  for (const std::string_view address : {"/feeds/ports/7", "/feeds/ports/x.atom", "/feeds/services/none.atom",
                                         "/feeds/contacts/nobody.atom", "/feeds/.atom"})
    EXPECT_EQ(site.get(address).status, 404U) << address;
  EXPECT_EQ(site.get("/feeds/ports/70000.atom").status, 400U);
}

TEST(Feeds, RememberWhatIsGone) {
  RegistryFolder folder("feeds");
  registry::Registry second = testing::small_registry();
  second.records.erase(second.records.begin());
  AskedSite site(folder.with_ledger({older(), second}));
  expect_feed(site, "/feeds/services/lighthouse.atom", 2);
}

}  // namespace
}  // namespace portolan::server
