// SPDX-License-Identifier: Apache-2.0
//
// Whatever a registry or a client says, only text comes of it: hundreds of attacks in every field of records and
// contacts and in every parameter, through every page and feed. A page is taken apart by an XML parser; what stands in
// its tree must be the text itself, and nothing in the tree may act.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "asked_site.h"
#include "markup_tree.h"
#include "page_samples.h"

namespace portolan::server {
namespace {

using testing::AskedSite;
using testing::MarkupNode;
using testing::RegistryFolder;

constexpr std::array<std::string_view, 36> kAttacks = {
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "javascript:alert(1)",
    "JaVaScRiPt:confirm(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "https://x\" onmouseover=\"alert(1)",
    "https://user@evil.example/\"><b>",
    "//evil.example/",
    "mailto:a@b\" onclick=\"alert(1)",
    "\" autofocus onfocus=alert(1) x=\"",
    "' autofocus onfocus=alert(1) x='",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</pre></code></div></main><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!-- --!><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&quot;&gt;&amp;",
    "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>&a;",
    "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
    "../../../etc/passwd",
    "x'; DROP TABLE events; --",
    "\xE2\x80\xAE<\xE2\x80\xA8script>\xC2\xA0"
    "alert(1)",
};

// Each attack as it is, and wrapped in what could undo an escape.
std::vector<std::string> attacks() {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kWraps = {{{"", ""},
                                                                                     {"a", "z"},
                                                                                     {"\"", "\""},
                                                                                     {"'", "'"},
                                                                                     {"<", ">"},
                                                                                     {"&", ";"},
                                                                                     {"\\", ""},
                                                                                     {"%22", "%3E"},
                                                                                     {"]", "["},
                                                                                     {"][", "]["},
                                                                                     {"\n", "x"},
                                                                                     {"=", ""},
                                                                                     {"\xC3\xA4", "\xE2\x82\xAC"},
                                                                                     {"--", "--"}}};
  std::vector<std::string> all;
  for (const auto& [front, back] : kWraps)
    for (const std::string_view attack : kAttacks) all.push_back(std::string(front).append(attack).append(back));
  return all;
}

std::string collapsed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

bool is_harmless_address(std::string_view href) {
  const bool inside =
      href.starts_with('#') || href.starts_with('?') || (href.starts_with('/') && !href.starts_with("//"));
  return inside || href.starts_with("http://") || href.starts_with("https://") || href.starts_with("mailto:");
}

// The site's own script, which every page has.
bool is_own_script(const MarkupNode& node) {
  return node.name == "script" && node.attribute("src").starts_with("/assets/") && node.all_text().empty();
}

// What in a page acts, or could: empty if nothing does.
std::string what_acts(const MarkupNode& root) {
  std::string found;
  root.each([&](const MarkupNode& node) {
    for (const std::string_view element : {"script", "style", "iframe", "img", "svg", "object", "embed", "base", "b"})
      if (node.name == element && !is_own_script(node)) found += " <" + node.name + ">";
    for (const auto& [name, value] : node.attributes) {
      if (name.starts_with("on") || name == "style" || name == "srcdoc" || name == "autofocus") found += " " + name;
      if ((name == "href" || name == "src" || name == "action") && !is_harmless_address(value)) found += " " + value;
    }
  });
  return found;
}

std::unique_ptr<MarkupNode> harmless_tree(AskedSite& site, const std::string& address) {
  const net::Response response = site.get(address);
  for (std::size_t at = 0; (at = response.headers.find('\n', at)) != std::string::npos; ++at)
    EXPECT_EQ(response.headers[at - 1], '\r') << "a header is split: " << address;
  if (response.status >= 300 && response.status < 400) return nullptr;
  auto tree = testing::parse_markup(response.content());
  EXPECT_TRUE(tree.root) << address << ": " << tree.problem;
  EXPECT_EQ(tree.root ? what_acts(*tree.root) : "", "") << address;
  return std::move(tree.root);
}

// How often the attack stands in a text as it is.
std::size_t count_in(const std::string& text, std::string_view attack) {
  const std::string sought = collapsed(attack);
  const std::string where = collapsed(text);
  std::size_t count = 0;
  for (std::size_t at = where.find(sought); at != std::string::npos; at = where.find(sought, at + 1)) ++count;
  return count;
}

// The hostile registry of each attack, on a port of its own.
registry::Registry hostile(const std::vector<std::string>& all) {
  registry::Registry made = testing::hostile_registry(all.front());
  made.updated = {2026, 1, 2};
  made.records.clear();
  made.contacts.clear();
  for (std::size_t i = 0; i < all.size(); ++i) {
    registry::Registry one = testing::hostile_registry(all[i]);
    const auto port = static_cast<std::uint16_t>(i + 1);
    one.records[0].ports = PortRange{port, port};
    one.records[0].registered = {2020, 1, 1};
    made.records.push_back(std::move(one.records[0]));
    made.contacts.push_back(std::move(one.contacts[0]));
  }
  return made;
}

class Injection : public ::testing::Test {
 protected:
  Injection() : all_(attacks()), folder_("injection"), site_(folder_.with_file(hostile(all_))) {}

