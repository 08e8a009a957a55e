// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "formats/json.h"

namespace portolan::formats {
namespace {

using registry::Registry;

std::string problems_of(const Reading& reading) {
  std::string out;
  for (const Error& error : reading.problems) out += to_string(error) + "\n";
  return out;
}

Registry registry_of(std::string_view json) {
  const Reading reading = read_json(json, {});
  EXPECT_TRUE(reading.ok()) << problems_of(reading) << json;
  return reading.registry.value_or(Registry());
}

struct Wrong {
  std::string_view json;
  ErrorCode code;
  std::uint64_t line;
  std::uint64_t column;
  std::string_view field;
  std::string_view message;  // a part of it
};

void expect_problem(const Wrong& wrong) {
  const Reading reading = read_json(wrong.json, {});
  EXPECT_FALSE(reading.ok()) << wrong.json;
  ASSERT_EQ(reading.problems.size(), 1U) << wrong.json << "\n" << problems_of(reading);
  const Error& error = reading.problems.front();
  EXPECT_EQ(error.code, wrong.code) << wrong.json;
  EXPECT_EQ(error.place.line, wrong.line) << wrong.json << "\n" << problems_of(reading);
  EXPECT_EQ(error.place.column, wrong.column) << wrong.json << "\n" << problems_of(reading);
  EXPECT_EQ(error.place.field, wrong.field) << wrong.json;
  EXPECT_NE(error.message.find(wrong.message), std::string::npos) << error.message;
}

TEST(JsonRead, SyntaxErrorsHaveLineAndColumn) {
  using enum ErrorCode;
  for (const Wrong& wrong : std::initializer_list<Wrong>{
           {"", kSyntax, 1, 1, "", "ends before"},
           {"  \n", kSyntax, 2, 1, "", "ends before"},
           {"{\"records\":[", kSyntax, 1, 13, "", "ends before"},
           {"{\n  \"records\": [],\n}", kSyntax, 3, 1, "", "'}'"},
           {"{\"records\" []}", kSyntax, 1, 12, "", "'['"},
           {"{\"records\":[]} x", kSyntax, 1, 16, "", "after the document"},
           {"[{\"port_number\":01}]", kSyntax, 1, 18, "", "'1'"},
           {"// no\n[]", kSyntax, 1, 1, "", "'/'"},
           {"[{'service_name':1}]", kSyntax, 1, 3, "", "'''"},
           {"[{\"service_name\":\"a\nb\"}]", kSyntax, 1, 20, "", "0x0A"},
           {"[{\"service_name\":\"\n\"}]", kSyntax, 1, 19, "", "0x0A"},
           {"[{\"service_name\":\"a\xFF\"}]", kSyntax, 1, 20, "", "0xFF"},
           {"[{\"service_name\":\"\xC0\xAF\"}]", kSyntax, 1, 19, "", "0xC0"},
           {"[{\"service_code\":1e99999999999}]", kSyntax, 1, 29, "", "exponent"},
           {"\xEF\xBB\xBF[x]", kSyntax, 1, 2, "", "'x'"},
       })
    expect_problem(wrong);
}

TEST(JsonRead, WrongColumnsHavePlaceAndPath) {
  using enum ErrorCode;
  for (const Wrong& wrong : std::initializer_list<Wrong>{
           {R"([{"port_number":"65536"}])", kInvalidValue, 1, 17, "[0].port_number", "above 65535"},
           {R"({"records":[{"port_number":"9-8"}]})", kInvalidValue, 1, 28, "records[0].port_number", "write 8-9"},
           {R"([{"port_number":443}])", kInvalidValue, 1, 17, "[0].port_number", "string or null"},
           {R"([{"transport_protocol":"icmp"}])", kInvalidValue, 1, 24, "[0].transport_protocol", "tcp, udp"},
           {R"([{"registration_date":"2023-02-29"}])", kInvalidValue, 1, 23, "[0].registration_date", "no date"},
           {R"([{"modification_date":""}])", kInvalidValue, 1, 23, "[0].modification_date", "null"},
           {R"([{"service_code":4294967296}])", kInvalidValue, 1, 18, "[0].service_code", "4294967295"},
           {R"([{"service_code":-1}])", kInvalidValue, 1, 18, "[0].service_code", "whole number"},
           {R"([{"service_code":1.5}])", kInvalidValue, 1, 18, "[0].service_code", "whole number"},
           {R"([{"service_code":"1"}])", kInvalidValue, 1, 18, "[0].service_code", "whole number"},
           {R"([{"service_name":["a"]}])", kInvalidValue, 1, 18, "[0].service_name", "string or null"},
           {R"([{"service_name":"a\u0001"}])", kInvalidValue, 1, 18, "[0].service_name", "control characters"},
           {R"([{"service_name":"a\r"}])", kInvalidValue, 1, 18, "[0].service_name", "control characters"},
           {R"([{"contact":["A",""]}])", kInvalidValue, 1, 18, "[0].contact[1]", "empty"},
           {R"([{"contact":"A"}])", kInvalidValue, 1, 13, "[0].contact", "array"},
           {R"([{"contact":[1]}])", kInvalidValue, 1, 14, "[0].contact[0]", "object"},
           {R"([{"reference":["rfc1"]}])", kInvalidValue, 1, 16, "[0].reference[0]", "object"},
           {R"([{"reference":[{"data":"rfc1"}]}])", kInvalidValue, 1, 16, "[0].reference[0].type", "missing"},
           {R"([{"reference":[{"type":"rcf"}]}])", kInvalidValue, 1, 24, "[0].reference[0].type", "\"rcf\" is no type"},
           {R"([{"service_name":"a","assignee_stated":true}])", kInvalidValue, 1, 40, "[0].assignee_stated", "given"},
           {R"([{"service_name":"a","assignee_stated":1}])", kInvalidValue, 1, 40, "[0].assignee_stated", "true or"},
           {R"([{"assignee":["A"],"assignee_stated":false}])", kInvalidValue, 1, 38, "[0].assignee_stated", "not the"},
           {R"([{"service_name":"a","empty_elements":["x"]}])", kInvalidValue, 1, 40, "[0].empty_elements[0]",
            "no column"},
           {R"([{}])", kInvalidValue, 1, 2, "[0]", "at least one column"},
           {R"([{"status":"assigned"}])", kInvalidValue, 1, 2, "[0]", "at least one column"},
           {R"([null])", kInvalidValue, 1, 2, "[0]", "object"},
           {R"("text")", kInvalidValue, 1, 1, "", "array of records"},
       })
    expect_problem(wrong);
}

TEST(JsonRead, WrongTextsHavePlaceAndPath) {
  using enum ErrorCode;
  const std::string_view field = "[0].description_markup";
  const std::string_view node = "[0].description_markup[0]";
  for (const Wrong& wrong : std::initializer_list<Wrong>{
           {R"([{"description":"a","description_markup":["b"]}])", kInvalidValue, 1, 42, field, "disagree"},
           {R"([{"description":null,"description_markup":["b"]}])", kInvalidValue, 1, 43, field, "disagree"},
           {R"([{"description":"a","description_markup":[]}])", kInvalidValue, 1, 42, field, "disagree"},
           {R"([{"description":"a","description_markup":"a"}])", kInvalidValue, 1, 42, field, "array"},
           {R"([{"description":"a","description_markup":[{}]}])", kInvalidValue, 1, 43, node, "a node is"},
           {R"([{"description":"a","description_markup":[1]}])", kInvalidValue, 1, 43, node, "object"},
           {R"([{"description":"a","description_markup":[{"break":true,"paragraph":[]}]}])", kInvalidValue, 1, 43, node,
            "a node is"},
           {R"([{"description":"a","description_markup":[{"break":false}]}])", kInvalidValue, 1, 52,
            "[0].description_markup[0].break", "true"},
           {R"([{"description":"","description_markup":[{"paragraph":[{"paragraph":[]}]}]}])", kInvalidValue, 1, 69,
            "[0].description_markup[0].paragraph[0].paragraph", "cannot stand"},
           {R"([{"description":"","description_markup":["a\u0002"]}])", kInvalidValue, 1, 42, node, "control"},
           {R"([{"description":"","description_markup":[{"reference":{"type":"x"}}]}])", kInvalidValue, 1, 63,
            "[0].description_markup[0].reference.type", "no type"},
       })
    expect_problem(wrong);
}

TEST(JsonRead, WrongHeadsAndContactsHavePlaceAndPath) {
  using enum ErrorCode;
  for (const Wrong& wrong : std::initializer_list<Wrong>{
           {"{\n}", kInvalidValue, 1, 1, "records", "missing"},
           {"{\"records\":null}", kInvalidValue, 1, 12, "records", "array"},
           {"{\"records\":[],\n\"title\":null}", kInvalidValue, 2, 9, "title", "string"},
           {"{\"records\":[],\n\"updated\":\"2026-13\"}", kInvalidValue, 2, 11, "updated", "no date"},
           {"{\"records\":[],\"experts\":\"a\",\"experts_markup\":[\"b\"]}", kInvalidValue, 1, 46, "experts_markup",
            "experts and experts_markup disagree"},
           {"{\"records\":[],\"notes\":[{\"titel\":1}]}", kInvalidValue, 1, 25, "notes[0].titel", "means nothing"},
           {"{\"records\":[],\"footnotes\":[{}]}", kInvalidValue, 1, 28, "footnotes[0].anchor", "missing"},
           {"{\"records\":[],\"instructions\":[{\"target\":\"xml\"}]}", kInvalidValue, 1, 41, "instructions[0].target",
            "target"},
           {"{\"records\":[],\"instructions\":[{\"target\":\"a\",\"data\":\"?>\"}]}", kInvalidValue, 1, 52,
            "instructions[0].data", "?>"},
           {"{\"records\":[],\"contacts\":[{\"name\":\"A\"}]}", kInvalidValue, 1, 27, "contacts[0].id", "missing"},
           {"{\"records\":[],\"contacts\":[{\"id\":\"\"}]}", kInvalidValue, 1, 33, "contacts[0].id", "empty"},
           {"{\"records\":[],\"contacts\":[\n{\"id\":\"A\"},\n{\"id\":\"B\"},\n{\"id\":\"A\"}]}", kInvalidValue, 4, 7,
            "contacts[2].id", "first by contacts[0]"},
           {"{\"records\":[],\"contacts\":[{\"id\":\"A\",\"uris\":[null]}]}", kInvalidValue, 1, 45,
            "contacts[0].uris[0]", "string"},
           {"{\"records\":[],\"contacts\":[{\"id\":\"A\",\"updated\":\"soon\"}]}", kInvalidValue, 1, 47,
            "contacts[0].updated", "no date"},
       })
    expect_problem(wrong);
}

TEST(JsonRead, KeysAreKnownAndGivenOnce) {
  using enum ErrorCode;
  for (const Wrong& wrong : std::initializer_list<Wrong>{
           {"[\n {\"service_name\":\"a\", \"prot_number\":\"1\"}]", kInvalidValue, 2, 23, "[0].prot_number",
            "\"prot_number\" means nothing"},
           {"[{\"service_name\":\"a\",\n  \"service_name\":\"a\"}]", kInvalidValue, 2, 3, "[0].service_name", "twice"},
           {"[{\"service_name\":\"a\",\"status\":1,\"status\":2}]", kInvalidValue, 1, 33, "[0].status", "twice"},
           {"[{\"service_name\":\"a\",\"s\\u0074atus\":1,\"status\":2}]", kInvalidValue, 1, 38, "[0].status", "twice"},
           {"{\"records\":[],\"records\":[]}", kInvalidValue, 1, 15, "records", "twice"},
           {"{\"records\":[],\"\\n\":[]}", kInvalidValue, 1, 15, "", "\"\\n\" means nothing"},
           {"[{\"service_name\":\"a\",\"Port Number\":[]}]", kInvalidValue, 1, 22, "[0]", "\"Port Number\""},
           {"[{\"service_name\":\"a\",\"reference\":[{\"type\":\"rfc\",\"type\":\"rfc\"}]}]", kInvalidValue, 1, 49,
            "[0].reference[0].type", "twice"},
       })
    expect_problem(wrong);
}

TEST(JsonRead, ProblemsComeTogetherInDocumentOrder) {
  const Reading reading = read_json(R"({"contacts": [{"id": 1}],
"records": [
  {"transport_protocol": "x",
   "port_number": "x", "odd": 1},
  {"service_code": "x"}
], "title": 7})",
                                    {});
  ASSERT_EQ(reading.problems.size(), 6U) << problems_of(reading);
  std::vector<std::string> places;
  for (const Error& error : reading.problems)
    places.push_back(fmt::format("{}:{} {}", error.place.line, error.place.column, error.place.field));
  EXPECT_EQ(places, (std::vector<std::string>{"1:22 contacts[0].id", "3:26 records[0].transport_protocol",
                                              "4:19 records[0].port_number", "4:24 records[0].odd",
                                              "5:20 records[1].service_code", "6:13 title"}));
  EXPECT_EQ(reading.problems.front().place.file, "-");
}

