// SPDX-License-Identifier: Apache-2.0
#include "formats/json.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <set>

#include "formats/xml.h"
#include "test_data.h"

namespace portolan::formats {
namespace {

using registry::Column;
using registry::Contact;
using registry::Record;
using registry::Reference;
using registry::ReferenceKind;
using registry::Registry;
using registry::RichText;

Reference reference(ReferenceKind kind, std::string_view data, std::string_view section = {},
                    std::string_view shown = {}) {
  return {.kind = kind, .data = data, .section = section, .shown = shown};
}

std::string json_of(const Registry& registry) {
  std::string out;
  write_json(registry, out);
  return out;
}

std::string json_of(const Record& record) {
  std::string out;
  write_json_record(record, out);
  return out;
}

std::string string_of(std::string_view text) {
  std::string out;
  write_json_string(text, out);
  return out;
}

std::string problems_of(const Reading& reading) {
  std::string out;
  for (const Error& error : reading.problems) out += to_string(error) + "\n";
  return out;
}

// What is read from what is written is the same registry, and gives the same bytes.
void expect_round_trip(const Registry& registry) {
  const std::string written = json_of(registry);
  const Reading reading = read_json(written, {});
  ASSERT_TRUE(reading.ok()) << problems_of(reading) << written;
  EXPECT_TRUE(*reading.registry == registry) << written;
  EXPECT_EQ(json_of(*reading.registry), written);
}

void expect_round_trip(const Record& record) {
  Registry registry;
  registry.records.push_back(record);
  expect_round_trip(registry);
}

// A text with every kind of node, every kind of reference and every part of one.
RichText rich_text() {
  RichText text;
  text.add_text("See \"the\n    book\" <&> \\ ");
  for (const auto kind :
       {ReferenceKind::kPerson, ReferenceKind::kRfc, ReferenceKind::kDraft, ReferenceKind::kUri, ReferenceKind::kText,
        ReferenceKind::kNote, ReferenceKind::kErratum, ReferenceKind::kRegistry, ReferenceKind::kUnicode})
    text.add_reference(reference(kind, "key"));
  text.add_break();
  text.begin_paragraph();
  text.add_reference(reference(ReferenceKind::kRfc, "rfc6335", "8.1", "RFC 6335, Section 8.1"));
  text.add_text("gr\xC3\xBC\xC3\x9F dich \xF0\x9F\x90\x99 \xE2\x80\xA8");
  text.add_break();
  text.end_paragraph();
  text.begin_paragraph();
  text.end_paragraph();
  text.add_reference(reference(ReferenceKind::kText, ""));
  return text;
}

Record full_record() {
  Record record;
  record.name = registry::ServiceName("example");
  record.ports = PortRange{6000, 6063};
  record.transport = Transport::kDccp;
  record.description = rich_text();
  record.assignee.add_person("Ann");
  record.assignee.add(reference(ReferenceKind::kPerson, "Bob", "2", "Bob himself"));
  record.contacts.add_person("Cy");
  record.contacts.add(reference(ReferenceKind::kText, "", "", "nobody"));
  record.contacts.add(reference(ReferenceKind::kPerson, ""));
  record.registered = {.year = 2001, .month = 2, .day = 0};
  record.modified = {.year = 2024, .month = 2, .day = 29};
  record.references.add(reference(ReferenceKind::kDraft, "draft-a-b-00", "4.3", "the draft"));
  record.references.add(reference(ReferenceKind::kUri, "https://example.org/?a=1&b"));
  record.service_code = 4294967295U;
  record.unauthorized_use = RichText::plain("  by \xE2\x80\x9Cothers\xE2\x80\x9D\t");
  record.notes = RichText::lines("one\ntwo");
  return record;
}

Registry full_registry() {
  Registry registry;
  registry.id = "ports";
  registry.title = "A \"title\"";
  registry.category = "A category";
  registry.updated = {.year = 2026, .month = 8, .day = 17};
  registry.references.add(reference(ReferenceKind::kRfc, "rfc6335"));
  registry.references.add(reference(ReferenceKind::kRegistry, "other"));
  registry.experts = RichText::plain("TCP: Ann\nUDP: Bob");
  registry.notes = {{std::nullopt, rich_text()}, {"", RichText()}, {"Title", RichText::plain("plain")}};
  registry.instructions = {{"xml-stylesheet", "type=\"text/xsl\" href=\"a.xsl\""}, {"empty", ""}};
  registry.records = {full_record(), Record()};
  registry.footnotes = {{"1", rich_text()}, {"2", RichText()}};
  registry.contacts = {
      {"Ann", "Ann \xC3\x84", "Org", {"mailto:ann&example.org", "", "https://a"}, Date{2020, 1, 2}},
      {"Bob", "", "", {}, Date{}},
      {"Cy", std::nullopt, std::nullopt, {}, std::nullopt},
  };
  return registry;
}

TEST(JsonRoundTrip, KeepsEverything) { expect_round_trip(full_registry()); }

TEST(JsonRoundTrip, KeepsNothingAtAll) { expect_round_trip(Registry()); }

TEST(JsonRoundTrip, TellsAnEmptyElementFromNone) {
  for (std::size_t column = 0; column < registry::kColumnCount; ++column) {
    Record record;
    record.ports = PortRange{1, 1};
    expect_round_trip(record);
    record.empty_columns.add(static_cast<Column>(column));
    expect_round_trip(record);
    record = full_record();
    record.empty_columns.add(static_cast<Column>(column));
    expect_round_trip(record);
  }
}

TEST(JsonRoundTrip, TellsAStatedAssigneeFromTheContact) {
  Record record;
  record.contacts.add_person("Ann");
  expect_round_trip(record);
  EXPECT_EQ(json_of(record).find("assignee_stated"), std::string::npos);
  record.assignee.add_person("Ann");
  expect_round_trip(record);
  record.contacts = {};
  expect_round_trip(record);
}

TEST(JsonRoundTrip, KeepsTextsThatPublishingChanges) {
  RichText only_break;
  only_break.add_break();
  for (const RichText& text : {only_break, RichText::plain(" "), RichText::plain("a\n\n\nb"), RichText::plain("a \n b"),
                               RichText::plain("[Ann]"), RichText::plain("null"), RichText::lines("a\nb")}) {
    Record record;
    record.description = text;
    record.unauthorized_use = text;
    record.notes = text;
    expect_round_trip(record);
    Registry registry;
    registry.experts = text;
    expect_round_trip(registry);
  }
}

TEST(JsonRoundTrip, KeepsEveryPortAndTransport) {
  for (const PortRange ports : {PortRange{0, 0}, PortRange{65535, 65535}, PortRange{0, 65535}})
    for (const Transport transport : kAllTransports) {
      Record record;
      record.ports = ports;
      record.transport = transport;
      record.service_code = 0;
      record.range_of_one = ports.size() == 1;
      expect_round_trip(record);
    }
}

TEST(JsonRoundTrip, KeepsRealRegistries) {
  const auto all = testing::all_real_xml();
  PORTOLAN_NEEDS_REAL_DATA(all);
  for (const auto& file : {all.front(), all.back()}) {
    const Reading xml = read_xml(testing::read_file(file), {});
    ASSERT_TRUE(xml.ok()) << file;
    const std::string written = json_of(*xml.registry);
    const Reading reading = read_json(written, {});
    ASSERT_TRUE(reading.ok()) << file << problems_of(reading);
    EXPECT_TRUE(*reading.registry == *xml.registry) << file;
    EXPECT_TRUE(json_of(*reading.registry) == written) << file;
  }
}

TEST(JsonWrite, PlainTextsHaveNoMarkup) {
  Record record;
  record.description = RichText::plain("a \"plain\" text\nof two lines, with \xC3\xBC");
  EXPECT_EQ(json_of(record).find("markup"), std::string::npos);
  record.description.add_break();
  EXPECT_NE(json_of(record).find("\"description_markup\""), std::string::npos);
}

TEST(JsonWrite, OneRecordLiterally) {
  Record record;
  record.name = registry::ServiceName("encrypted_admin");
  record.ports = PortRange{1138, 1138};
  record.transport = Transport::kDccp;
  record.description = RichText::plain("encrypted \"admin\"");
  record.assignee.add_person("Ann");
  record.contacts.add_person("Bob");
  record.registered = {.year = 2006, .month = 2, .day = 0};
  record.references.add(reference(ReferenceKind::kRfc, "rfc4340", "8.1.2"));
  record.service_code = 7107696;
  record.notes = RichText::lines("This entry is an alias to \"encrypted-admin\".\nThis entry is now historic");
  record.empty_columns.add(Column::kUnauthorizedUse);
  record.empty_columns.add(Column::kModificationDate);
  EXPECT_EQ(
      json_of(record),
      R"({"service_name":"encrypted_admin","port_number":"1138","transport_protocol":"dccp",)"
      R"("description":"encrypted \"admin\"","assignee":["Ann"],"contact":["Bob"],)"
      R"("registration_date":"2006-02","modification_date":null,)"
      R"("reference":[{"type":"rfc","data":"rfc4340","section":"8.1.2"}],"service_code":7107696,)"
      R"("unauthorized_use_reported":"",)"
      R"("assignment_notes":"This entry is an alias to \"encrypted-admin\".\nThis entry is now historic",)"
      R"("assignee_stated":true,)"
      R"("assignment_notes_markup":["This entry is an alias to \"encrypted-admin\".",{"break":true},"This entry is now historic"],)"
      R"("empty_elements":["modification_date"],)"
      R"("first_port":1138,"last_port":1138,"status":"historic","status_text":"historic","deassigned_date":null,)"
      R"("service_code_characters":"ltp","alias_of":"encrypted-admin","replaces":[]})");
}

