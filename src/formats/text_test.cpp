// SPDX-License-Identifier: Apache-2.0
#include "formats/text.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "formats/wrap.h"
#include "page_samples.h"

namespace portolan::formats {
namespace {

using registry::Registry;

constexpr std::array<std::size_t, 6> kWidths = {60, 79, 84, 110, 132, 250};

std::string text_of(const Registry& registry, std::size_t width = kTextWidth) {
  std::string out;
  write_text(registry, out, width);
  return out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// From the line that begins with `begin` to the one that begins with `end`.
std::string part(const std::string& text, std::string_view begin, std::string_view end) {
  const std::size_t from = text.find(begin);
  return from == std::string::npos ? "not there" : text.substr(from, text.find(end, from) - from);
}

void expect_well_laid_out(const Registry& registry) {
  for (const std::size_t width : kWidths) {
    const std::string text = text_of(registry, width);
    EXPECT_TRUE(text.ends_with('\n'));
    EXPECT_EQ(printable(text), text);
    for (const std::string& line : lines_of(text)) {
      EXPECT_LE(display_width(line), width) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
    }
    EXPECT_EQ(text, text_of(registry, width));
  }
}

TEST(WriteText, HeadHasNotesAsTheyAre) {
  EXPECT_EQ(part(text_of(testing::small_registry()), "Service Name and", "Service Names and"),
            "Service Name and Transport Protocol Port Number Registry\n"
            "========================================================\n"
            "\n"
            "Last Updated: 2026-03-09\n"
            "Reference: [RFC6335]\n"
            "Expert(s):\n"
            "    TCP: Ann Onym\n"
            "    DCCP: Bea Tester\n"
            "\n"
            "Note\n"
            "----\n"
            "\n"
            "Names are used as [RFC6335] says.\n"
            "\n"
            "*******\n"
            "* BOX *\n"
            "*******\n"
            "\n"
            "Request an Assignment\n"
            "---------------------\n"
            "\n"
            "[https://registry.example/apply]\n"
            "\n");
}

TEST(WriteText, TableAtTheUsualWidth) {
  EXPECT_EQ(
      part(text_of(testing::small_registry()), "Service Name  ", "Footnotes"),
      R"(Service Name  Port       Transport  Description                                    Assignee                      Reference
              Number     Protocol
------------  ---------  ---------  ---------------------------------------------  ----------------------------  -------------------
lighthouse    7          dccp       Lighthouse signals                             [Harbour_Master]              [RFC4340] [1]
              Contact: [Ann_Onym] [Bea_Tester]   Registration Date: 2001-05   Modification Date: 2019-10-30
              Service Code: 1145656131   Unauthorized Use Reported: Seen in harbours
              Assignment Notes: First line
                second line
              6000-6063             Unassigned
buoy                                A name alone                                   [Ann_Onym]
quay          80         tcp        No contact                                     [Ann_Onym]
              Contact: none

)");
}

TEST(WriteText, TableAtTheLeastWidth) {
  EXPECT_EQ(part(text_of(testing::small_registry(), 60), "Service Name Port", "Footnotes"),
            R"(Service Name Port      Transport Description
             Number    Protocol
------------ --------- --------- ---------------------------
lighthouse   7         dccp      Lighthouse signals
    Assignee: [Harbour_Master]
    Contact: [Ann_Onym] [Bea_Tester]
    Registration Date: 2001-05
    Modification Date: 2019-10-30
    Reference: [RFC4340] [1]   Service Code: 1145656131
    Unauthorized Use Reported: Seen in harbours
    Assignment Notes: First line
      second line
             6000-6063           Unassigned
buoy                             A name alone
    Assignee: [Ann_Onym]
quay         80        tcp       No contact
    Assignee: [Ann_Onym]   Contact: none

)");
}

TEST(WriteText, FootnotesAndContacts) {
  EXPECT_EQ(part(text_of(testing::small_registry()), "Footnotes", "\xFF"), R"(Footnotes
---------

[1] For experiments
    only

Contact Information
-------------------

ID                            Name                    Organization                  Contact URI                           Last
                                                                                                                          Updated
----------------------------  ----------------------  ----------------------------  ------------------------------------  ----------
[Ann_Onym]                    Ann Onym                                              mailto:ann@registry.example           2024-02
[Bea_Tester]                  Bea Tester              Tests                         tel:+1-555
                                                                                    https://bea.example/a&b
[Harbour_Master]                                      Harbour
)");
  EXPECT_EQ(part(text_of(testing::small_registry(), 60), "Contact Information", "\xFF"), R"(Contact Information
-------------------

ID                       Name                     Last
                                                  Updated
------------------------ ------------------------ ----------
[Ann_Onym]               Ann Onym                 2024-02
    Contact URI: mailto:ann@registry.example
[Bea_Tester]             Bea Tester
    Organization: Tests
    Contact URI: tel:+1-555
      https://bea.example/a&b
[Harbour_Master]
    Organization: Harbour
)");
}

TEST(WriteText, AWidthBelowTheLeastCountsAsTheLeast) {
  EXPECT_EQ(text_of(testing::small_registry(), 1), text_of(testing::small_registry(), kMinTextWidth));
}

TEST(WriteText, NoColumnIsLostAtAnyWidth) {
  const Registry registry = testing::small_registry();
  for (const std::size_t width : kWidths) {
    const std::string text = text_of(registry, width);
    for (const registry::Record& record : registry.records)
      for (const registry::ColumnName& column : registry::columns()) {
        std::string words = registry::column_text(record, column.column);
        for (char& c : words)
          if (c == '[' || c == ']') c = ' ';
        std::istringstream in(words);
        for (std::string word; in >> word;) EXPECT_TRUE(text.contains(word)) << column.title << ": " << word;
      }
  }
}

TEST(WriteText, SaysWhenOnlyTheAssigneeIsKnown) {
  const std::string text = text_of(testing::small_registry());
  EXPECT_TRUE(part(text, "quay", "\n\n").contains("Contact: none"));
  EXPECT_FALSE(part(text, "buoy", "quay").contains("Contact:")) << "the contact is the assignee";
}

TEST(WriteText, HostileTextStaysInItsColumns) {
  for (const std::string& attack :
       {std::string("\x1B[2J\x1B]0;owned\x07"), std::string(300, 'x'), std::string("a\n\n\n b\tc"),
        std::string("\u6E2F\u53E3\u756A\u53F7\u6E2F\u53E3\u756A\u53F7\u6E2F\u53E3\u756A\u53F7\u6E2F\u53E3\u756A\u53F7"),
        std::string("e\u0301\u0302\u0303 ") + std::string(70, '-'), std::string("\u202Egnp.exe"), std::string(" ")})
    expect_well_laid_out(testing::hostile_registry(attack));
}

TEST(WriteText, EmptyRegistryHasAHeadAndATable) {
  expect_well_laid_out({});
  const std::string text = text_of({});
  EXPECT_TRUE(text.starts_with("Port number registry\n====================\n"));
  EXPECT_TRUE(text.contains("Service Name"));
  EXPECT_FALSE(text.contains("Contact Information"));
}

TEST(WriteText, ParagraphsOfANoteLoseTheIndentationOfTheSource) {
  Registry registry;
  registry.records.push_back(testing::record("wot", std::nullopt, Transport::kTcp, "Things"));
  registry::RichText& notes = registry.records[0].notes;
  for (const std::string_view text : {"keys:", "td: a path", "type: a kind"}) {
    notes.add_text("\n      ");
    notes.begin_paragraph();
    notes.add_text(text);
    notes.end_paragraph();
  }
  EXPECT_TRUE(
      text_of(registry).contains("\n              Assignment Notes: keys:\n"
                                 "                td: a path\n"
                                 "                type: a kind\n"))
      << text_of(registry);
}

}  // namespace
}  // namespace portolan::formats