  std::vector<std::string> all_;
  RegistryFolder folder_;
  AskedSite site_;
};

TEST(InjectionAttacks, AreFiveHundred) { EXPECT_GE(attacks().size(), 500U); }

TEST_F(Injection, FieldsOfRecordsAreTextOnPages) {
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const std::string encoded = net::encode_uri(all_[i]);
    for (const std::string& address : {"/services/" + encoded, "/ports/" + std::to_string(i + 1)}) {
      const auto root = harmless_tree(site_, address);
      ASSERT_TRUE(root) << address;
      // Name, description, unauthorized use and notes with their references, and as JSON once more.
      EXPECT_GE(count_in(root->first("main")->all_text(), all_[i]), 4U) << address;
    }
  }
}

TEST_F(Injection, FieldsOfContactsAreTextOnPages) {
  for (const std::string& attack : all_) {
    const std::string address = "/contacts/" + net::encode_uri(attack);
    const auto root = harmless_tree(site_, address);
    ASSERT_TRUE(root) << address;
    const MarkupNode* heading = root->first("h1");
    EXPECT_EQ(heading->all_text(), attack) << address;
    EXPECT_GE(count_in(root->first("dl")->all_text(), attack), 3U) << address;  // name, organisation, address
  }
}

TEST_F(Injection, WhatClientsAskIsTextOnPages) {
  for (const std::string& attack : all_) {
    const std::string encoded = net::encode_uri(attack);
    for (const std::string& address :
         {"/services/none" + encoded, "/changes?cursor=" + encoded, "/records?status=" + encoded,
          "/records?" + encoded + "=1&limit=1", "/diff?from=" + encoded + "&to=" + encoded, "/ports/" + encoded,
          "/nothing/" + encoded, "/?as_of=" + encoded})
      harmless_tree(site_, address);
  }
}

TEST_F(Injection, WhatClientsSearchForIsTextOnPages) {
  for (const std::string_view attack : kAttacks) {
    const std::string encoded = net::encode_uri(attack);
    for (const std::string& address :
         {"/search?q=" + encoded, "/records?q=" + encoded, "/records?assignee=" + encoded + "&sort=name",
          "/pick?name=" + encoded + "&user=" + encoded})
      harmless_tree(site_, address);
  }
}

TEST_F(Injection, ListsAndTheRegistrysHeadAreText) {
  const std::string columns =
      "service_name,port_number,transport_protocol,description,assignee,contact,registration_date,modification_date,"
      "reference,service_code,unauthorized_use,assignment_notes";
  for (const std::string& address : {std::string("/"), std::string("/about"), std::string("/changes"),
                                     std::string("/ports/1-600"), "/records?limit=500&columns=" + columns})
    EXPECT_TRUE(harmless_tree(site_, address)) << address;
}

TEST_F(Injection, FeedsHoldTextOnly) {
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const std::string encoded = net::encode_uri(all_[i]);
    for (const std::string& address : {"/feeds/services/" + encoded + ".atom", "/feeds/contacts/" + encoded + ".atom",
                                       "/feeds/ports/" + std::to_string(i + 1) + ".atom"}) {
      const auto feed = harmless_tree(site_, address);
      ASSERT_TRUE(feed) << address;
      for (const MarkupNode* content : feed->all("content")) {
        const auto inside = testing::parse_markup("<div>" + content->all_text() + "</div>");
        ASSERT_TRUE(inside.root) << address << ": " << inside.problem;
        EXPECT_EQ(what_acts(*inside.root), "") << address;
        EXPECT_GE(count_in(inside.root->all_text(), all_[i]), 1U) << address;
      }
    }
  }
  harmless_tree(site_, "/feeds/changes.atom");
}

// A history shows fields of events that are no part of the registry any more.
TEST(InjectionLedger, HistoriesAreText) {
  std::vector<std::string> some;
  for (const std::string_view attack : kAttacks) some.emplace_back(attack);
  registry::Registry second = hostile(some);
  second.updated = {2026, 2, 2};
  for (registry::Record& record : second.records) record.description = testing::plain("harmless");
  RegistryFolder folder("injection-ledger");
  AskedSite site(folder.with_ledger({hostile(some), second}));
  for (std::size_t i = 0; i < some.size(); ++i) {
    const auto root = harmless_tree(site, "/ports/" + std::to_string(i + 1));
    ASSERT_TRUE(root);
    const auto lists = root->all("ol");
    ASSERT_FALSE(lists.empty());
    EXPECT_GE(count_in(lists.back()->all_text(), some[i]), 1U) << some[i];
  }
  for (const std::string address : {"/changes", "/diff?from=2026-01-02&to=2026-02-02", "/feeds/changes.atom"})
    EXPECT_TRUE(harmless_tree(site, address)) << address;
}

}  // namespace
}  // namespace portolan::server