TEST(JsonWrite, DerivesTheStatusOfAPortWithoutAName) {
  Record record;
  record.ports = PortRange{2, 3};
  record.description = RichText::plain("Reserved");
  record.notes = RichText::plain("De-Assigned on 2019-10-30");
  EXPECT_NE(json_of(record).find(
                R"("first_port":2,"last_port":3,"status":"de-assigned","status_text":"de-assigned on 2019-10-30",)"
                R"("deassigned_date":"2019-10-30","service_code_characters":null,"alias_of":null,"replaces":[]})"),
            std::string::npos)
      << json_of(record);
}

TEST(JsonWrite, OneContactLiterally) {
  std::string out;
  write_json_contact({"Ann", "Ann A", std::nullopt, {"mailto:ann&example.org"}, Date{2020, 1, 0}}, out);
  EXPECT_EQ(out, R"({"id":"Ann","name":"Ann A","organization":null,"uris":["mailto:ann&example.org"],)"
                 R"("addresses":["mailto:ann@example.org"],"updated":"2020-01"})");
}

TEST(JsonWrite, OneDocumentLiterally) {
  Registry registry;
  set_default_head(registry);
  registry.notes = {{std::nullopt, RichText::plain("a note")}};
  registry.contacts = {{"A", std::nullopt, std::nullopt, {}, std::nullopt},
                       {"B", std::nullopt, std::nullopt, {}, std::nullopt}};
  EXPECT_EQ(json_of(registry), R"({
  "id": "service-names-port-numbers",
  "title": "Service Name and Transport Protocol Port Number Registry",
  "category": "Service Names and Transport Protocol Port Numbers",
  "updated": null,
  "reference": [
    {"type":"rfc","data":"rfc6335"}
  ],
  "experts": null,
  "notes": [
    {"title":null,"text":"a note"}
  ],
  "instructions": [],
  "records": [],
  "footnotes": [],
  "contacts": [
    {"id":"A","name":null,"organization":null,"uris":[],"addresses":[],"updated":null},
    {"id":"B","name":null,"organization":null,"uris":[],"addresses":[],"updated":null}
  ]
}
)");
}