TEST(JsonRead, EverythingButTheRecordsMayBeMissing) {
  Registry expected;
  set_default_head(expected);
  EXPECT_EQ(registry_of("[]"), expected);
  EXPECT_EQ(registry_of("{\"records\":[]}"), expected);
  EXPECT_EQ(registry_of("\xEF\xBB\xBF {\"records\":[]}\r\n"), expected);
  expected.title.clear();
  expected.references = {};
  EXPECT_EQ(registry_of("{\"records\":[],\"title\":\"\",\"reference\":[]}"), expected);
}

TEST(JsonRead, ARecordNeedsOnlyOneColumn) {
  const Registry registry = registry_of(R"([{"port_number":"443-443","transport_protocol":"TCP"},
    {"contact":["A"],"assignee":["B"]}, {"contact":["A"],"assignee":["A"]}, {"assignee":["A"]},
    {"description_markup":["a",{"break":true}]}, {"service_name":"","reference":null}])");
  ASSERT_EQ(registry.records.size(), 6U);
  EXPECT_EQ(registry.records[0].ports, (PortRange{443, 443}));
  EXPECT_TRUE(registry.records[0].range_of_one);
  EXPECT_EQ(registry.records[0].transport, Transport::kTcp);
  EXPECT_EQ(registry.records[1].assignee.published(), "[B]");
  EXPECT_TRUE(registry.records[2].assignee.empty());
  EXPECT_EQ(registry.records[3].assignee.published(), "[A]");
  EXPECT_EQ(registry.records[4].description.encoded(), "a\x01");
  EXPECT_TRUE(registry.records[5].empty_columns.contains(registry::Column::kServiceName));
}

