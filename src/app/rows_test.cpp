// SPDX-License-Identifier: Apache-2.0
#include "app/rows.h"

#include <gtest/gtest.h>

#include <span>

#include "lookup/compiler.h"
#include "registry/registry.h"

namespace portolan::app {
namespace {

using registry::RichText;

struct Given {
  const char* name;
  std::optional<PortRange> ports;
  std::optional<Transport> transport;
  const char* description;
  const char* notes = "";
};

registry::Record record_of(const Given& given) {
  registry::Record record;
  record.name = registry::ServiceName(given.name);
  record.ports = given.ports;
  record.transport = given.transport;
  record.description = RichText::lines(given.description);
  record.notes = RichText::lines(given.notes);
  return record;
}

// Rows of all the records, and the lookup file they point into.
class Rows : public ::testing::Test {
 protected:
  void compile(std::vector<registry::Record> records) {
    registry::Registry registry;
    registry.records = std::move(records);
    bytes_ = lookup::compile(registry).value();
    lookup_.emplace(Lookup::from_bytes(std::as_bytes(std::span(bytes_))).value());
    std::vector<RecordView> views;
    for (std::uint32_t i = 0; i < lookup_->size(); ++i) views.push_back(lookup_->record(i));
    rows_ = join_rows(views);
  }
  void compile(std::initializer_list<Given> given) {
    std::vector<registry::Record> records;
    for (const Given& one : given) records.push_back(record_of(one));
    compile(std::move(records));
  }

  std::string bytes_;
  std::optional<Lookup> lookup_;
  std::vector<Row> rows_;
};

constexpr PortRange kHttp = {80, 80};

TEST_F(Rows, JoinTheTransportsOfANameAndPort) {
  compile({{"http", kHttp, Transport::kTcp, "Web"},
           {"www", kHttp, Transport::kTcp, "Web"},
           {"HTTP", kHttp, Transport::kUdp, "Web, over UDP"},
           {"http", PortRange{8080, 8080}, Transport::kTcp, "Web"}});
  ASSERT_EQ(rows_.size(), 3U);
  EXPECT_EQ(name_cell(rows_[0]), "http");
  EXPECT_EQ(transports_cell(rows_[0]), "tcp,udp");
  EXPECT_EQ(description_cell(rows_[0]), "Web");
  EXPECT_EQ(name_cell(rows_[1]), "www");
  EXPECT_EQ(ports_cell(rows_[2]), "8080");
  const auto all = particulars(rows_[0], *lookup_);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1], "description (udp): Web, over UDP");
}

TEST_F(Rows, WithoutANameTheDescriptionMustBeTheSame) {
  compile({{"", PortRange{1301, 1301}, Transport::kTcp, "Reserved", "De-Assigned on 2019-10-30"},
           {"", PortRange{1301, 1301}, Transport::kUdp, "Unassigned"}});
  EXPECT_EQ(rows_.size(), 2U);
}

TEST_F(Rows, NothingAndEverythingHaveASign) {
  compile({{"", PortRange{6067, 6099}, std::nullopt, "Unassigned"}, {"touch", std::nullopt, std::nullopt, "a\nb"}});
  EXPECT_EQ(name_cell(rows_[0]), "-");
  EXPECT_EQ(ports_cell(rows_[0]), "6067-6099");
  EXPECT_EQ(transports_cell(rows_[0]), "any");
  EXPECT_EQ(ports_cell(rows_[1]), "-");
  EXPECT_EQ(transports_cell(rows_[1]), "-");
  EXPECT_EQ(description_cell(rows_[1]), "a b");
}