TEST(JsonWrite, EscapesOnlyWhatMustBe) {
  EXPECT_EQ(string_of(""), "\"\"");
  EXPECT_EQ(string_of("a\"b\\c/d<&>"), R"("a\"b\\c/d<&>")");
  EXPECT_EQ(string_of("\b\f\n\r\t\x01\x1F"), R"("\b\f\n\r\t\u0001\u001f")");
  EXPECT_EQ(string_of(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(string_of("\x7F \xC3\xBC \xE2\x80\xA8 \xF0\x9F\x90\x99"),
            "\"\x7F \xC3\xBC \xE2\x80\xA8 \xF0\x9F\x90\x99\"");
}

TEST(JsonWrite, EveryByteIsReadBack) {
  for (unsigned c = 0; c < 0x80; ++c) {
    const std::string text(3, static_cast<char>(c));
    EXPECT_EQ(boost::json::parse(string_of(text)).as_string(), text) << c;
  }
}

std::string schema_text() {
  return testing::read_file(testing::fixture("../../docs/registry.schema.json").lexically_normal());
}

// The keys that each kind of object has in the written document, by the name of its schema.
using Keys = std::map<std::string, std::set<std::string>>;

void collect(const std::string& kind, const boost::json::value& value, Keys& keys) {
  static const std::map<std::string, std::string> kKindOfMember = {{"records", "record"},
                                                                   {"contacts", "contact"},
                                                                   {"notes", "note"},
                                                                   {"footnotes", "footnote"},
                                                                   {"reference", "reference"},
                                                                   {"instructions", "instruction"},
                                                                   {"assignee", "reference"},
                                                                   {"contact", "reference"},
                                                                   {"experts_markup", "node"},
                                                                   {"text_markup", "node"},
                                                                   {"description_markup", "node"},
                                                                   {"unauthorized_use_reported_markup", "node"},
                                                                   {"paragraph", "node"},
                                                                   {"assignment_notes_markup", "node"}};
  if (const auto* array = value.if_array()) {
    for (const auto& element : *array) collect(kind, element, keys);
  } else if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      keys[kind].emplace(key);
      const auto found = kKindOfMember.find(std::string(key));
      if (found != kKindOfMember.end()) collect(found->second, member, keys);
    }
  }
}