TEST(JsonRead, DerivedKeysAreNotRead) {
  registry::Record expected;
  expected.name = registry::ServiceName("a");
  const Registry registry = registry_of(R"([{"service_name":"a","first_port":"?","last_port":{},"status":[{"x":1}],
    "status_text":1,"deassigned_date":2,"service_code_characters":3,"alias_of":4,"replaces":5}])");
  ASSERT_EQ(registry.records.size(), 1U);
  EXPECT_EQ(registry.records[0], expected);
  EXPECT_EQ(registry_of(R"({"records":[],"contacts":[{"id":"A","addresses":1}]})").contacts.size(), 1U);
}

TEST(JsonRead, EscapesMeanTheirCharacters) {
  const Registry registry =
      registry_of(R"([{"service_n\u0061me":"\u00e9\ud83d\udc19\/\"\\\n\t","description":"a\tb"}])");
  ASSERT_EQ(registry.records.size(), 1U);
  EXPECT_EQ(registry.records[0].name.text(), "\xC3\xA9\xF0\x9F\x90\x99/\"\\\n\t");
  EXPECT_EQ(registry.records[0].description.encoded(), "a\tb");
}

TEST(JsonRead, RecordLinesAreGivenOnRequest) {
  ReadOptions options;
  options.record_lines = true;
  const Reading reading =
      read_json("{\"records\":[ {\"service_name\":\"a[{\\\"\"},\n\n{\"service_name\":\"b\"}\n]}", options);
  ASSERT_TRUE(reading.ok()) << problems_of(reading);
  EXPECT_EQ(reading.record_lines, (std::vector<std::uint64_t>{1, 3}));
  EXPECT_TRUE(read_json("[{\"service_name\":\"a\"}]", {}).record_lines.empty());
}