TEST_F(Rows, StatusIsSaidOnce) {
  compile({{"http", kHttp, Transport::kTcp, "Web"},
           {"", PortRange{1, 1}, Transport::kTcp, "Unassigned"},
           {"", PortRange{2, 2}, Transport::kTcp, "Reserved"},
           {"", PortRange{3, 3}, Transport::kTcp, "Held back"},
           {"", PortRange{4, 4}, Transport::kTcp, "Reserved", "De-Assigned on 2019-10-30"},
           {"", PortRange{5, 5}, Transport::kTcp, "Reserved", "This entry has been removed on 2014-05-23"}});
  const char* const expected[] = {"",         "may be requested",          "",
                                  "reserved", "de-assigned on 2019-10-30", "removed on 2014-05-23"};
  ASSERT_EQ(rows_.size(), std::size(expected));
  for (std::size_t i = 0; i < rows_.size(); ++i) EXPECT_EQ(status_words(rows_[i]), expected[i]) << i;
  EXPECT_TRUE(remarks(rows_[4], true).empty());
}

TEST_F(Rows, AliasesAreLinkedBothWays) {
  compile({{"e-admin", PortRange{1138, 1138}, Transport::kTcp,
            "requests\nIANA assigned this well-formed service name as a replacement for \"e_admin\"."},
           {"e_admin", PortRange{1138, 1138}, Transport::kTcp, "requests",
            "This entry is an alias to \"e-admin\". This entry is now historic, not usable."}});
  ASSERT_EQ(rows_.size(), 2U);
  EXPECT_EQ(description_cell(rows_[0]), "requests");
  EXPECT_EQ(remarks(rows_[0], false), std::vector<std::string>{"replaces e_admin"});
  EXPECT_EQ(status_words(rows_[1]), "historic alias of e-admin");
  EXPECT_TRUE(remarks(rows_[1], false).empty());
}

TEST_F(Rows, RemarksSayOfWhichTransportTheyAre) {
  registry::Record tcp = record_of({"ltp", PortRange{1113, 1113}, Transport::kTcp, "Licklider"});
  registry::Record dccp = record_of({"ltp", PortRange{1113, 1113}, Transport::kDccp, "Licklider"});
  dccp.service_code = 7107696;
  compile(std::vector{tcp, dccp});
  EXPECT_EQ(remarks(rows_[0], false), std::vector<std::string>{"service code (dccp): 7107696 (\"ltp\")"});
}

TEST_F(Rows, ALongNoteIsCutAfterAWord) {
  const std::string note = "one\n    two " + std::string(100, 'x') + " " + std::string(100, 'y');
  compile({{"a", PortRange{1, 1}, Transport::kTcp, "d", note.c_str()}});
  EXPECT_EQ(remarks(rows_[0], false),
            std::vector<std::string>{"note: one two " + std::string(100, 'x') + " ... (--details shows all)"});
  EXPECT_NE(remarks(rows_[0], true)[0].find("yyy"), std::string::npos);
}

TEST_F(Rows, HoldersAreShownWithTheirNames) {
  registry::Record record = record_of({"a", PortRange{1, 1}, Transport::kTcp, "d"});
  record.assignee.add_person("Nexum");
  record.contacts.add_person("Jane");
  record.contacts.add_person("Unknown");
  registry::Registry registry;
  registry.records = {record};
  registry::Contact nexum{.id = "Nexum", .name = "Nexum, Inc.", .organization = {}, .uris = {}, .updated = {}};
  registry::Contact jane = {
      .id = "Jane", .name = "Jane Doe", .organization = "Doe & Co", .uris = {"mailto:jane&doe.example"}, .updated = {}};
  registry.contacts = {nexum, jane};
  bytes_ = lookup::compile(registry).value();
  lookup_.emplace(Lookup::from_bytes(std::as_bytes(std::span(bytes_))).value());
  const std::vector<RecordView> views = {lookup_->record(0)};
  EXPECT_EQ(particulars(join_rows(views)[0], *lookup_),
            (std::vector<std::string>{"assignee: Nexum, Inc.",
                                      "contact: Jane Doe, Doe & Co <mailto:jane@doe.example>; Unknown"}));
}

}  // namespace
}  // namespace portolan::app
