// SPDX-License-Identifier: Apache-2.0
#include "formats/html.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "formats/html_parts.h"
#include "page_samples.h"

namespace portolan::formats {
namespace {

using registry::ReferenceKind;
using registry::Registry;
using registry::RichText;
using testing::reference;

// What a strict reader sees in a page: enough of XML to notice any tag or attribute that should not be there.
struct Scan {
  std::string error;  // empty: every tag is closed by its own end, every attribute quoted, no text stands bare
  std::set<std::string> elements;
  std::set<std::string> attributes;
  std::vector<std::string> ids;
  std::vector<std::string> links;
};

class Scanner {
 public:
  explicit Scanner(std::string_view page) : rest_(page) {}

  Scan run() {
    while (!rest_.empty() && scan_.error.empty()) rest_.starts_with('<') ? tag() : text();
    if (scan_.error.empty() && !open_.empty()) scan_.error = "never closed: " + open_.back();
    return scan_;
  }

 private:
  void fail(const std::string& what) { scan_.error = what + " at: " + std::string(rest_.substr(0, 80)); }

  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  static bool references_are_good(std::string_view text) {
    for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
      const std::string_view rest = text.substr(at);
      if (std::ranges::none_of(std::array<std::string_view, 4>{"&amp;", "&lt;", "&gt;", "&quot;"},
                               [rest](std::string_view good) { return rest.starts_with(good); }))
        return false;
    }
    return true;
  }

  void text() {
    const bool in_style = !open_.empty() && open_.back() == "style";
    const std::string_view words = take(std::min(rest_.find('<'), rest_.size()));
    if (!in_style && (words.contains('>') || !references_are_good(words))) fail("bare text " + std::string(words));
  }

  void tag() {
    const std::size_t end = rest_.find('>');
    if (end == std::string_view::npos) return fail("tag without end");
    std::string_view inside = take(end + 1).substr(1, end - 1);
    if (inside == "!DOCTYPE html") return;
    if (inside.starts_with('/')) {
      if (open_.empty() || open_.back() != inside.substr(1)) return fail("wrong end " + std::string(inside));
      open_.pop_back();
      return;
    }
    const bool closed = inside.ends_with('/');
    if (closed) inside.remove_suffix(1);
    const std::size_t blank = inside.find(' ');
    const std::string name(inside.substr(0, blank));
    scan_.elements.insert(name);
    if (!closed) open_.push_back(name);
    if (blank != std::string_view::npos) attributes(inside.substr(blank));
  }

  void attributes(std::string_view all) {
    while (!all.empty()) {
      const std::size_t begin = all.find("=\"");
      const std::size_t end = begin == std::string_view::npos ? begin : all.find('"', begin + 2);
      if (end == std::string_view::npos || !all.starts_with(' ')) return fail("bad attributes " + std::string(all));
      const std::string name(all.substr(1, begin - 1));
      const std::string value(all.substr(begin + 2, end - begin - 2));
      if (value.contains('<') || !references_are_good(value)) return fail("bad value " + value);
      scan_.attributes.insert(name);
      if (name == "id") scan_.ids.push_back(value);
      if (name == "href") scan_.links.push_back(value);
      all.remove_prefix(end + 1);
    }
  }