struct Limited {
  std::size_t Limits::*limit;
  std::size_t value;  // that is just enough
  std::string_view json;
  std::uint64_t column;  // where one less stops
};

TEST(JsonRead, LimitsHoldExactly) {
  for (const Limited& row : std::initializer_list<Limited>{
           {&Limits::bytes, 2, "[]", 1},
           {&Limits::depth, 3, "[{\"contact\":[]}]", 13},
           {&Limits::text, 12, "[{\"service_name\":null}]", 3},
           {&Limits::text, 13, "[{\"service_name\":\"0123456789abc\"}]", 18},
           {&Limits::text, 13, "[{\"service_name\":\"\\n123456789abc\"}]", 18},
           {&Limits::elements, 4, "[{\"contact\":[\"A\"]}]", 14},
           {&Limits::records, 2, "[{\"contact\":[]},{\"contact\":[]}]", 17},
       }) {
    ReadOptions options;
    options.limits.*row.limit = row.value;
    EXPECT_TRUE(read_json(row.json, options).ok()) << row.json << problems_of(read_json(row.json, options));
    --(options.limits.*row.limit);
    const Reading reading = read_json(row.json, options);
    ASSERT_EQ(reading.problems.size(), 1U) << row.json;
    EXPECT_EQ(reading.problems[0].code, ErrorCode::kLimit) << problems_of(reading);
    EXPECT_EQ(reading.problems[0].place.line, 1U);
    EXPECT_EQ(reading.problems[0].place.column, row.column) << row.json << problems_of(reading);
  }
}

