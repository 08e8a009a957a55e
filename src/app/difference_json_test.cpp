// SPDX-License-Identifier: Apache-2.0
#include "app/difference_json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace portolan::app {
namespace {

using registry::Record;
using registry::Registry;
using registry::RichText;
using registry::ServiceName;

boost::json::object json(const Registry& a, const Registry& b) {
  std::string out;
  write_difference_json(difference(a, b), out);
  EXPECT_EQ(std::ranges::count(out, '\n'), 0);
  return boost::json::parse(out).as_object();
}

Record tcp(std::string_view name, std::uint16_t port, std::string_view description) {
  Record record;
  record.name = ServiceName(name);
  record.ports = PortRange{port, port};
  record.transport = Transport::kTcp;
  record.description = RichText::plain(description);
  return record;
}

TEST(DifferenceJson, OfNothingHasAllKeys) {
  const auto told = json({}, {});
  EXPECT_TRUE(told.at("from").is_null());
  EXPECT_TRUE(told.at("to").is_null());
  EXPECT_EQ(told.at("summary").at("sentence").as_string(), "no difference");
  for (const std::string_view list : {"changes", "contacts", "head"}) EXPECT_TRUE(told.at(list).as_array().empty());
}

TEST(DifferenceJson, TellsRecordsBeforeAndAfter) {
  Registry a;
  a.updated = {.year = 2024, .month = 1, .day = 5};
  a.records = {tcp("x", 1, "old"), tcp("y", 2, "gone"), tcp("same", 3, "")};
  Registry b;
  b.updated = {.year = 2025, .month = 8, .day = 0};
  b.records = {tcp("x", 1, "a \"new\" one"), tcp("", 2, "Reserved"), tcp("same", 3, "")};
  const auto told = json(a, b);
  EXPECT_EQ(told.at("from").as_string(), "2024-01-05");
  EXPECT_EQ(told.at("to").as_string(), "2025-08");
  EXPECT_EQ(told.at("summary").at("de_assigned").to_number<int>(), 1);
  EXPECT_EQ(told.at("summary").at("changed").to_number<int>(), 1);
  EXPECT_EQ(told.at("summary").at("assigned").to_number<int>(), 0);
  EXPECT_EQ(told.at("summary").at("unchanged").to_number<int>(), 1);
  const auto& changes = told.at("changes").as_array();
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].at("kind").as_string(), "changed");
  EXPECT_EQ(changes[0].at("changed"), boost::json::parse(R"(["description"])"));
  EXPECT_EQ(changes[0].at("before").at("service_name").as_string(), "x");
  EXPECT_TRUE(changes[0].at("after").is_object());
  EXPECT_EQ(changes[1].at("kind").as_string(), "de-assigned");
}

TEST(DifferenceJson, WhatIsNotThereIsNull) {
  Registry b;
  b.records = {tcp("x", 1, "new")};
  const auto told = json({}, b);
  const auto& change = told.at("changes").as_array().at(0);
  EXPECT_TRUE(change.at("before").is_null());
  EXPECT_TRUE(change.at("after").is_object());
  EXPECT_TRUE(change.at("changed").as_array().empty());
}

TEST(DifferenceJson, TellsContactsAndHead) {
  Registry a;
  a.contacts.resize(2);
  a.contacts[0].id = "Gone";
  a.contacts[1].id = "Jane_Roe";
  Registry b;
  b.contacts.resize(1);
  b.contacts[0].id = "Jane_Roe";
  b.contacts[0].name = "Jane";
  b.title = "T";
  b.notes = {{.title = "N", .text = RichText::plain("words")}};
  const auto told = json(a, b);
  const auto& contacts = told.at("contacts").as_array();
  ASSERT_EQ(contacts.size(), 2U);
  EXPECT_EQ(contacts[0].at("kind").as_string(), "removed");
  EXPECT_TRUE(contacts[0].at("after").is_null());
  EXPECT_EQ(contacts[1].at("id").as_string(), "Jane_Roe");
  EXPECT_EQ(contacts[1].at("changed"), boost::json::parse(R"(["name"])"));
  EXPECT_EQ(told.at("summary").at("contacts_changed").to_number<int>(), 1);
  EXPECT_EQ(told.at("head"), boost::json::parse(R"([
    {"part": "title", "label": "", "before": "", "after": "T"},
    {"part": "note", "label": "N", "before": null, "after": "words"}])"));
}

}  // namespace
}  // namespace portolan::app