std::set<std::string> described_keys(const boost::json::object& definition) {
  std::set<std::string> keys;
  if (const auto* properties = definition.if_contains("properties"))
    for (const auto& [key, schema] : properties->as_object()) {
      keys.emplace(key);
      const auto& object = schema.as_object();
      EXPECT_TRUE(object.contains("description") || object.contains("$ref")) << std::string_view(key);
    }
  return keys;
}

TEST(JsonSchema, DescribesExactlyTheKeysThatAreWritten) {
  const std::string text = schema_text();
  ASSERT_FALSE(text.empty());
  const auto schema = boost::json::parse(text);
  const auto& definitions = schema.at("$defs").as_object();

  Registry registry = full_registry();
  registry.experts = rich_text();
  registry.records[0].empty_columns.add(Column::kAssignee);
  Keys written;
  collect("document", boost::json::parse(json_of(registry)), written);
  ASSERT_EQ(written.size(), 8U);
  for (const auto& [kind, keys] : written) {
    if (kind == "node") continue;
    EXPECT_EQ(described_keys(definitions.at(kind).as_object()), keys) << kind;
  }
  std::set<std::string> nodes = described_keys(definitions.at("paragraph").as_object());
  for (const auto& form : definitions.at("node").at("anyOf").as_array()) nodes.merge(described_keys(form.as_object()));
  EXPECT_EQ(nodes, written["node"]);
}

TEST(JsonSchema, NamesEveryColumnAndReferenceType) {
  const auto schema = boost::json::parse(schema_text()).at("$defs");
  const auto& properties = schema.at("record").at("properties");
  const auto& columns = properties.at("empty_elements").at("items").at("enum").as_array();
  ASSERT_EQ(columns.size(), registry::kColumnCount);
  for (std::size_t i = 0; i < columns.size(); ++i) EXPECT_EQ(columns[i].as_string(), registry::columns()[i].key);
  const auto& types = schema.at("reference").at("properties").at("type").at("enum").as_array();
  EXPECT_EQ(types.size(), 9U);
  for (const auto& type : types) EXPECT_TRUE(registry::parse_reference_kind(std::string_view(type.as_string())));
}

}  // namespace
}  // namespace portolan::formats