TEST(JsonRead, ProblemsAreLimited) {
  std::string json = "[";
  for (int i = 0; i < 50; ++i) json += "{\"port_number\":1},";
  json.back() = ']';
  ReadOptions options;
  options.limits.problems = 3;
  const Reading reading = read_json(json, options);
  ASSERT_EQ(reading.problems.size(), 4U);
  EXPECT_EQ(reading.problems[2].place.field, "[2].port_number");
  EXPECT_NE(reading.problems[3].message.find("not listed"), std::string::npos);
}

TEST(JsonRead, DeepNestingIsRefusedWhateverTheLimit) {
  constexpr std::size_t kLevels = 200'000;
  ReadOptions options;
  options.limits.depth = kLevels * 2;
  for (const std::string_view level : {"[", "{\"a\":"}) {
    std::string json;
    for (std::size_t i = 0; i < kLevels; ++i) json += level;
    const Reading reading = read_json(json, options);
    ASSERT_EQ(reading.problems.size(), 1U);
    EXPECT_EQ(reading.problems[0].code, ErrorCode::kLimit);
    EXPECT_EQ(reading.problems[0].place.column, 1000 * level.size() + 1);
  }
}

constexpr std::string_view kSmall = R"({"id":"a\"\u00e9","updated":"2020-01","reference":[{"type":"rfc","data":"rfc1"}],
"notes":[{"title":null,"text":"a\nb","text_markup":["a",{"break":true},{"paragraph":["b"]}]}],
"records":[{"service_name":"x","port_number":"1-2","service_code":12,"contact":["A"],"status":{"a":[true,false,-1.5e3]}}],
"contacts":[{"id":"A","uris":["mailto:a&b"]}]})";

TEST(JsonRead, ADocumentCutAnywhereIsAProblem) {
  ASSERT_TRUE(read_json(kSmall, {}).ok()) << problems_of(read_json(kSmall, {}));
  for (std::size_t size = 0; size < kSmall.size(); ++size) {
    // A copy of just that size, so that reading beyond it is seen by the sanitizers.
    const std::vector<char> cut(kSmall.begin(), kSmall.begin() + static_cast<std::ptrdiff_t>(size));
    const Reading reading = read_json({cut.data(), cut.size()}, {});
    EXPECT_FALSE(reading.ok()) << size;
    ASSERT_EQ(reading.problems.size(), 1U) << size;
    EXPECT_EQ(reading.problems[0].code, ErrorCode::kSyntax) << size;
    EXPECT_LE(reading.problems[0].place.line, 4U) << size;
  }
}

TEST(JsonRead, ADocumentWithAnyByteChangedIsReadOrRefusedWithAPlace) {
  std::string json(kSmall);
  for (std::size_t at = 0; at < json.size(); ++at)
    for (const char c : {'\0', '"', '\\', '{', '}', '[', ']', ',', ':', '1', '\n', '\x80', '\xFF'}) {
      const char before = std::exchange(json[at], c);
      const Reading reading = read_json(json, {});
      EXPECT_NE(reading.ok(), !reading.problems.empty());
      for (const Error& error : reading.problems) {
        EXPECT_GE(error.place.line, 1U);
        EXPECT_GE(error.place.column, 1U);
      }
      json[at] = before;
    }
}

}  // namespace
}  // namespace portolan::formats