  std::string_view rest_;
  std::vector<std::string> open_;
  Scan scan_;
};

std::string page_of(const Registry& registry) {
  std::string out;
  write_html(registry, out);
  return out;
}

void expect_sound(const std::string& page) {
  const Scan scan = Scanner(page).run();
  EXPECT_EQ(scan.error, "");
  const std::set<std::string> ids(scan.ids.begin(), scan.ids.end());
  EXPECT_EQ(ids.size(), scan.ids.size()) << "an id is there twice";
  for (const std::string& id : scan.ids) {
    EXPECT_FALSE(id.empty());
    EXPECT_EQ(id.find_first_of(" \t\n\"'<>&%#"), std::string::npos) << id;
  }
  for (const std::string& link : scan.links) {
    if (link.starts_with('#'))
      EXPECT_TRUE(ids.contains(link.substr(1))) << link;
    else
      EXPECT_TRUE(link.starts_with("http://") || link.starts_with("https://") || link.starts_with("mailto:") ||
                  link.find_first_of(":/") == std::string::npos)
          << link;
  }
  const std::set<std::string> elements = {"html",  "head", "meta", "title", "style",   "body",     "a",   "header",
                                          "h1",    "h2",   "dl",   "dt",    "dd",      "time",     "ul",  "li",
                                          "nav",   "main", "div",  "table", "caption", "colgroup", "col", "thead",
                                          "tbody", "tr",   "th",   "td",    "br",      "p"};
  EXPECT_TRUE(std::ranges::includes(elements, scan.elements));
  const std::set<std::string> attributes = {"aria-label", "charset",  "class",    "content", "href",
                                            "http-equiv", "id",       "lang",     "name",    "role",
                                            "scope",      "tabindex", "xml:lang", "xmlns"};
  EXPECT_TRUE(std::ranges::includes(attributes, scan.attributes));
}

std::string flow_of(const RichText& text, const Registry& registry = {}) {
  std::string out;
  append_flow(out, text, Anchors(registry, {}));
  return out;
}

TEST(WriteHtml, IsSound) {
  expect_sound(page_of(testing::small_registry()));
  expect_sound(page_of({}));
}

TEST(WriteHtml, ScannerNoticesWhatItMust) {
  for (const std::string_view bad :
       {"<p><b></p></b>", "<p>", "a > b", "a & b", "<p class=x></p>", "<p title=\"a\"b=\"c\"></p>", "<p"})
    EXPECT_NE(Scanner(bad).run().error, "") << bad;
}

TEST(WriteHtml, HostileTextStaysText) {
  for (const std::string& attack :
       {std::string("<script>alert(1)</script>"), std::string("\"><img src=x onerror=alert(1)>"),
        std::string("' onmouseover='x"), std::string("</style></title></td></table>"),
        std::string("javascript:alert(1)"), std::string("data:text/html,<b>x</b>"), std::string("//evil.example/"),
        std::string("../../etc/passwd"), std::string("&lt;b&gt; &amp;#60;"), std::string("<!-- "), std::string("]]>"),
        std::string(" \n\t "), std::string(), std::string("contact-information"), std::string("footnotes"),
        std::string("%"), std::string("a b\"c#d%20")})
    expect_sound(page_of(testing::hostile_registry(attack)));
}

TEST(WriteHtml, HeadIsThatOfTheRegistry) {
  const std::string page = page_of(testing::small_registry());
  for (const std::string_view part :
       {"<title>Service Name and Transport Protocol Port Number Registry</title>",
        "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" xml:lang=\"en\">",
        "<h1>Service Name and Transport Protocol Port Number Registry</h1>",
        "<dt>Last Updated</dt>\n<dd><time>2026-03-09</time></dd>",
        "<dt>Expert(s)</dt>\n<dd class=\"text\">TCP: Ann Onym\nDCCP: Bea Tester</dd>",
        "<dt>Reference</dt>\n<dd>[<a href=\"https://www.rfc-editor.org/rfc/rfc6335.html\">RFC6335</a>]</dd>",
        " says.\n\n*******\n* BOX *\n*******</dd>",
        "<dt>Request an Assignment</dt>\n<dd class=\"text\">[<a href=\"https://registry.example/apply\">",
        "<a href=\"service-names-port-numbers.csv\">CSV</a>", "<a href=\"service-names-port-numbers.xml\">XML</a>",
        "<a href=\"service-names-port-numbers.txt\">Plain text</a>",
        "<a class=\"skip\" href=\"#table-service-names-port-numbers\">"})
    EXPECT_TRUE(page.contains(part)) << part;
}

TEST(WriteHtml, TableHasTheTwelveColumnsInOrder) {
  const std::string page = page_of(testing::small_registry());
  std::size_t at = page.find("<table id=\"table-service-names-port-numbers\"");
  for (const registry::ColumnName& column : registry::columns()) {
    const std::size_t next = page.find("<th scope=\"col\">" + std::string(column.title) + "</th>", at);
    ASSERT_NE(next, std::string::npos) << column.title;
    EXPECT_GT(next, at);
    at = next;
  }
  EXPECT_TRUE(page.contains("<caption>4 records</caption>"));
  EXPECT_TRUE(page.contains("role=\"region\" aria-label=\"Table of assignments\" tabindex=\"0\""));
}

TEST(WriteHtml, RowsHoldWhatTheRecordsSay) {
  const std::string page = page_of(testing::small_registry());
  for (const std::string_view row :
       {"<tr><td>lighthouse</td><td>7</td><td>dccp</td><td>Lighthouse signals</td>"
        "<td>[<a href=\"#Harbour_Master\">Harbour_Master</a>]</td>"
        "<td>[<a href=\"#Ann_Onym\">Ann_Onym</a>][<a href=\"#Bea_Tester\">Bea_Tester</a>]</td>"
        "<td>2001-05</td><td>2019-10-30</td>"
        "<td>[<a href=\"https://www.rfc-editor.org/rfc/rfc4340.html#section-8.1.2\">RFC4340</a>][<a "
        "href=\"#note1\">1</a>]</td>"
        "<td>1145656131</td><td>Seen in harbours</td><td>First line<br/>second line</td></tr>",
        "<tr><td></td><td>6000-6063</td><td></td><td>Unassigned</td>",
        "<tr><td>buoy</td><td></td><td></td><td>A name alone</td><td>[<a href=\"#Ann_Onym\">Ann_Onym</a>]</td>"
        "<td>[<a href=\"#Ann_Onym\">Ann_Onym</a>]</td>",
        "<td>No contact</td><td>[<a href=\"#Ann_Onym\">Ann_Onym</a>]</td><td></td>"})
    EXPECT_TRUE(page.contains(row)) << row;
}

TEST(WriteHtml, FootnotesAndContactsHaveAnchors) {
  const std::string page = page_of(testing::small_registry());
  for (const std::string_view part :
       {"<dt id=\"note1\">[1]</dt>\n<dd>For experiments only</dd>",
        "<tr id=\"Ann_Onym\"><th scope=\"row\">[Ann_Onym]</th><td>Ann Onym</td><td></td>"
        "<td><a href=\"mailto:ann@registry.example\">mailto:ann@registry.example</a></td><td>2024-02</td></tr>",
        "<tr id=\"Bea_Tester\"><th scope=\"row\">[Bea_Tester]</th><td>Bea Tester</td><td>Tests</td>"
        "<td>tel:+1-555<br/><a href=\"https://bea.example/a&amp;b\">https://bea.example/a&amp;b</a></td><td></td></tr>",
        "<tr id=\"Harbour_Master\"><th "
        "scope=\"row\">[Harbour_Master]</th><td></td><td>Harbour</td><td></td><td></td></tr>"})
    EXPECT_TRUE(page.contains(part)) << part;
}

TEST(WriteHtml, AsksTheNetworkForNothing) {
  const std::string page = page_of(testing::small_registry());
  for (const std::string_view loader : {"<script", "<link", "<img", "src=", "@import", "url("})
    EXPECT_FALSE(page.contains(loader)) << loader;
}

TEST(WriteHtml, StaysLeanAtTheSizeOfTheRealRegistry) {
  Registry registry = testing::small_registry();
  registry.records.assign(14'500, registry.records.front());
  EXPECT_LT(page_of(registry).size(), 8'000'000) << "all twelve columns in every record";
  registry.records.assign(14'500, testing::small_registry().records[2]);
  EXPECT_LT(page_of(registry).size(), 3'500'000);
}

TEST(SafeHref, TakesOnlyWebAndMailAddresses) {
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"http://port.example", "http://port.example"},
      {" https://port.example/a?b=c&d#e\n", "https://port.example/a?b=c&d#e"},
      {"HTTPS://PORT.example", "HTTPS://PORT.example"},
      {"mailto:ann@port.example", "mailto:ann@port.example"},
      {"https://port.example/\"<x>|%zz%20", "https://port.example/%22%3Cx%3E%7C%25zz%20"},
      {"https://h\u00E4fen.example", "https://h\u00E4fen.example"},
      {"mailto:Ann Onym", ""},
      {"mailto:nobody", ""},
      {"https://two words.example", ""},
      {"https:///path", ""},
      {"https:port.example", ""},
      {"https:\\\\port.example", ""},
      {"//port.example", ""},
      {"javascript:alert(1)", ""},
      {"JaVaScRiPt://x/%0Aalert(1)", ""},
      {"java\nscript:alert(1)", ""},
      {"data:text/html,x", ""},
      {"tel:+1-555", ""},
      {"ann@port.example", ""},
      {"", ""},
  };
  for (const auto& [uri, href] : cases) EXPECT_EQ(safe_href(uri), href) << uri;
}

TEST(ReferenceHref, PointsToTheSourceOfEachKind) {
  const Registry registry = testing::small_registry();
  const Anchors anchors(registry, {});
  const std::vector<std::pair<registry::Reference, std::string_view>> cases = {
      {reference(ReferenceKind::kPerson, "Ann_Onym"), "#Ann_Onym"},
      {reference(ReferenceKind::kPerson, "Nobody"), ""},
      {reference(ReferenceKind::kNote, "1"), "#note1"},
      {reference(ReferenceKind::kNote, "2"), ""},
      {reference(ReferenceKind::kRfc, "rfc9110"), "https://www.rfc-editor.org/rfc/rfc9110.html"},
      {reference(ReferenceKind::kRfc, "RFC9110", "RFC9110, Section 4.2", "4.2"),
       "https://www.rfc-editor.org/rfc/rfc9110.html#section-4.2"},
      {reference(ReferenceKind::kRfc, "rfc9110", {}, "B.1"),
       "https://www.rfc-editor.org/rfc/rfc9110.html#appendix-B.1"},
      {reference(ReferenceKind::kRfc, "rfc9110", {}, "4 \"x"), "https://www.rfc-editor.org/rfc/rfc9110.html"},
      {reference(ReferenceKind::kRfc, "rfc"), ""},
      {reference(ReferenceKind::kRfc, "rfc1/../x"), ""},
      {reference(ReferenceKind::kDraft, "draft-harbour-buoys-03"),
       "https://datatracker.ietf.org/doc/draft-harbour-buoys-03/"},
      {reference(ReferenceKind::kDraft, "RFC-ietf-harbour-buoys-09"),
       "https://datatracker.ietf.org/doc/draft-ietf-harbour-buoys-09/"},
      {reference(ReferenceKind::kDraft, "draft-x/../.."), ""},
      {reference(ReferenceKind::kErratum, "3228"), "https://www.rfc-editor.org/errata/eid3228"},
      {reference(ReferenceKind::kErratum, "x"), ""},
      {reference(ReferenceKind::kRegistry, "dns-parameters"), "https://www.iana.org/assignments/dns-parameters"},
      {reference(ReferenceKind::kRegistry, "../x"), ""},
      {reference(ReferenceKind::kUri, "http://port.example", "shown"), "http://port.example"},
      {reference(ReferenceKind::kUri, "", "http://port.example"), "http://port.example"},
      {reference(ReferenceKind::kUri, "javascript:x"), ""},
      {reference(ReferenceKind::kText, "http://port.example"), ""},
      {reference(ReferenceKind::kUnicode, "ucd16.0.0"), ""},
  };
  for (const auto& [which, href] : cases) EXPECT_EQ(reference_href(which, anchors), href) << which.data;
}

TEST(Anchors, AreUniqueAndValidWhateverTheKeysAre) {
  Registry registry;
  for (const std::string_view id : {"Ann_Onym", "Ann_Onym", "Ann_Onym-2", "Ann_Onym", "a b", "a.20b", "", "taken",
                                    "N\u00F6rd", "_3GPP", "note1", "\"<&#%"})
    registry.contacts.push_back({std::string(id), {}, {}, {}, {}});
  registry.footnotes = {{"1", {}}, {"1", {}}, {"", {}}};
  const std::vector<std::string> taken = {"taken"};
  const Anchors anchors(registry, taken);
  std::vector<std::string> got;
  for (std::size_t i = 0; i < registry.contacts.size(); ++i) got.push_back(anchors.contact(i));
  for (std::size_t i = 0; i < registry.footnotes.size(); ++i) got.push_back(anchors.footnote(i));
  EXPECT_EQ(got, (std::vector<std::string>{"Ann_Onym", "Ann_Onym-2", "Ann_Onym-2-2", "Ann_Onym-3", "a.20b", "a.20b-2",
                                           "-", "taken-2", "N\u00F6rd", "_3GPP", "note1", ".22.3C.26.23.25", "note1-2",
                                           "note1-3", "note"}));
  EXPECT_EQ(anchors.contact("Ann_Onym"), "Ann_Onym") << "the first of several";
  EXPECT_EQ(anchors.footnote("1"), "note1-2");
}

TEST(AppendFlow, BreaksParagraphsAndIndentation) {
  const auto text = [](std::string_view encoded) { return RichText::decode(encoded).value_or(RichText::plain("bad")); };
  const std::vector<std::pair<std::string_view, std::string_view>> cases = {
      {"a < b & \"c\"", "a &lt; b &amp; &quot;c&quot;"},
      {"one\x01two", "one<br/>two"},
      {"one\x01\x01two", "one<br/><br/>two"},
      {"\x01 one\x01 \n", "one"},
      {"one\n      two", "one two"},
      {"one  two", "one  two"},
      {"  \n one", "one"},
      {"one\x01\n   two", "one<br/>two"},
      {"\n  \x05keys:\x06\n  \x05td: x\x01y\x06\n", "<p>keys:</p><p>td: x<br/>y</p>"},
      {"see \x02rrfc9110\x04.", "see [<a href=\"https://www.rfc-editor.org/rfc/rfc9110.html\">RFC9110</a>]."},
      {"\x02pNobody\x04 left", "[Nobody] left"},
      {"\x02tx\x03tshown \x26 said\x04", "[shown &amp; said]"},
      {"\x02t\x04", "[]"},
  };
  for (const auto& [encoded, html] : cases) EXPECT_EQ(flow_of(text(encoded)), html) << encoded;
}

}  // namespace
}  // namespace portolan::formats
