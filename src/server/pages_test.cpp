// SPDX-License-Identifier: Apache-2.0
//
// Pages as readers meet them: whole documents whose structure holds, whose links lead somewhere, and that say what the
// registry says.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <set>

#include "asked_site.h"
#include "markup_tree.h"
#include "page_samples.h"
#include "server/page_layout.h"
#include "test_data.h"

namespace portolan::server {
namespace {

using testing::AskedSite;
using testing::MarkupNode;
using testing::RegistryFolder;

std::unique_ptr<MarkupNode> parsed(std::string_view page, std::string_view address) {
  auto tree = testing::parse_markup(page);
  EXPECT_TRUE(tree.root) << address << ": " << tree.problem;
  return std::move(tree.root);
}

std::unique_ptr<MarkupNode> tree_of(AskedSite& site, std::string_view address, unsigned status = 200) {
  const net::Response response = site.get(address);
  EXPECT_EQ(response.status, status) << address << ": " << response.content().substr(0, 400);
  return parsed(response.content(), address);
}

// Nothing of IANA's file is written by machines only: ranges, several names of a port, aliases, names without ports.
std::string excerpt() { return testing::fixture("excerpt-2024-07-01.xml").string(); }

const std::vector<std::string> kPages = {"/",
                                         "/search",
                                         "/search?q=http",
                                         "/search?q=nothinglikethis",
                                         "/search?q=99999",
                                         "/ports/80",
                                         "/ports/80/tcp",
                                         "/ports/80/dccp",
                                         "/ports/6000-6063",
                                         "/ports/0-65535",
                                         "/ports/50000",
                                         "/services/http",
                                         "/services/nothinglikethis",
                                         "/contacts/nobody",
                                         "/records",
                                         "/records?limit=3&sort=-name",
                                         "/records?columns=service_name,assignment_notes&status=assigned",
                                         "/records?status=wrong",
                                         "/changes",
                                         "/diff",
                                         "/diff?from=2024-07-01&to=2024-07-02",
                                         "/pick",
                                         "/pick?name=web&count=3&allow=ephemeral&transports=tcp",
                                         "/pick?count=0",
                                         "/api",
                                         "/about",
                                         "/nothing/here"};

// --- structure

std::string problem_with_ids(const MarkupNode& root) {
  std::set<std::string> seen;
  std::string problem;
  root.each([&](const MarkupNode& node) {
    if (node.has("id") && !seen.insert(node.attribute("id")).second) problem += " id twice: " + node.attribute("id");
  });
  return problem;
}

std::string problem_with_headings(const MarkupNode& root) {
  std::string problem;
  int before = 0;
  root.each([&](const MarkupNode& node) {
    if (node.name.size() != 2 || node.name[0] != 'h' || node.name[1] < '1' || node.name[1] > '6') return;
    const int level = node.name[1] - '0';
    if (level > before + 1)
      problem += " <" + node.name + "> behind <h" + std::to_string(before) + ">: " + node.all_text();
    before = level;
    if (node.all_text().empty()) problem += " empty <" + node.name + ">";
  });
  if (root.all("h1").size() != 1) problem += " not one <h1>";
  return problem;
}

bool inside_label(const MarkupNode& node) {
  for (const MarkupNode* at = node.parent; at != nullptr; at = at->parent)
    if (at->name == "label") return true;
  return false;
}

std::string problem_with_labels(const MarkupNode& root) {
  std::set<std::string> labelled;
  for (const MarkupNode* label : root.all("label")) labelled.insert(label->attribute("for"));
  std::string problem;
  for (const std::string_view element : {"input", "select", "textarea"})
    for (const MarkupNode* control : root.all(element))
      if (control->attribute("type") != "hidden" && !labelled.contains(control->attribute("id")) &&
          !inside_label(*control))
        problem += " no label: " + control->attribute("name");
  for (const MarkupNode* link : root.all("a"))
    if (link->all_text().empty()) problem += " a link without words: " + link->attribute("href");
  return problem;
}

std::string problem_with_tables(const MarkupNode& root) {
  std::string problem;
  for (const MarkupNode* table : root.all("table")) {
    if (table->first("caption") == nullptr) problem += " a table without a caption";
    for (const MarkupNode* cell : table->all("th"))
      if (!cell->has("scope")) problem += " a <th> without scope";
  }
  return problem;
}

// What the content security policy would block.
std::string problem_with_policy(const MarkupNode& root) {
  std::string problem;
  root.each([&](const MarkupNode& node) {
    if (node.name == "style" || (node.name == "script" && !node.attribute("src").starts_with("/assets/")))
      problem += " inline <" + node.name + ">";
    for (const auto& [name, value] : node.attributes)
      if (name == "style" || name.starts_with("on")) problem += " attribute " + name;
  });
  return problem;
}

std::string problem_with_head(const MarkupNode& root) {
  std::string problem;
  if (root.attribute("lang") != "en") problem += " no language";
  if (root.first("title") == nullptr || root.first("title")->all_text().empty()) problem += " no title";
  if (root.all("main").size() != 1) problem += " not one <main>";
  const auto metas = root.all("meta");
  if (std::ranges::none_of(metas, [](const MarkupNode* meta) { return meta->attribute("name") == "viewport"; }))
    problem += " no viewport";
  const auto links = root.all("a");
  if (links.empty() || links.front()->attribute("href") != "#main") problem += " no skip link";
  return problem;
}

std::string problem_with(const MarkupNode& root) {
  return problem_with_ids(root) + problem_with_headings(root) + problem_with_labels(root) + problem_with_tables(root) +
         problem_with_policy(root) + problem_with_head(root);
}

TEST(Pages, AreWholeDocumentsWhoseStructureHolds) {
  AskedSite site(excerpt());
  for (const std::string& address : kPages) {
    const net::Response response = site.get(address);
    EXPECT_TRUE(response.content().starts_with("<!DOCTYPE html>\n")) << address;
    EXPECT_NE(response.headers.find("Content-Type: text/html; charset=utf-8\r\n"), std::string::npos) << address;
    const auto root = parsed(response.content(), address);
    EXPECT_EQ(root ? problem_with(*root) : "", "") << address;
  }
}

TEST(Pages, AreWholeOverALedgerToo) {
  RegistryFolder folder("pages");
  registry::Registry first = testing::small_registry();
  first.updated = {2026, 2, 1};
  first.records.pop_back();
  AskedSite site(folder.with_ledger({first, testing::small_registry()}));
  std::vector<std::string> pages = kPages;
  pages.insert(pages.end(), {"/ports/7", "/services/lighthouse", "/contacts/Ann_Onym", "/services/quay",
                             "/diff?from=2026-02-01&to=2026-03-09", "/diff?from=@1", "/?as_of=2026-02-01",
                             "/ports/80?as_of=2026-02-01", "/records?as_of=2026-02-01", "/changes?cursor=1",
                             "/changes?cursor=9", "/changes?cursor=x"});
  for (const std::string& address : pages) {
    const auto root = parsed(site.page(address), address);
    EXPECT_EQ(root ? problem_with(*root) : "", "") << address;
  }
}

// --- links

// Follows every link of the site from the first page on; gives those that lead nowhere.
std::set<std::string> broken_links(AskedSite& site, std::size_t most) {
  std::set<std::string> seen = {"/"};
  std::deque<std::string> left = {"/"};
  std::set<std::string> broken;
  while (!left.empty() && seen.size() < most) {
    const std::string address = left.front();
    left.pop_front();
    const net::Response response = site.get(address);
    if (response.status >= 300 && response.status < 400) continue;
    if (response.status != 200) broken.insert(address);
    if (!response.content().starts_with("<!DOCTYPE html>")) continue;
    const auto root = parsed(response.content(), address);
    if (!root) return {address};
    std::set<std::string> ids;
    root->each([&](const MarkupNode& node) { ids.insert(node.attribute("id")); });
    for (const MarkupNode* link : root->all("a")) {
      const std::string href = link->attribute("href");
      if (href.starts_with('#') && !ids.contains(href.substr(1))) broken.insert(address + href);
      if (!href.starts_with('/')) continue;
      std::string to = href.substr(0, href.find('#'));
      if (seen.insert(to).second) left.push_back(std::move(to));
    }
  }
  return broken;
}

TEST(Pages, LinksLeadSomewhere) {
  AskedSite site(excerpt());
  EXPECT_EQ(broken_links(site, 3000), std::set<std::string>());
}

TEST(Pages, LinksLeadSomewhereOverALedgerToo) {
  RegistryFolder folder("links");
  registry::Registry first = testing::small_registry();
  first.updated = {2026, 2, 1};
  first.records[0].name = registry::ServiceName("gone/name");
  first.contacts.push_back({"Gone", "Gone Person", {}, {}, {}});
  AskedSite site(folder.with_ledger({first, testing::small_registry()}));
  EXPECT_EQ(broken_links(site, 3000), std::set<std::string>());
}

TEST(Pages, OfThePastLinkToThePast) {
  RegistryFolder folder("past");
  registry::Registry first = testing::small_registry();
  first.updated = {2026, 2, 1};
  AskedSite site(folder.with_ledger({first, testing::small_registry()}));
  const auto root = tree_of(site, "/services/quay?as_of=2026-02");
  ASSERT_TRUE(root);
  bool to_port = false;
  for (const MarkupNode* link : root->all("a"))
    to_port = to_port || link->attribute("href") == "/ports/80?as_of=2026-02";
  EXPECT_TRUE(to_port);
  EXPECT_NE(root->all_text().find("This is the registry as of 2026-02, not the present one."), std::string::npos);
}

// --- what pages say

std::string main_text(AskedSite& site, std::string_view address) {
  const auto root = tree_of(site, address);
  const MarkupNode* main = root ? root->first("main") : nullptr;
  return main == nullptr ? std::string() : main->all_text();
}

void expect_words(const std::string& text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words)
    EXPECT_NE(text.find(word), std::string::npos) << "'" << word << "' is not in:\n" << text;
}

TEST(Pages, OfAPortSaysAllThatTheRegistrySays) {
  RegistryFolder folder("port");
  AskedSite site(folder.with_file(testing::small_registry()));
  expect_words(main_text(site, "/ports/7"),
               {"System Ports (0-1023): assigned by IETF Review or IESG Approval", "Port 7", "Assigned to lighthouse.",
                "Lighthouse signals", "Harbour", "Ann Onym", "Bea Tester, Tests", "2001-05", "2019-10-30", "[RFC4340]",
                "1145656131, as characters “DISC”", "Seen in harbours", "First line", "second line",
                "says nothing sure about traffic", "dccp dport 7 accept comment \"lighthouse\"",
                "Previous assigned: none", "Next assigned: 80 quay", "\"service_name\":\"lighthouse\""});
}

TEST(Pages, OfAPortTellWhatOtherTransportsAreKeptFor) {
  RegistryFolder folder("kept");
  AskedSite site(folder.with_file(testing::small_registry()));
  expect_words(main_text(site, "/ports/80"), {"not assigned for udp; quay has it for tcp"});
  expect_words(main_text(site, "/ports/50000"), {"dynamic port, never assigned"});
}

TEST(Pages, OfARangeTellWhatIsNotCovered) {
  RegistryFolder folder("range");
  AskedSite site(folder.with_file(testing::small_registry()));
  expect_words(main_text(site, "/ports/6060-6070"), {"Ports 6060-6070", "6064-6070", "7 ports that no record covers"});
}

TEST(Pages, OfAServiceSayAllOfItsRecords) {
  RegistryFolder folder("service");
  AskedSite site(folder.with_file(testing::sample_registry()));
  expect_words(main_text(site, "/services/http"), {"http", "_http._tcp", "80", "meta l4proto"});
}

TEST(Pages, OfAContactHideNoAddress) {
  RegistryFolder folder("contact");
  AskedSite site(folder.with_file(testing::small_registry()));
  const auto root = tree_of(site, "/contacts/Ann_Onym");
  ASSERT_TRUE(root);
  std::vector<std::string> mails;
  for (const MarkupNode* link : root->all("a"))
    if (link->attribute("href").starts_with("mailto:"))
      mails.push_back(link->attribute("href") + " " + link->all_text());
  EXPECT_EQ(mails, std::vector<std::string>{"mailto:ann@registry.example ann@registry.example"});
  expect_words(root->all_text(), {"Ann Onym", "2024-02", "lighthouse", "quay"});
}

// The registry inside the program has no contacts, and its records cite thousands.
TEST(Pages, OfSomebodyWhoIsOnlyCitedListTheRecords) {
  RegistryFolder folder("cited");
  registry::Registry registry = testing::small_registry();
  registry.contacts.clear();
  AskedSite site(folder.with_file(registry));
  expect_words(main_text(site, "/contacts/Ann_Onym"), {"Ann Onym", "[Ann_Onym]", "lighthouse", "quay"});
  EXPECT_NE(site.page("/services/lighthouse").find("<a href=\"/contacts/Ann_Onym\">Ann Onym</a>"), std::string::npos);
  EXPECT_EQ(site.get("/contacts/nobody").status, 404U);
}

// A page that is kept for all is not made of what one client wrote behind its address.
TEST(Pages, KeepNothingOfOneClientForOthers) {
  RegistryFolder folder("kept-pages");
  AskedSite site(folder.with_ledger({testing::small_registry()}));
  for (const std::string address : {"/", "/about", "/changes"}) {
    site.get(address + "?mine=secret");
    EXPECT_EQ(site.page(address).find("secret"), std::string::npos) << address;
  }
  expect_words(site.page("/records?q=quay"), {R"(<input type="hidden" name="q" value="quay"/>)"});
}

TEST(Pages, HaveOneAddressEach) {
  RegistryFolder folder("address");
  AskedSite site(folder.with_file(testing::sample_registry()));
  const auto location = [&](std::string_view address) {
    const net::Response response = site.get(address);
    const std::size_t at = response.headers.find("Location: ");
    return at == std::string::npos ? std::string()
                                   : response.headers.substr(at + 10, response.headers.find("\r\n", at) - at - 10);
  };
  EXPECT_EQ(location("/ports/80-80"), "/ports/80");
  EXPECT_EQ(location("/ports/80/TCP"), "/ports/80/tcp");
  EXPECT_EQ(location("/services/HTTP"), "/services/http");
  EXPECT_EQ(location("/search?q=80"), "/ports/80");
  EXPECT_EQ(location("/search?q=+80/tcp+"), "/ports/80/tcp");
  EXPECT_EQ(location("/search?q=6000-6063"), "/ports/6000-6063");
}

TEST(Pages, OfWhatIsNotThereSaySo) {
  RegistryFolder folder("absent");
  AskedSite site(folder.with_file(testing::sample_registry()));
  EXPECT_EQ(site.get("/services/htpp").status, 404U);
  EXPECT_EQ(site.get("/contacts/nobody").status, 404U);
  EXPECT_EQ(site.get("/ports/65536").status, 400U);
  EXPECT_EQ(site.get("/ports/80/ftp").status, 400U);
  EXPECT_EQ(site.get("/ports/http").status, 404U);
  EXPECT_EQ(site.get("/records?sort=colour").status, 400U);
  expect_words(site.page("/services/htpp"), {"Did you mean"});
}

TEST(Pages, OfWhatIsGoneTellWhatBecameOfIt) {
  RegistryFolder folder("gone");
  registry::Registry first = testing::small_registry();
  first.updated = {2026, 2, 1};
  first.records.push_back(testing::record("jetty", PortRange{90, 90}, Transport::kTcp, "Not for long"));
  first.contacts.push_back({"Gone", "Gone Person", {}, {}, {}});
  AskedSite site(folder.with_ledger({first, testing::small_registry()}));
  expect_words(main_text(site, "/services/jetty"),
               {"No service has this name now", "First recorded", "2026-03-09", "De-assigned"});
  expect_words(main_text(site, "/contacts/Gone"), {"no contact with this id now", "Gone Person"});
}

TEST(Pages, TellHistoriesFromTheLedger) {
  RegistryFolder folder("history");
  registry::Registry first = testing::small_registry();
  first.updated = {2026, 2, 1};
  first.records[0].description = testing::plain("Old signals");
  AskedSite site(folder.with_ledger({first, testing::small_registry()}));
  for (const std::string_view address : {"/ports/7", "/ports/7/dccp", "/services/lighthouse"})
    expect_words(main_text(site, address),
                 {"2026-03-09", "before: Old signals", "after: Lighthouse signals", "First recorded"});
  expect_words(main_text(site, "/diff?from=2026-02-01&to=2026-03-09"), {"1 changed", "Old signals"});
  expect_words(main_text(site, "/changes"), {"2026-03-09", "1 changed", "the ledger begins with 4 records"});
}

TEST(Pages, TellOfStatesThatWereImportedLate) {
  RegistryFolder folder("late");
  registry::Registry first = testing::small_registry();
  first.updated = {2026, 2, 1};
  first.records[0].description = testing::plain("Old signals");
  registry::Registry between = first;
  between.updated = {2026, 2, 20};
  between.records[0].description = testing::plain("Signals of February");
  registry::Registry oldest = first;
  oldest.updated = {2025, 7, 1};
  oldest.records[0].description = testing::plain("Oldest signals");
  AskedSite site(folder.with_ledger({first, testing::small_registry(), between, oldest}));
  const std::string moments = site.page("/api/v1/moments");
  EXPECT_TRUE(
      moments.starts_with(R"({"moments":[{"date":"2025-07-01","position":null},{"date":"2026-02-01","position":)"))
      << moments;
  EXPECT_TRUE(moments.contains(R"({"date":"2026-02-20","position":null},{"date":"2026-03-09",)")) << moments;
  expect_words(main_text(site, "/changes"),
               {"2026-03-09", "before: Signals of February", "after: Lighthouse signals", "2026-02-20",
                "imported later", "before: Old signals", "before: Oldest signals", "the ledger begins with 4 records"});
  expect_words(main_text(site, "/diff"), {"2026-02-20 to 2026-03-09", "Signals of February"});
  expect_words(main_text(site, "/ports/7"), {"First recorded", "2 states, of 2025-07-01 to 2026-02-20"});
  const std::string history = site.page("/api/v1/history/ports/7?as_of=2026-02-20");
  EXPECT_TRUE(history.contains(R"("date":"2026-02-01")") && !history.contains(R"("date":"2026-03-09")")) << history;
  EXPECT_TRUE(history.contains(R"("late":["2025-07-01","2026-02-20"])")) << history;
  const std::string page = site.page("/api/v1/changes?limit=2");
  EXPECT_TRUE(page.contains(R"("date":"2026-02-20","position":null,"previous":)")) << page;
  EXPECT_TRUE(page.contains(R"("next":"20260220")")) << page;
  // No position means such a state, so none is told: who asked for it would get another.
  EXPECT_FALSE(site.get("/ports/7?as_of=2026-02-20").headers.contains("Portolan-Position"));
  EXPECT_TRUE(site.get("/ports/7?as_of=2026-02-01").headers.contains("Portolan-Position"));
  const std::string then = main_text(site, "/changes?as_of=2026-02-20");
  EXPECT_TRUE(then.contains("2026-02-20") && then.contains("2025-07-01") && !then.contains("2026-03-09")) << then;
  const std::string rest = site.page("/api/v1/changes?cursor=20260220");
  EXPECT_TRUE(rest.starts_with(R"({"changes":[{"date":"2026-02-01")") && rest.contains(R"("next":null)")) << rest;
}

TEST(Pages, ShowNoStateThatNeverWas) {
  RegistryFolder folder("inside");
  AskedSite site(folder.with_ledger({testing::small_registry()}));
  const auto inside = site.get("/api/v1/ports/7?as_of=@2");
  EXPECT_EQ(inside.status, 404U);
  EXPECT_TRUE(inside.content().contains("@2 lies inside of one change")) << inside.content();
  const auto before = site.get("/api/v1/ports/7?as_of=2020");
  EXPECT_EQ(before.status, 404U);
  EXPECT_TRUE(before.content().contains("nothing is known of 2020-12: the ledger begins with 2026-03-09"))
      << before.content();
}

TEST(Pages, LeadOnWhereAnAddressWasCutOrHasASlashTooMuch) {
  RegistryFolder folder("slash");
  AskedSite site(folder.with_file(testing::small_registry()));
  for (const auto& [from, to] : {std::pair("/ports", "/records"), std::pair("/ports/7/", "/ports/7"),
                                 std::pair("/records/?q=a%20b", "/records?q=a%20b")}) {
    const auto answer = site.get(from);
    EXPECT_EQ(answer.status, 308U) << from;
    EXPECT_TRUE(answer.headers.contains("Location: " + std::string(to) + "\r\n")) << from << answer.headers;
  }
  EXPECT_EQ(site.get("//evil.example/").status, 404U);
  EXPECT_EQ(site.get("//records/").status, 404U);
}

TEST(Pages, OfTheRealRegistryHold) {
  const auto path = testing::real_xml("2026-08-17");
  PORTOLAN_NEEDS_REAL_DATA(path);
  AskedSite site(path.string());
  for (const std::string_view address :
       {"/", "/ports/80", "/ports/443/tcp", "/services/https", "/ports/0-65535", "/about", "/contacts/Stuart_Cheshire",
        "/search?q=apple", "/records", "/ports/6000-6063"}) {
    const auto root = tree_of(site, address);
    EXPECT_EQ(root ? problem_with(*root) : "", "") << address;
  }
  EXPECT_EQ(broken_links(site, 400), std::set<std::string>());
}

}  // namespace
}  // namespace portolan::server
